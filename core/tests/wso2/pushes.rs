//! Pushes: what is read, what is shown, what is refused.

use countersign_core::dialect::{ChallengeError, DialectError, Moment, Notice, NoticeKind, Pushed, Registry, Wanted};
use countersign_core::model::{Challenge, NumberChallenge, UnixTime};
use proptest::prelude::{any, prop_assert, proptest};
use serde_json::{Value, json};

use crate::stage::{Reply, VECTORS, account, challenge_of, drive, hint, moment, now, parse, reply, wso2};

fn push() -> Value {
    VECTORS["push"].clone()
}

fn with(member: &str, value: Value) -> Value {
    let mut push = push();
    push[member] = value;
    push
}

#[test]
fn a_push_is_read_in_every_shape_it_comes_in() {
    let flat = hint(&push());
    for shape in [
        json!({"notification": {"title": "t", "body": "b"}, "data": push()}),
        json!({"message": {"token": "t", "data": push()}}),
        json!({"aps": {"alert": "a"}, "data": push()}),
        json!({"aps": {"alert": "a"}, "data": push().to_string()}),
    ] {
        assert_eq!(hint(&shape), flat, "{shape}");
    }
}

#[test]
fn what_is_shown_is_what_the_server_says_about_the_login() {
    let challenge = challenge_of(&account(), &push());

    let context = &challenge.context;
    let shown = [&context.app, &context.ip, &context.os, &context.browser, &context.place].map(|text| text.as_deref());
    assert_eq!(shown, [Some("Shop"), Some("203.0.113.7"), Some("Linux"), Some("Firefox"), None]);
    assert_eq!((challenge.issued_at, challenge.expires_at), (now(), None));
    assert_eq!(challenge.leaves_at(), now().plus(600));
    assert_eq!(challenge.relying_party.name, "carbon.super");
}

#[test]
fn id_challenge_and_device_are_enough() {
    let least = json!({"pushId": "p", "challenge": "c", "deviceId": push()["deviceId"]});

    let challenge = challenge_of(&account(), &least);

    assert_eq!((challenge.number, challenge.context.app), (NumberChallenge::None, None));
}

#[test]
fn malformed_pushes_are_refused() {
    for (member, value) in [
        ("pushId", json!("has space")),
        ("pushId", json!(7)),
        ("pushId", json!("")),
        ("challenge", json!(null)),
        ("challenge", json!("line\nbreak")),
        ("challenge", json!("c".repeat(257))),
        ("deviceId", json!(null)),
        ("deviceId", json!("a/b")),
        ("numberChallenge", json!(7)),
        ("numberChallenge", json!("7a")),
        ("numberChallenge", json!("-7")),
        ("numberChallenge", json!("123456789")),
    ] {
        assert_eq!(parse(&with(member, value.clone())), Some(Err(DialectError::Push)), "{member} {value}");
    }
}

