//! The text of section 11.

use std::fmt::Write;

use countersign_tests::jws::{open, sha256};
use serde_json::Value;

use super::story::Story;

/// One of the stories that the section tells.
pub(super) struct Part {
    /// What its text begins with.
    pub(super) title: &'static str,
    /// The kinds of messages that it shows, in this order.
    pub(super) kinds: &'static [&'static str],
    /// Whose key signs a message of a kind.
    pub(super) signer_of: fn(&str) -> &'static str,
    sent_in: fn(&str) -> &'static str,
}

/// A phone with one key; the last messages come after its rotation.
pub(super) const TOUR_PART: Part = Part {
    title: "**Test keys.** Ed25519; `seed` is the private key of RFC 8032 in hexadecimal. Never use them for anything else.",
    kinds: &[
        "countersign-preview+jwt",
        "countersign-enroll+jwt",
        "countersign-receipt+jwt",
        "countersign-challenge+jwt",
        "countersign-answer+jwt",
        "countersign-proof+jwt",
        "countersign-update+jwt",
        "countersign-rotate+jwt",
        "countersign-rotate-key+jwt",
        "countersign-unenroll+jwt",
        "countersign-report+jwt",
    ],
    signer_of: |typ| match typ {
        "countersign-preview+jwt" | "countersign-receipt+jwt" | "countersign-challenge+jwt" => "issuer",
        "countersign-rotate-key+jwt" | "countersign-report+jwt" | "countersign-unenroll+jwt" => "next_device",
        _ => "device",
    },
    sent_in: |typ| match typ {
        "countersign-preview+jwt" => "in the reply of preview",
        "countersign-enroll+jwt" => "POST enroll",
        "countersign-receipt+jwt" => "in the reply of enroll",
        "countersign-challenge+jwt" => "in the reply of challenges",
        "countersign-answer+jwt" => "POST answers",
        "countersign-proof+jwt" => "header of every GET",
        "countersign-update+jwt" => "POST update",
        "countersign-rotate+jwt" => "POST rotate",
        "countersign-rotate-key+jwt" => "inside the rotate message, signed by the next key",
        "countersign-unenroll+jwt" => "POST unenroll, signed by the next key after its rotation",
        _ => "POST report, signed by the next key after its rotation",
    },
};

/// A phone with an approval key.
pub(super) const APPROVAL_PART: Part = Part {
    title: "**With an approval key** (section 3.4): the same offer, taken by a device that has one. Its test keys:",
    kinds: &[
        "countersign-approval-key+jwt",
        "countersign-enroll+jwt",
        "countersign-receipt+jwt",
        "countersign-challenge+jwt",
        "countersign-answer+jwt",
        "countersign-rotate+jwt",
        "countersign-rotate-key+jwt",
    ],
    signer_of: |typ| match typ {
        "countersign-receipt+jwt" | "countersign-challenge+jwt" => "issuer",
        "countersign-enroll+jwt" => "device",
        "countersign-rotate-key+jwt" => "next_approval",
        _ => "approval",
    },
    sent_in: |typ| match typ {
        "countersign-approval-key+jwt" => "inside the enroll message, signed by the approval key",
        "countersign-enroll+jwt" => "POST enroll, signed by the device key",
        "countersign-receipt+jwt" => "in the reply of enroll",
        "countersign-challenge+jwt" => "in the reply of challenges",
        "countersign-answer+jwt" => "POST answers, an approve, signed by the approval key",
        "countersign-rotate+jwt" => "POST rotate, signed by the approval key, which is replaced",
        _ => "inside the rotate message, signed by the next approval key",
    },
};

pub(super) fn section(tour: &Story, approval: &Story) -> String {
    let mut text = String::new();
    let mut add = |part: String| writeln!(text, "{part}\n").expect("memory");
    for (part, story) in [(TOUR_PART, tour), (APPROVAL_PART, approval)] {
        add(part.title.to_owned());
        add(json_block(&story.keys()));
        if part.title == TOUR_PART.title {
            add("**Offer**".to_owned());
            add(text_block(&wrapped(&story.offer)));
        }
        for kind in part.kinds {
            show(&part, story, kind, &mut add);
        }
        if part.title == TOUR_PART.title {
            add("**Error** 404, to a request for a challenge that was withdrawn".to_owned());
            add(json_line(&story.refusal(404)));
        }
    }
    text
}

fn show(part: &Part, story: &Story, kind: &str, add: &mut impl FnMut(String)) {
    let compact = story.first(kind);
    let message = open(&compact);
    let is_proof = kind == "countersign-proof+jwt";
    add(format!("**`{kind}`**, {}: the message, its header, its claims", (part.sent_in)(kind)));
    add(text_block(&wrapped(&if is_proof {
        format!("Authorization: Countersign {compact}")
    } else {
        compact.clone()
    })));
    add(json_line(&message.header));
    add(json_block(&message.claims));
    if kind == "countersign-challenge+jwt" {
        add("**Push hint** for this challenge".to_owned());
        add(json_line(&story.hint));
    }
    if kind == "countersign-answer+jwt" {
        add("**Outcome** of this answer".to_owned());
        assert_eq!(story.outcome["ans"], sha256(compact.as_bytes()));
        add(json_line(&story.outcome));
    }
}

fn json_block(value: &Value) -> String {
    format!("```json\n{}\n```", serde_json::to_string_pretty(value).expect("plain data"))
}

fn json_line(value: &Value) -> String {
    format!("```json\n{value}\n```")
}

fn text_block(text: &str) -> String {
    format!("```text\n{text}\n```")
}

fn wrapped(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    characters.chunks(100).map(|line| line.iter().collect::<String>()).collect::<Vec<_>>().join("\n")
}
