#!/usr/bin/env bash
# The demo tells the whole story of a login, step by step; every step holds, and each can fail.

lane_install() {
    need_rust
    need python3 python3
}

lane_run() {
    say "compiling the demo"
    quietly cargo demo --help
    say "telling the story"
    check "the demo ends well" tell_story
    collect "story" python3 tests/story/check.py "$scratch/story.jsonl"
    say "breaking one step after the other"
    collect "broken stories" python3 tests/story/break.py "$target/debug/countersign" "$scratch/story.jsonl"
}

tell_story() {
    cargo demo --once --json >"$scratch/story.jsonl"
}
