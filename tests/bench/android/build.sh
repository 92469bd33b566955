#!/usr/bin/env bash
# The size of the library for arm64 Android, without Google's tools: for measuring only, the result cannot be loaded. By hand: 5 to 15 minutes.
#
#   tests/bench/android/build.sh SOURCES PYTHON
#
# SOURCES: `library` of the standard library's source for this compiler's version (Debian's package rust-src, unpacked with dpkg-deb -x).
# PYTHON: one that has the package ziglang, whose compiler and C headers stand in for Android's.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../../.."
sources=$1
export COUNTERSIGN_ZIG=$2

target=$PWD/${CARGO_TARGET_DIR:-target}
[[ ${CARGO_TARGET_DIR:-} != /* ]] || target=$CARGO_TARGET_DIR
export CARGO_TARGET_DIR=$target RUSTC_BOOTSTRAP=1 __CARGO_TESTS_ONLY_SRC_ROOT=$sources
export CC_aarch64_linux_android=$here/cc AR_aarch64_linux_android=$here/ar CARGO_TARGET_AARCH64_LINUX_ANDROID_LINKER=$here/link
cargo rustc --locked --profile mobile -Z build-std=std,panic_unwind --target aarch64-linux-android -p countersign-ffi --lib \
    --crate-type cdylib -- -C link-arg="-Wl,-T,$PWD/bindings/shipped.ld" -C strip=symbols
library=$target/aarch64-linux-android/mobile/libcountersign_ffi.so
printf '%s bytes, %s with gzip\n' "$(stat -c %s "$library")" "$(gzip --best --stdout "$library" | wc -c)"
