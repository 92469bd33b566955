#!/usr/bin/env bash
# What each feature adds to the library for other languages, as a table for docs/size.md. By hand: six builds, 1 to 4 minutes each.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.."
target=${CARGO_TARGET_DIR:-target}
stripped=$(mktemp)
trap 'rm -f -- "$stripped"' EXIT

row() {
    cargo rustc --quiet --locked --profile mobile -p countersign-ffi --lib --crate-type cdylib --features "$1" -- \
        -C link-arg="-Wl,-T,$PWD/bindings/shipped.ld"
    strip -o "$stripped" "$target/mobile/libcountersign_ffi.so"
    printf '| %s | %s | %s |\n' "${1:-none}" "$(stat -c %s "$stripped")" "$(gzip --best --stdout "$stripped" | wc -c)"
}

printf '| features | bytes | gzip |\n|---|---:|---:|\n'
for features in "" scan rsa keyring reqwest desktop; do row "$features"; done
