#!/usr/bin/env bash
# Unmodified third-party programs against the mock server and the phone: openid-client, auth0-guardian-js, node-auth0, auth0-auth-js, auth0-python, jose, jwcrypto, Nimbus JOSE (JVM), http_ece, pyotp, zxing-cpp, segno, schemathesis.

lane_install() {
    need_rust
    node_modules "$root/tests/clients"
    python_packages clients "$root/tests/clients/requirements.txt"
    maven_program "$root/tests/clients/jvm"
}

lane_run() {
    build_programs
    export COUNTERSIGN_PYTHON=$python_bin/python COUNTERSIGN_CLASSPATH=$classpath
    # Auth0's clients speak HTTPS only, and Node reads what it trusts when it starts.
    local authority=$scratch/authority.pem certificate=$scratch/certificate.pem key=$scratch/key.pem
    quietly "$python_bin/python" tests/clients/certificate.py "$authority" "$certificate" "$key"
    export COUNTERSIGN_TLS=$certificate,$key NODE_EXTRA_CA_CERTS=$authority
    say "running openid-client, auth0-guardian-js, node-auth0, auth0-auth-js, auth0-python, jose, jwcrypto, Nimbus JOSE, http_ece, pyotp, zxing-cpp and segno"
    node_tests "clients" tests/clients
    say "running schemathesis"
    check "schemathesis finds the control API as documented" \
        env PATH="$python_bin:$PATH" node tests/clients/schemathesis.mjs control
    check "schemathesis finds the APIs of a WSO2 server as documented" \
        env PATH="$python_bin:$PATH" node tests/clients/schemathesis.mjs wso2
}
