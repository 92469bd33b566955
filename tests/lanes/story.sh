#!/usr/bin/env bash
# The demo tells the whole story of a login, step by step, and every step holds.

lane_install() {
    need_rust
    need python3 python3
}

lane_run() {
    say "compiling the demo"
    quietly cargo demo --help
    say "telling the story"
    check "the demo ends well" cargo_demo
    collect "story" python3 tests/story/check.py "$scratch/story.jsonl"
}

cargo_demo() {
    cargo demo --once --json >"$scratch/story.jsonl"
}