#[test]
fn pushes_of_others_are_passed_through() {
    let twice = push().to_string().replacen('{', r#"{"pushId":"x","#, 1);
    let long = with("padding", json!("x".repeat(4_096))).to_string();
    for text in ["{}", "[]", "", r#"{"data":{}}"#, r#"{"data":"text"}"#, r#"{"pushId":"p"}"#, &twice, &long] {
        assert!(Registry::standard().parse_push(text.as_bytes()).is_none(), "{text}");
    }
}

#[test]
fn a_text_that_cannot_be_shown_safely_is_refused() {
    let hint = hint(&with("applicationName", json!("Shop\u{1b}[2J")));

    let (incoming, _) = drive(wso2().pending(&account(), Wanted::One(hint), moment()), vec![]);

    assert!(matches!(incoming.expect("read")[0], Err(ChallengeError::Text(_))));
}

#[test]
fn another_device_is_news_and_nothing_to_answer() {
    let notice = json!({"notificationScenario": "DEVICE_REGISTRATION", "deviceId": "d-1", "deviceName": "Phone"});

    for shape in [notice.clone(), json!({"data": notice})] {
        let expected = Notice { address: "d-1".parse().expect("an id"), kind: NoticeKind::DeviceAdded };
        assert_eq!(parse(&shape), Some(Ok(Pushed::Notice(expected))));
    }
}

#[test]
fn the_age_counts_from_when_the_push_left() {
    let sent = now().plus(-42);
    let milliseconds = json!(sent.seconds() * 1_000 + 999);
    let rfc3339 = json!("2025-12-31T23:59:18Z");
    for value in [json!(sent.seconds()), json!(sent.seconds().to_string()), milliseconds, rfc3339] {
        assert_eq!(challenge_of(&account(), &with("sentTime", value.clone())).issued_at, sent, "{value}");
    }
    let outer = json!({"data": push(), "sentTime": sent.seconds()});
    assert_eq!(challenge_of(&account(), &outer).issued_at, sent);
    for value in [json!("yesterday"), json!(null), json!(now().plus(90).seconds())] {
        assert_eq!(challenge_of(&account(), &with("sentTime", value.clone())).issued_at, now(), "{value}");
    }
}

#[test]
fn a_push_that_seems_too_old_is_checked_against_the_servers_clock() {
    let sent = now().plus(-Challenge::OPEN_ENDED_LIFE);
    let hint = hint(&with("sentTime", json!(sent.seconds())));
    let incoming = |date: UnixTime| {
        let replies = vec![Reply { date, ..reply(404, "") }];
        let (incoming, requests) = drive(wso2().pending(&account(), Wanted::One(hint.clone()), moment()), replies);
        assert_eq!(requests[0].url.as_str(), "https://is.example.com:9443/");
        incoming.expect("read").remove(0)
    };

    assert_eq!(incoming(now()), Err(ChallengeError::Expired));
    assert_eq!(incoming(sent.plus(10)).map(|challenge| challenge.issued_at), Ok(sent));
}

#[test]
fn the_numbers_look_alike_whatever_the_server_sends() {
    let account = account();
    for right in ["0", "7", "42", "99", "07", "00", "123", "012", "98765432", "00000001"] {
        let hint = hint(&with("numberChallenge", json!(right)));
        let mut places = [0; 3];
        for seed in 0..=255_u8 {
            let random = std::array::from_fn(|index| {
                seed.wrapping_mul(31).wrapping_add(u8::try_from(index).expect("small").wrapping_mul(seed | 1))
            });
            let moment = Moment { random, ..moment() };
            let (incoming, _) = drive(wso2().pending(&account, Wanted::One(hint.clone()), moment), vec![]);
            let number = incoming.expect("read").remove(0).expect("acceptable").number;
            let NumberChallenge::Select { choices } = number else { panic!("a number to pick") };
            assert_choices(&choices, right);
            places[choices.iter().position(|choice| choice == right).expect("the right one")] += 1;
        }
        assert!(places.iter().all(|count| *count > 30), "{right} stands anywhere: {places:?}");
    }
}

fn assert_choices(choices: &[String], right: &str) {
    let mut different = choices.to_vec();
    different.sort();
    different.dedup();
    assert_eq!((choices.len(), different.len()), (3, 3), "{choices:?}");
    for choice in choices {
        let value: u64 = choice.parse().expect("digits");
        let is_padded = right.len() > 1 && right.starts_with('0');
        let looks_alike = match (right.len(), is_padded) {
            (1..=2, false) => value < 100 && *choice == value.to_string(),
            (_, false) => choice.len() == right.len() && *choice == value.to_string(),
            (_, true) => choice.len() == right.len(),
        };
        assert!(looks_alike, "{choice} beside {right}");
    }
}

proptest! {
    #[test]
    fn any_payload_is_read_or_refused_without_harm(payload in any::<Vec<u8>>()) {
        let _ = Registry::standard().parse_push(&payload);
    }

    #[test]
    fn any_member_may_hold_anything(member in 0..13_usize, value in ".{0,80}") {
        let names: Vec<String> = push().as_object().expect("an object").keys().cloned().collect();
        let push = with(&names[member], json!(value));
        if let Some(Ok(Pushed::Challenge(hint))) = parse(&push) {
            let (incoming, requests) = drive(wso2().pending(&account(), Wanted::One(hint), moment()), vec![]);
            prop_assert!(requests.is_empty());
            for challenge in incoming.expect("read").into_iter().flatten() {
                prop_assert!(challenge.context.app.is_none_or(|app| app.chars().all(|c| !c.is_control())));
            }
        }
    }
}
