#!/usr/bin/env bash
# Builds the library for apps in which every byte counts: 0.8 MB less than the profile `mobile` alone (docs/size.md).
#
#   bindings/smallest.sh TARGET [OPTION...]      for example x86_64-unknown-linux-gnu --features scan
#
# The price: a bug in the library ends the app instead of becoming an error, without a word of what it was. Nothing is lost by it, since
# every step is on disk before it is taken. And the standard library is compiled too, by options of the compiler that are not stable.
# Needs its source for this very compiler: from rustup (component rust-src), or the folder `library` in COUNTERSIGN_RUST_SOURCE.
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
platform=$1
shift

[ -z "${COUNTERSIGN_RUST_SOURCE:-}" ] || export __CARGO_TESTS_ONLY_SRC_ROOT=$COUNTERSIGN_RUST_SOURCE
export RUSTC_BOOTSTRAP=1
export RUSTFLAGS="${RUSTFLAGS:-} -Z unstable-options -C panic=immediate-abort -C force-unwind-tables=no"
cargo rustc --locked --profile mobile --target "$platform" -p countersign-ffi --lib --crate-type cdylib \
    -Z build-std=std,panic_abort -Z build-std-features=optimize_for_size "$@" -- -C link-arg="-Wl,-T,$root/bindings/shipped.ld"
