# Turns the output of `cargo test` into result lines named crate::test. Output around a failure is passed on, and a
# test program that ends without its summary, or whose summary disagrees with the lines seen, is a failure.

/^ +Running .*\(.*\)$/ || /^ +Doc-tests / { finish(); begin($0); next }
program == "" {
    if ($0 ~ /^ +Compiling /) { if (++compiled % 50 == 0) { print compiled " crates compiled"; fflush() } }
    else if ($0 !~ /^ +(Downloading|Downloaded|Updating|Locking|Adding|Blocking|Finished|Executable) / && $0 !~ /^$/) print
    next
}
/^test .* \.\.\. (ok|FAILED|ignored.*)$/ { one($0); next }
/^test result: / { total($0); next }
/^failures:$/ { failing = 1 }
failing { print; next }
{ kept[++lines] = $0 }
END { finish() }

function begin(line) {
    if (line ~ /Doc-tests/) { program = line; sub(/^ +Doc-tests /, "", program); program = program " (doc)" }
    else { program = line; sub(/^.*\(/, "", program); sub(/\)$/, "", program); sub(/^.*[\/\\]/, "", program); sub(/-[0-9a-f]+$/, "", program) }
    summaries = 0; counted = 0; seen = 0; failing = 0; lines = 0
}

# Doc tests end with several summaries.
function total(line,    counts) {
    split(line, counts, /[^0-9]+/)
    counted += counts[2] + counts[3] + counts[4]
    summaries++
    failing = 0
}

function one(line,    name, result, reason) {
    result = line; sub(/^.* \.\.\. /, "", result)
    name = line; sub(/^test /, "", name); sub(/ \.\.\. (ok|FAILED|ignored.*)$/, "", name); sub(/ - (should panic|compile fail|compile)$/, "", name)
    name = prefix program "::" name
    seen++
    if (result == "ok") print "ok " name
    else if (result == "FAILED") print "FAIL " name
    else { reason = result; sub(/^ignored,? ?/, "", reason); print "skip " name ": " (reason == "" ? "ignored" : reason) }
    fflush()
}

function finish(    i) {
    if (program == "") return
    if (summaries == 0 || counted != seen) {
        for (i = 1; i <= lines; i++) print kept[i]
        print "FAIL " prefix program ": " (summaries == 0 ? "ended without a summary" : seen " of " counted " results could be read")
    }
    program = ""
}
