use std::time::Duration;

use super::error::Position;
use super::*;

const FILE: &str = "test.js";

fn source(text: &str) -> Source {
    Source { file: FILE, text: text.to_owned() }
}

/// Evaluates `text` and then gives what the expression `shown` is as text.
fn shown_after(text: &str, shown: &str, surroundings: Surroundings, polls: u32) -> Result<String, ScriptError> {
    let source = source(text);
    let (text, environment) = (source.text.clone(), format!("(() => ({{ show: () => String({shown}) }}))"));
    run(&source, Limits::of(polls), surroundings, move |sandbox| {
        let host = sandbox.environment(&environment)?;
        sandbox.evaluate(&text)?;
        host.call("show", "")
    })
}

fn show(expression: &str) -> Result<String, ScriptError> {
    shown_after("", expression, Surroundings { now: 1_767_225_600, seed: 7 }, 100)
}

fn failure(text: &str) -> ScriptError {
    shown_after(text, "''", Surroundings { now: 0, seed: 0 }, 20).expect_err(text)
}

#[test]
fn script_has_the_language_and_nothing_else() {
    let names = show("Object.getOwnPropertyNames(globalThis).sort().join(' ')").unwrap();

    let expected = "AggregateError Array ArrayBuffer AsyncDisposableStack BigInt BigInt64Array BigUint64Array Boolean \
        DataView Date DisposableStack Error EvalError Float16Array Float32Array Float64Array Function Infinity Int16Array \
        Int32Array Int8Array InternalError Iterator JSON Map Math NaN Number Object Promise Proxy RangeError \
        ReferenceError Reflect RegExp Set String SuppressedError Symbol SyntaxError TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakSet decodeURI \
        decodeURIComponent encodeURI encodeURIComponent escape globalThis isFinite isNaN parseFloat parseInt undefined \
        unescape";
    assert_eq!(names, expected);
}

#[test]
fn endless_scripts_use_up_their_time() {
    let endless = [
        "for (;;) {}",
        "while (true) { try { throw 1 } catch {} }",
        "do {} while (1)",
        "label: for (;;) continue label",
        "[1, 2, 3].forEach(() => { for (;;) {} })",
        "[3, 1, 2].sort(() => { for (;;) {} })",
        "({ get x() { for (;;) {} } }).x",
        "new Proxy({}, { get() { for (;;) {} } }).x",
        "`${{ toString() { for (;;) {} } }}`",
        "JSON.stringify({ toJSON() { for (;;) {} } })",
        "for (const x of { [Symbol.iterator]: () => ({ next: () => ({ done: false }) }) }) {}",
        "(async () => { for (;;) await 0 })()",
        "(function again() { Promise.resolve().then(again) })()",
        "(async () => { for await (const x of (async function* () { for (;;) yield 0 })()) {} })()",
        "/(a*)*b/.test('a'.repeat(40))",
        "'x'.replace(/x/, () => { for (;;) {} })",
        "try { for (;;) {} } catch {} finally { for (;;) {} }",
        "throw Object.defineProperty(new Error(), 'message', { get() { for (;;) {} } })",
    ];
    for text in endless {
        assert_eq!(failure(text), ScriptError::Budget, "{text}");
    }
}

#[test]
fn deep_scripts_use_up_their_stack() {
    let nested = format!("JSON.parse('{}')", "[".repeat(50_000));
    let deep = [
        "(function again() { again() })()",
        "const a = { get x() { return a.x } }; a.x",
        "const p = new Proxy({}, { get: (_, name) => p[name] }); p.x",
        "class A { constructor() { new A() } } new A()",
        "const o = { toString() { return `${o}` } }; `${o}`",
        &nested,
    ];
    for text in deep {
        assert_eq!(failure(text), ScriptError::Stack, "{text}");
    }
    assert!(matches!(failure(&"(".repeat(20_000)), ScriptError::Stack | ScriptError::Syntax { .. }));
}

#[test]
fn greedy_scripts_use_up_their_memory() {
    let greedy = [
        "new ArrayBuffer(2 ** 30)",
        "new Array(2 ** 26).fill(0)",
        "let s = 'x'; for (;;) s += s + 'y'; ",
        "'x'.repeat(2 ** 29)",
        "const a = []; for (;;) a.push(new Uint8Array(2 ** 20))",
        "const m = new Map(); for (let i = 0; ; i++) m.set(i, 'x'.repeat(10000) + i)",
    ];
    for text in greedy {
        let error = failure(text);
        let is_refused = matches!(&error, ScriptError::Threw { text, .. } if text.starts_with("RangeError"));
        assert!(error == ScriptError::Memory || is_refused, "{text}: {error:?}");
    }
}

#[test]
fn script_that_gives_memory_back_goes_on() {
    let text = "try { 'x'.repeat(2 ** 29) } catch {} ; var left = 1";

    assert_eq!(shown_after(text, "left", Surroundings { now: 0, seed: 0 }, 20).unwrap(), "1");
}

