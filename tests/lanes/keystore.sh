#!/usr/bin/env bash
# The phone with its wrapping key in a real Secret Service: unlocked, locked, wiped, and without a message bus.

lane_install() {
    need_rust
    need_node
    need gnome-keyring-daemon gnome-keyring
    need dbus-daemon dbus-daemon
    need gdbus libglib2.0-bin
}

lane_run() {
    build_programs
    say "running the phone with GNOME's key store"
    node_tests "keystore" tests/keystore
}
