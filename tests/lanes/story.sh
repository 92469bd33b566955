#!/usr/bin/env bash
# The demo tells the whole story of a login, step by step, and every step holds.

lane_install() { need_rust; }
lane_run() { :; }
