# Cargo's part: compilers, builds and test results.

need_rust() {
    command -v cargo >/dev/null || die "Rust is not installed"
    need cc gcc libc6-dev
}

# cargo_tests PREFIX ARGUMENTS...: `cargo test`, one result per test, named PREFIX + crate::test.
cargo_tests() {
    local prefix=$1
    shift
    collect "${prefix}cargo test $*" libtest "$prefix" cargo test --no-fail-fast --locked "$@"
}

libtest() {
    local prefix=$1
    shift
    # With one thread libtest prints a test's own output into the middle of its result line.
    RUST_TEST_THREADS=${RUST_TEST_THREADS:-$(($(nproc) + 1))} "$@" 2>&1 | awk -v prefix="$prefix" -f "$library/libtest.awk"
}

# build_programs: the phone in the terminal and the mock server; sets `phone` and `mock`.
build_programs() {
    say "compiling the phone and the mock server"
    quietly cargo build --quiet --locked --workspace --all-features --bins
    phone=$target/debug/countersign
    mock=$target/debug/countersign-server-mock
    export COUNTERSIGN_PHONE=$phone COUNTERSIGN_MOCK=$mock
}

# build_library: the library for other languages and the generator of their code; tells those who build with them where they are. The same
# commands as maturin's, so that nothing is compiled twice.
build_library() {
    say "compiling the library for other languages and its generator"
    quietly cargo rustc --quiet --locked -p countersign-ffi --features desktop --lib --crate-type cdylib
    build_generator
    export COUNTERSIGN_LIBRARY=$target/debug/libcountersign_ffi.so
}

build_generator() {
    quietly cargo build --quiet --locked --bin uniffi-bindgen
    export COUNTERSIGN_BINDGEN=$target/debug/uniffi-bindgen
}
