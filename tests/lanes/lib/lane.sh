#!/usr/bin/env bash
# Runs one lane: `lane_install` under the cache lock, then `lane_run`. Started by tests/run only.
set -euo pipefail

lane=$1
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../.." && pwd)
library=$root/tests/lanes/lib
cache=${COUNTERSIGN_CACHE:-${HOME:-/root}/.cache/countersign}
target=${CARGO_TARGET_DIR:-$root/target}
results=$COUNTERSIGN_RESULTS
scratch=$(mktemp -d)
export CARGO_TERM_COLOR=never NO_COLOR=1

# Ends what the lane started and kept; a lane adds to it with at_exit.
exit_commands=()
at_exit() { exit_commands+=("$1"); }
clean_up() {
    local command
    for command in "${exit_commands[@]}"; do eval "$command" || true; done
    rm -rf -- "$scratch"
}
trap clean_up EXIT

. "$library/results.sh"
. "$library/install.sh"
. "$library/cargo.sh"
. "$root/tests/lanes/$lane.sh"

cd "$root"
lock_cache
lane_install
unlock_cache
lane_run
