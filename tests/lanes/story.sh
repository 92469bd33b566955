#!/usr/bin/env bash
# The demo tells the whole story of a login in each dialect, step by step; every step holds, and each can fail.

lane_install() {
    need_rust
    need python3 python3
}

lane_run() {
    local dialect
    say "compiling the demo"
    quietly cargo demo --help
    for dialect in native guardian wso2; do
        say "telling the $dialect story"
        check "the $dialect demo ends well" tell_story "$dialect"
        collect "$dialect story" python3 tests/story/check.py "$dialect" "$scratch/$dialect.jsonl"
        say "breaking one step of the $dialect story after the other"
        collect "broken $dialect stories" \
            python3 tests/story/break.py "$target/debug/countersign" "$dialect" "$scratch/$dialect.jsonl"
    done
}

tell_story() {
    cargo demo --dialect "$1" --once --json >"$scratch/$1.jsonl"
}
