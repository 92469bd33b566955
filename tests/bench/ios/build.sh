#!/usr/bin/env bash
# The size of the library for iOS, without Apple's tools: for measuring only, the result cannot be loaded. By hand: 5 to 15 minutes.
#
#   tests/bench/ios/build.sh SOURCES PYTHON
#
# SOURCES and PYTHON are those of tests/bench/android/build.sh.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../../.."
sources=$1
export COUNTERSIGN_ZIG=$2

target=$PWD/${CARGO_TARGET_DIR:-target}
[[ ${CARGO_TARGET_DIR:-} != /* ]] || target=$CARGO_TARGET_DIR
# An empty folder in place of Apple's: nothing is linked against.
SDKROOT=$(mktemp -d)
trap 'rmdir -- "$SDKROOT"' EXIT
export SDKROOT CARGO_TARGET_DIR=$target RUSTC_BOOTSTRAP=1 __CARGO_TESTS_ONLY_SRC_ROOT=$sources IPHONEOS_DEPLOYMENT_TARGET=16.0
export CC_aarch64_apple_ios=$here/cc AR_aarch64_apple_ios=$here/../android/ar CARGO_TARGET_AARCH64_APPLE_IOS_LINKER=$here/link
export CARGO_TARGET_AARCH64_APPLE_IOS_RUSTFLAGS="-Z unstable-options -C linker-flavor=darwin-lld"
cargo rustc --locked --profile mobile -Z build-std=std,panic_unwind --target aarch64-apple-ios -p countersign-ffi --lib \
    --crate-type cdylib -- -C strip=symbols
library=$target/aarch64-apple-ios/mobile/libcountersign_ffi.dylib
printf '%s bytes, %s with gzip\n' "$(stat -c %s "$library")" "$(gzip --best --stdout "$library" | wc -c)"
