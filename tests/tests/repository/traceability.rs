//! docs/security-tests.md names tests that exist, and leaves out no attack.

use countersign_tests::sources::repository;

/// How many attacks the table has.
const ATTACKS: usize = 29;

#[test]
fn every_test_that_the_security_table_names_exists() {
    let named = named(&document());
    assert!(named.len() > 80, "only {} names were found", named.len());

    let missing: Vec<_> = named.iter().filter(|(file, test)| !is_there(file, test)).collect();

    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_attack_has_a_test_that_would_notice_it() {
    let document = document();
    let rows: Vec<&str> = document.lines().filter(|line| attack(line).is_some()).collect();
    let numbers: Vec<usize> = rows.iter().filter_map(|row| attack(row)).collect();

    assert_eq!(numbers, (1..=ATTACKS).collect::<Vec<_>>());
    for row in rows {
        assert!(!named(row).is_empty(), "{row}");
    }
}

#[test]
fn a_name_that_is_no_test_is_noticed() {
    assert!(is_there("tests/tests/repository/traceability.rs", "a_name_that_is_no_test_is_noticed"));
    assert!(!is_there("tests/tests/repository/traceability.rs", "is_there"), "a function that is no test");
    assert!(!is_there("tests/tests/repository/traceability.rs", "a_name_that_is_no_test"), "the start of a name");
    assert!(!is_there("tests/tests/nowhere.rs", "a_name_that_is_no_test_is_noticed"), "no such file");
}

fn document() -> String {
    std::fs::read_to_string(repository().join("docs/security-tests.md")).expect("the table")
}

/// The number of the attack that a line of the first table is about.
fn attack(line: &str) -> Option<usize> {
    line.strip_prefix("| ")?.split(' ').next()?.parse().ok()
}

/// Every `file::test` in code quotes.
fn named(text: &str) -> Vec<(String, String)> {
    let quoted = text.split('`').skip(1).step_by(2);
    let names = quoted.filter_map(|quoted| quoted.split_once("::"));
    names.map(|(file, test)| (file.to_owned(), test.to_owned())).collect()
}

/// Whether `file` has a function `test` below a test attribute.
fn is_there(file: &str, test: &str) -> bool {
    let source = std::fs::read_to_string(repository().join(file)).unwrap_or_default();
    let mut is_marked = false;
    for line in source.lines().map(str::trim) {
        if line.starts_with("#[test") || line.starts_with("#[tokio::test") {
            is_marked = true;
        } else if line.starts_with("fn ") || line.starts_with("async fn ") {
            let name = line.trim_start_matches("async ").trim_start_matches("fn ").split('(').next();
            if is_marked && name == Some(test) {
                return true;
            }
            is_marked = false;
        }
    }
    false
}