#[test]
fn what_reaches_for_the_host_finds_nothing() {
    let reaching = [
        "require('fs')",
        "process.exit(1)",
        "fetch('http://127.0.0.1/')",
        "Deno.readTextFileSync('/etc/passwd')",
        "std.loadFile('/etc/passwd')",
        "os.exec(['true'])",
        "setTimeout(() => {}, 1)",
        "new Worker('x')",
        "eval('1')",
        "import('os')",
        "new Function('return 1')()",
        "(function () {}).constructor('return 1')()",
        "(async function () {}).constructor('return 1')()",
        "(function* () {}).constructor('return 1')()",
        "(async function* () {}).constructor('return 1')()",
        "Reflect.construct(Object.getPrototypeOf(function () {}).constructor, ['return 1'])",
        "class F extends Function {}; new F('return 1')",
        "new WeakRef({})",
        "performance.now()",
        "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
    ];
    for text in reaching {
        assert!(matches!(failure(text), ScriptError::Threw { .. }), "{text}");
    }
}

#[test]
fn errors_name_the_authors_line_and_column() {
    let at = |line, column| Some(Position { line, column });

    assert_eq!(failure("var a = 1;\n  null.x").position(), at(2, 3));
    assert_eq!(failure("var a = 1;\nvar = 2;").position(), at(2, 5));
    assert_eq!(failure("function f() {\n  throw new TypeError('no');\n}\nf()").position(), at(2, 13));
    let rejected = failure("(async () => {\n  await 0;\n  undefinedName();\n})()");
    assert_eq!(rejected.to_string(), "thrown at line 3, column 3: ReferenceError: undefinedName is not defined");
    assert_eq!(failure("throw 'plain\\ntext'").to_string(), "thrown: plain text");
    assert_eq!(failure("throw { a: 1 }").to_string(), "thrown: a value of type object");
    assert!(matches!(failure("var a = '\0'"), ScriptError::Syntax { .. }));
}

#[test]
fn handled_rejection_is_no_error() {
    let text = "var p = Promise.reject(new Error('x')); var seen = ''; p.catch((error) => { seen = error.message })";

    assert_eq!(shown_after(text, "seen", Surroundings { now: 0, seed: 0 }, 20).unwrap(), "x");
}

#[test]
fn time_is_the_given_one_and_in_utc() {
    let expected = [
        ("Date.now()", "1767225600000"),
        ("new Date().toISOString()", "2026-01-01T00:00:00.000Z"),
        ("Date()", "Thu Jan 01 2026 00:00:00 GMT+0000 (UTC)"),
        ("new Date(2026, 0, 2, 3).toISOString()", "2026-01-02T03:00:00.000Z"),
        ("new Date('2026-01-02T03:04').getHours()", "3"),
        ("new Date('2026-01-02T03:04+01:00').getHours()", "2"),
        ("new Date('2026-01-02').getTime() === Date.UTC(2026, 0, 2)", "true"),
        ("new Date('Jan 2, 2026 10:00').toISOString()", "2026-01-02T10:00:00.000Z"),
        ("new Date().getTimezoneOffset()", "0"),
        ("new Date(new Date(5)).getTime()", "5"),
        ("new Date('never').toString()", "Invalid Date"),
        ("new Date() instanceof Date && new Date().constructor === Date", "true"),
        ("new (class Later extends Date { next() { return this.getTime() + 1 } })(1).next()", "2"),
    ];
    for (expression, value) in expected {
        assert_eq!(show(expression).as_deref(), Ok(value), "{expression}");
    }
}

#[test]
fn random_numbers_repeat_with_the_seed() {
    let draw = |seed| {
        let text = "[1, 2, 3].map(() => Math.random())";
        shown_after("", text, Surroundings { now: 0, seed }, 20).unwrap()
    };

    assert_eq!(draw(1), draw(1));
    assert_ne!(draw(1), draw(2));
    let numbers: Vec<f64> = draw(3).split(',').map(|number| number.parse().unwrap()).collect();
    assert!(numbers.iter().all(|number| (0.0..1.0).contains(number)));
}

#[test]
fn work_is_counted_the_same_every_time() {
    let polls = || {
        let source = source("for (let i = 0; i < 300000; i++) {} Promise.resolve().then(() => {})");
        let text = source.text.clone();
        run(&source, Limits::of(1_000), Surroundings { now: 0, seed: 0 }, move |sandbox| {
            sandbox.evaluate(&text)?;
            Ok(sandbox.polls())
        })
    };

    let first = polls().unwrap();

    assert!((20..100).contains(&first), "{first}");
    assert_eq!(polls().unwrap(), first);
}

#[test]
fn script_that_does_not_stop_is_left_behind_and_refused_afterwards() {
    // A built-in that walks a sparse list never asks whether it may go on; this one ends after some seconds.
    let source = source("Array.prototype.join.call({ length: 2 ** 26 }, '')");
    let limits = Limits { polls: 20, wall: Duration::from_millis(20) };
    let attempt = || {
        let text = source.text.clone();
        run(&source, limits, Surroundings { now: 0, seed: 0 }, move |sandbox| sandbox.evaluate(&text).map(|_| ()))
    };

    assert_eq!(attempt(), Err(ScriptError::Stuck));
    assert_eq!(attempt(), Err(ScriptError::Stuck));
    assert_eq!(show("1 + 1").as_deref(), Ok("2"));
}

#[test]
fn one_run_leaves_nothing_for_the_next() {
    failure("Object.prototype.toJSON = Array.prototype.push = () => 'mine'; globalThis.left = 1; throw 1");

    assert_eq!(show("typeof left + [].concat(1).push(2)").as_deref(), Ok("undefined2"));
}
