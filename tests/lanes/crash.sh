#!/usr/bin/env bash
# The phone's process killed at every step of approve, deny, enroll, rotate and remove, and two processes that decide at once.

lane_install() {
    need_rust
    need strace strace
}

lane_run() {
    build_programs
    say "killing the phone at every system call that matters (a few minutes)"
    cargo_tests "" --package countersign-tests --test end_to_end crash:: -- --ignored
}
