#!/usr/bin/env bash
# The phone for Kotlin on the JVM: every scenario, its lifetimes, its documentation, its public surface, what it needs of Android.

lane_install() {
    need_rust
    need javac default-jdk-headless
    need mvn maven
    need python3 python3
    maven=(mvn --batch-mode --quiet --file "$root/bindings/kotlin/pom.xml" "-Dmaven.repo.local=$cache/maven"
        # It would outlive the lane.
        -Dkotlin.compiler.daemon=false)
    install_ktlint
}

lane_run() {
    local output=$root/bindings/kotlin/target
    build_programs
    say "compiling the library for other languages"
    quietly cargo build --quiet --locked --workspace --all-features
    export COUNTERSIGN_LIBRARY=$target/debug/libcountersign_ffi.so COUNTERSIGN_BINDGEN=$target/debug/uniffi-bindgen
    rm -rf -- "$output"
    say "testing the package"
    collect "kotlin" maven_tests "$output"
    check "the library uses only what Android 8 has" \
        "${maven[@]}" org.codehaus.mojo:animal-sniffer-maven-plugin:1.24:check@android
    check "the jar holds the library of this machine" jar_loads "$output"
    check "ktlint finds nothing" ktlint
    public_surface "$output/api.txt"
}

# Compiles, tests and packages. Maven's own output is shown when it says more than the tests.
maven_tests() {
    local code=0
    "${maven[@]}" package >"$scratch/maven.log" 2>&1 || code=$?
    [ -d "$1/surefire-reports" ] || cat "$scratch/maven.log"
    python3 "$library/xunit.py" "$1"/surefire-reports/TEST-*.xml || cat "$scratch/maven.log"
    return "$code"
}

jar_loads() {
    jar tf "$1"/countersign-*.jar | grep -E 'linux-[a-z0-9-]+/libcountersign_ffi\.so$'
}

# UPDATE_API=1 records it anew.
public_surface() {
    local recorded=$root/tests/api/kotlin.txt
    [ -z "${UPDATE_API:-}" ] || cp "$1" "$recorded"
    check "the public surface is the recorded one" diff -u "$recorded" "$1"
}

install_ktlint() {
    local version=1.7.1
    ktlint_jar=$cache/ktlint/ktlint-cli-$version-all.jar
    [ -e "$ktlint_jar" ] && return
    say "installing ktlint"
    quietly "${maven[@]}" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
        "-Dartifact=com.pinterest.ktlint:ktlint-cli:$version:jar:all" "-DoutputDirectory=$cache/ktlint"
}

ktlint() {
    (cd "$root/bindings/kotlin" && java -jar "$ktlint_jar" --relative "src/**/*.kt" "android/*.kts")
}
