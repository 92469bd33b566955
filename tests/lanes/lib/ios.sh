# The iOS app where there is no Xcode: its models compiled and tested over the real library, everything that only Apple's tools can compile parsed,
# its resources checked. Part of the lane swift.

ios_app() {
    local package=$root/ios/CountersignKit sources
    say "compiling the models of the iOS app and their tests"
    progress in_swift swift build --build-tests --scratch-path "$target/ios"
    say "testing the models and drawing the screens"
    mkdir -p "$scratch/gallery"
    collect "ios" swift_tests ios COUNTERSIGN_GALLERY="$scratch/gallery"
    mapfile -t sources < <(git -C "$root/ios" ls-files --cached --others --exclude-standard '*.swift')
    check "the sources for Apple's systems are Swift" in_ios swiftc -swift-version 6 -parse "${sources[@]}"
    check "the iOS app is formatted" in_ios /usr/libexec/swift/bin/swift-format lint --strict \
        --configuration CountersignKit/.swift-format "${sources[@]}"
    ios_pictures
    collect "ios resources" python3 "$root/tests/ios/resources.py" "$root/ios/App"
}

# UPDATE_PICTURES=1 renews docs/images/apps/ios.
ios_pictures() {
    say "looking at the screens"
    COUNTERSIGN_CHROMIUM=$(command -v chromium)
    export COUNTERSIGN_CHROMIUM COUNTERSIGN_APP=ios COUNTERSIGN_GALLERY=$scratch/gallery
    export COUNTERSIGN_RESOURCES=$root/android/app/src/main/res COUNTERSIGN_CATALOG=$root/ios/App/Resources/Assets.xcassets
    node_tests "ios gallery" tests/gallery
}

in_ios() { (cd "$root/ios" && in_chroot "$@"); }
