//! The document says what the story says, and every message in it is signed by the key it names.

use std::path::PathBuf;

use countersign_tests::jws::{TestKey, open, verify};
use data_encoding::HEXLOWER;
use serde_json::Value;

use super::section::{APPROVAL_PART, Part, TOUR_PART, section};
use super::story::Story;

const BEGIN: &str = "<!-- examples:begin -->";
const END: &str = "<!-- examples:end -->";

#[tokio::test]
async fn section_11_shows_what_core_and_mock_say_to_each_other() {
    let made = section(&Story::of_a_tour().await, &Story::of_an_approval_key().await);
    let document = std::fs::read_to_string(path()).expect("the protocol");
    let (before, rest) = document.split_once(BEGIN).expect("where the examples begin");
    let (written, after) = rest.split_once(END).expect("where the examples end");
    if std::env::var_os("UPDATE_EXAMPLES").is_some() {
        std::fs::write(path(), format!("{before}{BEGIN}\n{made}{END}{after}")).expect("a writable document");
        return;
    }
    assert!(written.trim() == made.trim(), "section 11 is out of date: run this test with UPDATE_EXAMPLES=1");
}

#[test]
fn every_example_in_the_document_is_signed_by_the_key_it_names_and_says_what_is_shown() {
    let document = std::fs::read_to_string(path()).expect("the protocol");
    let (_, rest) = document.split_once(BEGIN).expect("where the examples begin");
    let examples = rest.split_once(END).expect("where the examples end").0;
    let (tour, approval) = examples.split_once(APPROVAL_PART.title).expect("two parts");
    for (part, text) in [(TOUR_PART, tour), (APPROVAL_PART, approval)] {
        check(&part, &blocks(text));
    }
}

/// The first block holds the keys; each message is followed by its header and its claims.
fn check(part: &Part, blocks: &[(String, String)]) {
    let keys: Value = serde_json::from_str(&blocks[0].1).expect("the test keys");
    for (name, key) in keys.as_object().expect("keys by name") {
        let seed = HEXLOWER.decode(key["seed"].as_str().expect("a seed").as_bytes()).expect("hexadecimal");
        assert_eq!(TestKey::ed25519(seed.try_into().expect("32 bytes")).jwk(), key["jwk"], "{name}");
    }
    let mut kinds = Vec::new();
    for (index, (language, text)) in blocks.iter().enumerate() {
        let compact: String = text.trim_start_matches("Authorization: Countersign").split_whitespace().collect();
        if language != "text" || !compact.starts_with("ey") {
            continue;
        }
        let typ = open(&compact).header["typ"].as_str().expect("a kind").to_owned();
        let verified = verify(&compact, &keys[(part.signer_of)(&typ)]["jwk"]);
        let shown = |offset: usize| serde_json::from_str::<Value>(&blocks[index + offset].1).expect("JSON");
        assert_eq!(verified.header, shown(1), "{typ}");
        assert_eq!(verified.claims, shown(2), "{typ}");
        kinds.push(typ);
    }
    assert_eq!(kinds, part.kinds, "one example of every kind, in the order of the part");
}

#[test]
fn every_kind_of_message_has_an_example() {
    let shown = || TOUR_PART.kinds.iter().chain(APPROVAL_PART.kinds);

    for kind in countersign_tests::traffic::KINDS {
        assert!(shown().any(|shown| *shown == kind), "{kind}");
    }
}

#[tokio::test]
async fn two_runs_of_the_stories_are_the_same_to_the_byte() {
    let tell = async || section(&Story::of_a_tour().await, &Story::of_an_approval_key().await);

    assert_eq!(tell().await, tell().await);
}

/// The fenced blocks of a text with their language.
fn blocks(text: &str) -> Vec<(String, String)> {
    let fenced = text.split("```").skip(1).step_by(2);
    let parts = fenced.map(|block| block.split_once('\n').expect("a language, then text"));
    parts.map(|(language, text)| (language.to_owned(), text.to_owned())).collect()
}

fn path() -> PathBuf {
    countersign_tests::sources::repository().join("docs/protocol.md")
}
