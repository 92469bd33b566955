//! Every language tests every scenario of `tests/scenarios`, and no other under such a name.

use std::collections::BTreeSet;

use countersign_tests::sources::{files, repository};
use serde_json::Value;

/// Language, where its scenarios are, what the names of these files begin and end with, and what stands around a scenario's name.
const LANGUAGES: [(&str, &str, &str, &str, [&str; 2]); 4] = [
    ("Rust", "tests/tests/ffi_scenarios", "", ".rs", ["fn ", "()"]),
    ("Python", "bindings/python/tests", "test_scenarios_", ".py", ["def test_", "("]),
    ("Kotlin", "bindings/kotlin/src/test/kotlin", "Scenarios", ".kt", ["    fun ", "() ="]),
    ("Swift", "bindings/swift/Tests/CountersignTests", "Scenarios", ".swift", ["@Test func ", "("]),
];

#[test]
fn every_language_tests_every_scenario() {
    let wanted = scenarios();
    assert!(wanted.len() >= 20, "{wanted:?}");
    for (language, folder, start, end, around) in LANGUAGES {
        let tests = tests_in(folder, start, end, around);

        assert_eq!(wanted.difference(&tests).collect::<Vec<_>>(), [""; 0], "missing in {language}");
        assert_eq!(tests.difference(&wanted).collect::<Vec<_>>(), [""; 0], "in {language}, but not listed");
    }
}

fn scenarios() -> BTreeSet<String> {
    let text = std::fs::read_to_string(repository().join("tests/scenarios/scenarios.json")).expect("the scenarios");
    let scenarios: Vec<Value> = serde_json::from_str(&text).expect("a list");
    let names = scenarios.iter().map(|scenario| {
        assert!(scenario["holds"].as_str().is_some_and(|holds| holds.ends_with('.')), "{scenario} says what holds");
        scenario["name"].as_str().expect("a name").to_owned()
    });
    names.collect()
}

/// What follows `before` and precedes `after` in lines of test functions: those that stand below a `#[…test]` in Rust.
fn tests_in(folder: &str, start: &str, end: &str, [before, after]: [&str; 2]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for path in files(folder, &[end]) {
        if !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(start)) {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a source file");
        let mut is_test = end != ".rs";
        for line in text.lines() {
            let name = line.split_once(before).and_then(|(_, rest)| rest.split_once(after)).map(|(name, _)| name);
            if let Some(name) = name.filter(|_| is_test) {
                found.insert(name.to_owned());
            }
            is_test = end != ".rs" || line.trim_end().ends_with("test]");
        }
    }
    found
}
