#!/usr/bin/env bash
# What things cost, in counters that do not depend on the machine's speed, against recorded bars.

. "$library/calls.sh"
. "$library/chroot.sh"
. "$library/maven.sh"
. "$library/rust_source.sh"
. "$library/wheel.sh"

lane_install() {
    need_rust
    python_packages python "$root/bindings/python/requirements.txt"
    need valgrind valgrind libc6-dbg
    need strace strace
    need strip binutils
    need_maven
    chroot_debian trixie "$library/swift.txt"
    chroot_need valgrind valgrind libc6-dbg
    rust_source || rust_library=
}

lane_run() {
    say "compiling the gauge"
    quietly cargo build --quiet --locked --release -p countersign-core --no-default-features --example gauge
    gauge=$target/release/examples/gauge
    approve_costs
    pending_costs
    core_size
    library_size
    say "building the gauge as for a phone"
    quietly cargo build --quiet --locked --profile mobile -p countersign-core --no-default-features --example gauge
    gauge=$target/mobile/examples/gauge
    call_costs
    smallest_library
}

# One approve, from the difference between 51 and 1.
approve_costs() {
    local bare memory sqlite syncs count
    say "counting instructions and fsyncs of an approve"
    bare=$(per_time "$(instructions sign 1)" "$(instructions sign 51)" 50)
    memory=$(per_time "$(instructions approve-memory 1)" "$(instructions approve-memory 51)" 50)
    for count in 1 51; do mkdir -m 700 "$scratch/ir-$count" "$scratch/sync-$count"; done
    sqlite=$(per_time "$(instructions approve-sqlite "$scratch/ir-1" 1)" "$(instructions approve-sqlite "$scratch/ir-51" 51)" 50)
    syncs=$(($(syncs 51) - $(syncs 1)))
    say "instructions: $bare for a signature, $memory for an approve, $sqlite with SQLite"
    bar approve_over_signature $((memory * 1000 / bare))
    bar approve_sqlite_over_signature $((sqlite * 1000 / bare))
    bar approve_fsyncs_per_50 "$syncs"
}

# One listing of three waiting challenges, with ever more of everything else.
pending_costs() {
    local alone history thousand ten_thousand
    say "counting instructions of listing what waits"
    alone=$(pending_cost 1 0)
    history=$(pending_cost 1 100000)
    thousand=$(pending_cost 1000 100000)
    ten_thousand=$(pending_cost 10000 100000)
    say "instructions: $alone alone, $history with history, $thousand with 1,000 accounts, $ten_thousand with 10,000"
    bar pending_100000_history $((history * 1000 / alone))
    bar pending_1000_accounts $((thousand * 1000 / alone))
    bar pending_10000_accounts $((ten_thousand * 1000 / alone))
}

pending_cost() {
    local folder=$scratch/pending-$1-$2
    mkdir -m 700 "$folder"
    "$gauge" prepare-pending "$folder" "$1" "$2" >&2
    per_time "$(instructions pending "$folder" 1)" "$(instructions pending "$folder" 11)" 10
}

# A stripped program that uses the whole core with SQLite, software keys and somebody else's HTTP.
core_size() {
    say "building the core as for a phone"
    quietly cargo build --quiet --locked --profile mobile -p countersign-core --no-default-features --example size
    strip -o "$scratch/size" "$target/mobile/examples/size"
    bar core_size_bytes "$(stat -c %s "$scratch/size")"
}

# The stripped library of the bindings as it goes into an app that brings HTTP, keys and vault.
library_size() {
    say "building the library for other languages as for a phone"
    quietly cargo rustc --quiet --locked --profile mobile -p countersign-ffi --lib --crate-type cdylib -- \
        -C link-arg="-Wl,-T,$root/bindings/shipped.ld"
    strip -o "$scratch/library" "$target/mobile/libcountersign_ffi.so"
    bar library_size_bytes "$(stat -c %s "$scratch/library")"
    bar library_gzip_bytes "$(gzip --best --stdout "$scratch/library" | wc -c)"
}

# The same where every byte counts: built with its own standard library, and without unwinding. It approves like the other.
smallest_library() {
    local platform name="the smallest library approves"
    if [ -z "$rust_library" ]; then
        record skip "$name" "no source of Rust's standard library for $(rustc --version)"
        return
    fi
    say "building the smallest library, with its own standard library"
    platform=$(rustc --print host-tuple)
    quietly env COUNTERSIGN_RUST_SOURCE="$rust_library" "$root/bindings/smallest.sh" "$platform" --quiet
    strip -o "$scratch/smallest" "$target/$platform/mobile/libcountersign_ffi.so"
    bar smallest_library_bytes "$(stat -c %s "$scratch/smallest")"
    bar smallest_library_gzip_bytes "$(gzip --best --stdout "$scratch/smallest" | wc -c)"
    find "$scratch/site" -name libcountersign_ffi.so -exec cp -- "$scratch/smallest" {} \;
    rm -rf -- "$scratch/folder"
    cp -r "$scratch/waiting" "$scratch/folder"
    PYTHONPATH=$scratch/site check "$name" "$python_bin/python" "$root/tests/bench/calls/calls.py" approve "$scratch/folder" 3
}

instructions() { counted "$gauge" "$@"; }

# counted COMMAND...: prints how many instructions it took.
counted() { counting "${callgrind[@]}" "$@"; }

# Code that is written while it runs, as the JVM does, is compiled anew.
callgrind=(valgrind --tool=callgrind --callgrind-out-file=/dev/null --smc-check=all-non-file)

counting() {
    local log=$scratch/callgrind
    if ! "$@" >"$log" 2>&1; then
        cat "$log" >&2
        return 1
    fi
    sed -n 's/.*Collected : //p' "$log"
}

syncs() {
    strace -f -e trace=fsync,fdatasync -o "$scratch/strace" "$gauge" approve-sqlite "$scratch/sync-$1" "$1"
    grep -c sync "$scratch/strace"
}

# per_time ONCE OFTEN TIMES: of one. A program that failed has no count, and one that did nothing more often counts no more: the lane ends.
per_time() {
    if ! [ "${1:-0}" -gt 0 ] || ! [ "${2:-0}" -gt "$1" ]; then
        say "counted ${1:-nothing} and then ${2:-nothing}" >&2
        return 1
    fi
    echo $((($2 - $1) / $3))
}

# bar NAME VALUE: one result, ok when the value is not above the recorded one.
bar() {
    local most
    most=$(sed -n "s/^$1 //p" "$root/tests/bench/bars")
    if [ -n "$most" ] && [ "$2" -le "$most" ]; then
        record ok "$1 is $2 (at most $most)"
    else
        record FAIL "$1 is $2 (at most ${most:-no bar})"
    fi
}
