# What the smallest call and an approve cost through each language, over the same in Rust. Part of the lane bench.

calls=$root/tests/bench/calls
# The JVM as an interpreter without threads that work beside it; what its compilers would do differs from run to run.
jvm=(java -Xint -Xshare:off -XX:+UseSerialGC -XX:-UsePerfData -Xmx256m)

# Needs `gauge` and the library as they are built for phones. The languages' code is generated from a build that still has what the generator
# reads.
call_costs() {
    shipped=$target/mobile/libcountersign_ffi.so
    build_library
    mkdir -m 700 "$scratch/waiting"
    "$gauge" prepare-approve "$scratch/waiting"
    say "counting instructions of calls from Rust"
    rust_call=$(call_cost call 1000 counted "$gauge")
    rust_approve=$(call_cost approve 20 counted "$gauge")
    say "instructions in Rust: $rust_call for the smallest call, $rust_approve for an approve"
    calls_from_python
    calls_from_swift
    calls_from_kotlin
}

calls_from_python() {
    build_wheel --profile dev
    cp "$shipped" "$scratch/site/countersign/_native/"
    PYTHONPATH=$scratch/site PYTHONHASHSEED=0 cost_bars python 1000 20 counted "$python_bin/python" "$calls/calls.py"
}

calls_from_swift() {
    say "compiling the package for Swift"
    quietly "$root/bindings/swift/local.sh" "$COUNTERSIGN_LIBRARY" "$COUNTERSIGN_BINDGEN"
    progress in_chroot env COUNTERSIGN_LIBRARY="$(dirname "$shipped")" \
        swift build --configuration release --package-path "$calls/swift-calls" --scratch-path "$target/swift-calls"
    cost_bars swift 1000 20 counted_there "$target/swift-calls/release/calls"
}

calls_from_kotlin() {
    say "compiling the package for Kotlin"
    quietly "${maven[@]}" --file "$root/bindings/kotlin/pom.xml" -Dmaven.test.skip=true install
    quietly "${maven[@]}" --file "$calls/kotlin/pom.xml" compile
    cost_bars kotlin 200 20 counted "${jvm[@]}" -Duniffi.component.countersign_ffi.libraryOverride="$shipped" \
        -cp "$calls/kotlin/target/classes:$calls/kotlin/target/dependency/*" calls.CallsKt
}

# cost_bars LANGUAGE CALLS APPROVES PROGRAM...
cost_bars() {
    local language=$1 calls=$2 approves=$3 call approve
    shift 3
    say "counting instructions of calls from $language"
    call=$(call_cost call "$calls" "$@")
    approve=$(call_cost approve "$approves" "$@")
    say "instructions from $language: $call for the smallest call, $approve for an approve"
    bar "${language}_call_instructions" $((call - rust_call))
    bar "${language}_approve_over_rust" $((approve * 1000 / rust_approve))
}

# call_cost WHAT TIMES PROGRAM...: of one, from the difference between 1 and 1 + TIMES in copies of the same folder.
call_cost() {
    local what=$1 times=$2 count counts=()
    shift 2
    for count in 1 $((times + 1)); do
        rm -rf -- "$scratch/folder"
        cp -r "$scratch/waiting" "$scratch/folder"
        counts+=("$("$@" "$what" "$scratch/folder" "$count")")
    done
    per_time "${counts[@]}" "$times"
}

# counted_there COMMAND...: like `counted`, where Swift is.
counted_there() { counting in_chroot "${callgrind[@]}" "$@"; }
