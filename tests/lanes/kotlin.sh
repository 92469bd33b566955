#!/usr/bin/env bash
# The phone for Kotlin on the JVM: every scenario, its lifetimes, its documentation, its public surface, what it needs of Android.

. "$library/maven.sh"

lane_install() {
    need_rust
    need_maven
    need_ktlint
}

lane_run() {
    local package=$root/bindings/kotlin
    build_programs
    build_library
    rm -rf -- "$package/target"
    say "testing the package"
    collect "kotlin" maven_tests "$package"
    check "the library uses only what Android 8 has" \
        "${maven[@]}" --file "$package/pom.xml" org.codehaus.mojo:animal-sniffer-maven-plugin:1.24:check@android
    check "the jar holds the library of this machine" jar_loads "$package/target"
    check "ktlint finds nothing" env -C "$package" java -jar "$ktlint" --relative "src/**/*.kt" "android/*.kts"
    surface kotlin "$package/target/api.txt"
}

jar_loads() {
    jar tf "$1"/countersign-*.jar | grep -E 'linux-[a-z0-9-]+/libcountersign_ffi\.so$'
}
