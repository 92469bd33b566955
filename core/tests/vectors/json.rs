//! What counts as JSON, and what of it is refused.

use countersign_core::protocol::json::{JsonError, parse};
use data_encoding::HEXLOWER;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Table {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    text: Option<String>,
    hex: Option<String>,
    expect: Expect,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Expect {
    Accept,
    Refuse,
    Either,
}

#[test]
fn texts_are_accepted_or_refused_as_the_standard_says() {
    let cases = cases();
    assert!(cases.len() >= 200);

    let wrong: Vec<_> = cases
        .iter()
        .map(|(case, bytes)| (case, parse::<Value>(bytes, 100_000).map(|_| ())))
        .filter(|(case, outcome)| match case.expect {
            Expect::Accept => outcome.is_err(),
            Expect::Refuse => *outcome != Err(JsonError::Malformed),
            Expect::Either => false,
        })
        .map(|(case, outcome)| format!("{}: expected {:?}, got {outcome:?}", case.name, case.expect))
        .collect();

    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn accepted_texts_cut_short_are_never_accepted_as_something_else() {
    // A number has no end of its own: 4 is a start of 42.
    let closed = |bytes: &[u8]| bytes.trim_ascii_end().last().is_some_and(|byte| b"]}\"".contains(byte));

    for (case, bytes) in cases().iter().filter(|(case, bytes)| case.expect == Expect::Accept && closed(bytes)) {
        for length in 0..bytes.trim_ascii_end().len() {
            assert_eq!(
                parse::<Value>(&bytes[..length], 100_000),
                Err(JsonError::Malformed),
                "{} at {length}",
                case.name
            );
        }
    }
}

fn cases() -> Vec<(Case, Vec<u8>)> {
    let table: Table = serde_json::from_str(include_str!("../../../tests/vectors/json-parsing.json"))
        .expect("the table has this form");
    table
        .cases
        .into_iter()
        .map(|case| {
            let bytes = bytes(&case);
            (case, bytes)
        })
        .collect()
}

fn bytes(case: &Case) -> Vec<u8> {
    match (&case.text, &case.hex) {
        (Some(text), None) => text.clone().into_bytes(),
        (None, Some(hex)) => HEXLOWER.decode(hex.as_bytes()).expect("lower-case hexadecimal"),
        (Some(_), Some(_)) | (None, None) => panic!("{} needs text or hex", case.name),
    }
}
