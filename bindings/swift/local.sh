#!/usr/bin/env bash
# local.sh LIBRARY GENERATOR: puts the generated code for a built library into build/, where COUNTERSIGN_LIBRARY (the library's folder) makes
# Package.swift find it. They come from `cargo build --package countersign-ffi --features desktop` and `cargo build --bin uniffi-bindgen`.
set -euo pipefail

library=$(realpath "$1")
generator=$(realpath "$2")
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"
mkdir -p build/generated build/CountersignGenerated build/CountersignGeneratedFFI
"$generator" generate "$library" --language swift --no-format --config ../../uniffi.toml --out-dir build/generated

# Only what changed, so that nothing else is compiled again.
put() { cmp --quiet "$1" "$2" || cp "$1" "$2"; }
put build/generated/CountersignGenerated.swift build/CountersignGenerated/CountersignGenerated.swift
put build/generated/CountersignGeneratedFFI.h build/CountersignGeneratedFFI/CountersignGeneratedFFI.h
cat >build/generated/module.modulemap <<'MAP'
module CountersignGeneratedFFI {
    header "CountersignGeneratedFFI.h"
    link "countersign_ffi"
    export *
}
MAP
put build/generated/module.modulemap build/CountersignGeneratedFFI/module.modulemap

# The examples of the documentation, as a test.
awk 'NR == FNR { if (/^```swift$/) { inside = 1; count++ } else if (/^```$/) inside = 0
                 else if (inside && !/^import /) example[count] = example[count] $0 "\n"; next }
     /^ *\/\/ Example [0-9]+$/ { printf "%s", example[$3]; next } { print }' \
    ../../docs/embedding-swift.md Tests/Examples.swift.in >build/generated/Examples.swift
put build/generated/Examples.swift Tests/CountersignTests/Examples.swift
