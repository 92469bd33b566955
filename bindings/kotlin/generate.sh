#!/usr/bin/env bash
# Writes what the Kotlin sources need: target/generated, the code of the library, and target/natives, the library itself where JNA looks
# for it in a jar. Run by Maven and Gradle.
#
# With COUNTERSIGN_LIBRARY and COUNTERSIGN_BINDGEN (paths of the built library, not stripped, and of the generator) nothing is compiled.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=${COUNTERSIGN_ROOT:-$here/../..}
output=${COUNTERSIGN_OUTPUT:-$here/target}
built=${CARGO_TARGET_DIR:-$root/target}

main() {
    local library bindgen
    platform
    library=${COUNTERSIGN_LIBRARY:-$built/release/$file}
    bindgen=${COUNTERSIGN_BINDGEN:-$built/debug/uniffi-bindgen}
    [ -n "${COUNTERSIGN_LIBRARY:-}" ] \
        || cargo_build --release --package countersign-ffi --features desktop --lib
    [ -n "${COUNTERSIGN_BINDGEN:-}" ] \
        || cargo_build --bin uniffi-bindgen
    generate "$bindgen" "$library"
    mkdir -p "$output/natives/$folder"
    # Debug information would be most of the jar. After generating, which reads it from the same file.
    strip -S -o "$output/natives/$folder/$file" "$library"
}

# The library's file name, and the folder in which JNA looks for it.
platform() {
    local system machine
    machine=$(uname -m | sed -e 's/_/-/' -e 's/arm64/aarch64/')
    case $(uname -s) in
        Darwin) system=darwin file=libcountersign_ffi.dylib ;;
        *) system=linux file=libcountersign_ffi.so ;;
    esac
    folder=$system-$machine
}

cargo_build() {
    (cd "$root" && cargo build --quiet --locked "$@")
}

# The generator makes everything public. Internal, an app cannot use it by mistake and it may change at any time.
generate() {
    local raw=$output/raw code=$output/generated/dev/countersign/generated
    rm -rf -- "$raw" "$code"
    mkdir -p "$raw" "$code"
    (cd "$root" && "$1" generate "$2" --language kotlin --no-format --config uniffi.toml --out-dir "$raw")
    sed -E -e 's/^@file:Suppress\(.*\)/@file:Suppress("warnings")/' \
        -e 's/^(public )?((open |sealed |abstract |data |enum |inline )*(class|interface|object|fun|typealias) )/internal \2/' \
        -e 's/^( *@Throws\(.*\)) fun /\1 internal fun /' \
        "$raw/dev/countersign/generated/countersign_ffi.kt" >"$code/CountersignFfi.kt"
}

main
