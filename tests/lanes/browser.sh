#!/usr/bin/env bash
# The mock server's pages clicked through in Chromium with our phone answering; UPDATE_SCREENSHOTS=1 renews docs/images.

lane_install() {
    need_rust
    node_modules "$root/tests/browser"
    need chromium chromium fonts-dejavu-core
}

lane_run() {
    build_programs
    COUNTERSIGN_CHROMIUM=$(command -v chromium)
    export COUNTERSIGN_CHROMIUM
    say "clicking through the pages"
    node_tests "browser" tests/browser
}
