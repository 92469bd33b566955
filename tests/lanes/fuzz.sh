#!/usr/bin/env bash
# Every parser of what others wrote, fed with mutations of its corpus: a fixed number of runs per target.

# Target, number of runs, longest input in bytes.
fuzz_targets="
offer_text 100000 2300
url_rules 100000 600
qr_image 10000 8000
push_payload 100000 4200
web_push 20000 4300
server_reply 50000 8000
guardian_reply 50000 4000
wso2_offer 100000 2300
wso2_push 50000 4200
wso2_reply 50000 1000
signed_claims 25000 4000
jws 50000 2000
jwk 100000 400
otp_secret 50000 300
otpauth 50000 2000
database 1500 4000
control_api 5000 2000
"

lane_install() {
    need_rust
    need c++ g++
    python_packages fuzz "$library/fuzz.txt"
}

lane_run() {
    local name runs length
    say "compiling the fuzz targets (minutes the first time)"
    # Sanitizers are unstable compiler flags.
    export PATH=$python_bin:$PATH RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR=$target/fuzz
    if ! cargo fuzz build --fuzz-dir fuzz >"$scratch/build.log" 2>&1; then
        cat "$scratch/build.log"
        record FAIL "the fuzz targets compile"
        return
    fi
    # Each runs on one core.
    while read -r name runs length; do
        [ -n "$name" ] || continue
        [ "$(jobs -rp | wc -l)" -lt "$(nproc)" ] || wait -n
        fuzz_one "$name" "$runs" "$length" &
    done <<<"$fuzz_targets"
    wait
}

fuzz_one() {
    local name=$1 runs=$2 length=$3 program
    program=$CARGO_TARGET_DIR/$(rustc -vV | sed -n 's/^host: //p')/release/$name
    say "$name: $runs runs"
    mkdir "$scratch/$name"
    # New inputs go to the first directory, so that the committed corpus stays as it is.
    check "fuzz $name" env TMPDIR="$scratch" "$program" -runs="$runs" -max_len="$length" -seed=1 -rss_limit_mb=2048 \
        -timeout=25 -print_final_stats=1 -artifact_prefix="$scratch/" "$scratch/$name" "$root/fuzz/corpus/$name"
}
