#!/usr/bin/env bash
# The phone for Swift: its package compiled by the Linux toolchain, every scenario, lifetimes, its documentation, its public surface; the iOS app.

. "$library/chroot.sh"
. "$library/ios.sh"

lane_install() {
    need_rust
    need python3 python3
    chroot_debian trixie "$library/swift.txt"
    node_modules "$root/tests/gallery"
    need chromium chromium
    # Letters for the pictures, and Arabic ones.
    apt_install fonts-roboto-unhinted fonts-dejavu-core
}

lane_run() {
    build_programs
    build_library
    say "generating the code under the package"
    quietly "$package/local.sh" "$COUNTERSIGN_LIBRARY" "$COUNTERSIGN_BINDGEN"
    say "compiling the package and its tests"
    progress in_swift swift build --build-tests --scratch-path "$target/swift"
    say "testing the package"
    collect "swift" swift_tests swift
    local sources
    mapfile -t sources < <(git -C "$package" ls-files --cached --others --exclude-standard '*.swift')
    check "the package is formatted" in_swift /usr/libexec/swift/bin/swift-format lint --strict --configuration .swift-format "${sources[@]}"
    public_surface
    ios_app
}

package=$root/bindings/swift

# in_swift COMMAND...: runs it where Swift is, in the package.
in_swift() {
    (cd "$package" && in_chroot env COUNTERSIGN_LIBRARY="$target/debug" COUNTERSIGN_MOCK="$mock" "$@")
}

# swift_tests NAME [VARIABLE=VALUE...]: those of the package, built below that name, one after the other, because some of them count what is
# open.
swift_tests() {
    local name=$1 log=$scratch/$1.log code=0
    shift
    in_swift env SWIFT_BACKTRACE=enable=no "$@" swift test --quiet --skip-build --no-parallel \
        --scratch-path "$target/$name" --xunit-output "$scratch/$name.xml" >"$log" 2>&1 || code=$?
    grep --invert-match -E "^(◇|✔ Test |↳ Testing|Test Suite '|\s+Executed 0 tests)" "$log"
    if compgen -G "$scratch/$name*.xml" >/dev/null; then
        python3 "$library/xunit.py" "$scratch/$name"*.xml
    else
        sed -n 's/^◇ Test \(.*\)() started\.$/FAIL \1: ended the process/p' "$log" | tail -n 1
    fi
    return "$code"
}

public_surface() {
    say "listing what apps can depend on"
    quietly in_swift swift package --scratch-path "$target/swift" dump-symbol-graph --minimum-access-level public \
        --skip-synthesized-members
    quietly python3 "$root/tests/api/swift.py" "$target/swift" "$scratch/api.txt"
    surface swift "$scratch/api.txt"
}
