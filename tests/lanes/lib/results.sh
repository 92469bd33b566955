# Results: every test is one line "ok NAME", "FAIL NAME" or "skip NAME: REASON", printed and kept.

# Tells what is happening; for everything that takes more than a second.
say() { printf -- '-- %s: %s\n' "$lane" "$*"; }

# Ends the lane because it cannot go on; tests/run counts that as a failure.
die() { say "$*"; exit 1; }

# record ok|FAIL NAME, record skip NAME REASON
record() {
    local line="$1 $2"
    [ $# -lt 3 ] || line="$line: $3"
    printf '%s\n' "$line" | tee -a "$results"
}

# check NAME COMMAND...: one result; the output is shown when it failed.
check() {
    local name=$1 log=$scratch/check.$BASHPID.log code
    shift
    if "$@" </dev/null >"$log" 2>&1; then
        record ok "$name"
    else
        code=$?
        sed 's/^/    /' "$log"
        say "code $code from: $*"
        record FAIL "$name"
    fi
}

# collect NAME COMMAND...: the command prints result lines itself; its other output is shown indented.
# Ending with an error without having named a failure is one, and so is saying nothing.
collect() {
    local name=$1 log=$scratch/collected code=0 line
    shift
    : >"$log"
    "$@" </dev/null 2>&1 | while IFS= read -r line; do
        case $line in
            "ok "?* | "FAIL "?* | "skip "?*)
                printf '%s\n' "$line" >>"$log"
                printf '%s\n' "$line" | tee -a "$results"
                ;;
            *) printf '    %s\n' "$line" ;;
        esac
    done || code=$?
    if [ "$code" -ne 0 ] && ! grep -q '^FAIL ' "$log"; then
        record FAIL "$name: ended with code $code"
    elif [ ! -s "$log" ]; then
        record FAIL "$name: ran nothing"
    fi
}

# node_tests NAME DIRECTORY: the *.test.mjs files there, one after the other, one result per test.
node_tests() {
    collect "$1" node --test --test-concurrency=1 --test-timeout=180000 \
        --test-reporter="$library/node_reporter.mjs" "$2"/*.test.mjs
}

# progress COMMAND...: runs it, showing a line of its output now and then, and all of the end when it fails, and then ends the lane.
progress() {
    local log=$scratch/progress.log next=$((SECONDS + 10)) line
    "$@" </dev/null 2>&1 | tee "$log" | while IFS= read -r line; do
        [ "$SECONDS" -ge "$next" ] || continue
        printf '    %s\n' "$line"
        next=$((SECONDS + 10))
    done && return
    tail -n 100 "$log"
    die "failed: $*"
}

# surface LANGUAGE FILE: compares what apps can depend on with the recorded list; UPDATE_API=1 records it anew.
surface() {
    local recorded=$root/tests/api/$1.txt
    [ -z "${UPDATE_API:-}" ] || cp "$2" "$recorded"
    check "the public surface is the recorded one" diff -u "$recorded" "$2"
}
