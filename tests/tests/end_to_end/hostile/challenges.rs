//! Challenges that the right key signed, or nearly, and that must never be shown as something to approve.

use countersign_core::engine::{Approval, PushOutcome};
use countersign_core::model::{Account, DecisionState, Recorded, Restriction};
use countersign_tests::Lab;
use countersign_tests::issuer::{Operation, START};
use countersign_tests::jws::{Draft, TestKey, base64url, sha256};
use serde_json::{Value, json};

const SIGNATURE: &str = "challenge.signature_invalid";
const AUDIENCE: &str = "challenge.audience_mismatch";
const LIFETIME: &str = "challenge.lifetime_refused";
const WEAK: &str = "challenge.weaker_than_policy";
const MALFORMED: &str = "challenge.malformed";

/// Serves `bad` between two good challenges, by list and by push, and expects that only the good ones exist afterwards.
async fn assert_refused(lab: &Lab, account: &Account, bad: &str, code: &str, what: &str) {
    let (before, after) = (lab.issuer.sealed_challenge("good-1"), lab.issuer.sealed_challenge("good-2"));
    lab.issuer.serve(vec![before, bad.to_owned(), after]);

    let refreshed = lab.phone.refresh().await.expect("a refresh");
    let codes: Vec<_> = refreshed.problems.iter().map(|problem| problem.error.code).collect();
    assert_eq!(codes, [code], "{what}");
    assert_only_good_ones_wait(lab, what);

    lab.issuer.serve(vec![bad.to_owned()]);
    let payload = br#"{"v":1,"a":"hint-1","c":"bad"}"#;
    let error = lab.phone.handle_push(payload).await.expect_err("refused");
    assert_eq!(error.code, code, "{what}, by push");
    assert_only_good_ones_wait(lab, what);

    let refused = lab.phone.approve(&lab.id(account, "bad"), number()).await.expect_err("unknown");
    assert_eq!((refused.code, refused.decision), ("challenge.not_found", Some(DecisionState::NotSent)), "{what}");
    assert!(lab.issuer.answers().is_empty(), "{what}");
}

fn assert_only_good_ones_wait(lab: &Lab, what: &str) {
    let waiting = lab.phone.pending().expect("pending challenges");
    let mut ids: Vec<_> = waiting.iter().map(|challenge| challenge.id.server.as_str()).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["good-1", "good-2"], "{what}");
}

fn number() -> Approval {
    Approval::with_number("123456").expect("digits")
}

/// Every draft that `change` makes, refused with `code`.
async fn assert_drafts_refused(drafts: Vec<(String, Draft)>, code: &str) {
    let (lab, account) = Lab::enrolled().await;
    for (what, draft) in drafts {
        assert_refused(&lab, &account, &lab.issuer.key.seal(&draft), code, &what).await;
    }
}

/// The honest challenge `bad` with one claim set, or removed by `None`.
fn with(path: &str, value: Option<Value>) -> (String, Draft) {
    let lab = Lab::new();
    let mut draft = lab.issuer.challenge("bad");
    let what = format!("{path} = {value:?}").chars().take(120).collect();
    let mut place = &mut draft.claims;
    let (parents, name) = path.rsplit_once('.').unwrap_or(("", path));
    for parent in parents.split('.').filter(|parent| !parent.is_empty()) {
        place = &mut place[parent];
    }
    match value {
        Some(value) => place[name] = value,
        None => drop(place.as_object_mut().expect("an object").remove(name)),
    }
    (what, draft)
}

#[tokio::test]
async fn the_honest_challenge_of_these_tests_is_shown_and_approved() {
    let (lab, account) = Lab::enrolled().await;
    lab.issuer.serve(vec![lab.issuer.sealed_challenge("good-1")]);

    let refreshed = lab.phone.refresh().await.expect("a refresh");
    let state = lab.phone.approve(&lab.id(&account, "good-1"), number()).await.expect("an approval");

    assert_eq!((refreshed.new.len(), refreshed.problems.len()), (1, 0));
    assert_eq!(state, DecisionState::RecordedByUs(Recorded::Approved));
}

#[tokio::test]
async fn challenges_without_a_required_claim_are_refused() {
    let required =
        ["iss", "sub", "aud", "cid", "iat", "exp", "rp", "rp.name", "number", "number.style", "number.digits"];
    assert_drafts_refused(required.map(|path| with(path, None)).to_vec(), MALFORMED).await;
}

#[tokio::test]
async fn claims_of_a_wrong_type_are_refused() {
    let strange = || [json!(true), json!(-1.5), json!("text with spaces"), json!([]), json!([[]]), json!({"x": {}})];
    let mut drafts: Vec<_> = ["cid", "iat", "exp", "rp", "number", "uv", "context", "critical"]
        .into_iter()
        .flat_map(|path| strange().map(|value| (path, value)))
        .filter(|(path, value)| {
            !matches!((*path, value.to_string().as_str()), ("critical", "[]") | ("context", "{\"x\":{}}" | "[]"))
        })
        .map(|(path, value)| with(path, Some(value)))
        .collect();
    for path in ["iss", "sub", "aud", "rp.name", "rp.host", "msg"] {
        drafts.extend([json!(true), json!(7), json!(["a"]), json!({})].map(|value| with(path, Some(value))));
    }
    for path in ["iss", "sub", "aud", "cid", "iat", "exp", "rp", "rp.name", "number", "details", "critical"] {
        drafts.push(with(path, Some(Value::Null)));
    }
    drafts.extend([
        with("cid", Some(json!(""))),
        with("cid", Some(json!("x".repeat(65)))),
        with("cid", Some(json!("../admin"))),
        with("iat", Some(json!(START.to_string()))),
        with("exp", Some(json!(1.8e9 + 0.5))),
        with("exp", Some(json!(u64::MAX))),
        with("uv", Some(json!("none"))),
        with("uv", Some(json!("preferred"))),
        with("details", Some(json!([{"label": "Amount"}]))),
        with("details", Some(json!([{"label": "Amount", "value": 7}]))),
        with("details", Some(json!({"label": "Amount", "value": "7"}))),
        with("critical", Some(json!([7]))),
        with("context", Some(json!({"ip": 7}))),
    ]);
    assert_drafts_refused(drafts, MALFORMED).await;
}

#[tokio::test]
async fn challenges_for_another_issuer_account_or_device_are_refused() {
    let mut drafts = Vec::new();
    for (path, values) in [
        ("iss", ["https://login.example.com", "https://login.example.com/t1/", "https://login.example.com/t2", ""]),
        ("sub", ["account-2", "ACCOUNT-1", "account-1 ", ""]),
        ("aud", ["device-2", "account-1", "https://login.example.com/t1", ""]),
    ] {
        drafts.extend(values.map(|value| with(path, Some(json!(value)))));
    }
    assert_drafts_refused(drafts, AUDIENCE).await;
}

#[tokio::test]
async fn lives_that_are_too_long_or_make_no_sense_are_refused() {
    let life = |iat: i64, exp: i64| {
        let (_, mut draft) = with("iat", Some(json!(iat)));
        draft.claims["exp"] = json!(exp);
        (format!("from {iat} to {exp}"), draft)
    };
    let drafts = vec![
        life(START, START + 601),
        life(START - 1, START + 600),
        life(START, START),
        life(START, START - 1),
        life(START + 61, START + 300),
        life(START + 86_400, START + 86_700),
        life(0, START + 300),
        life(i64::MIN, i64::MAX),
        life(START, i64::MAX),
        life(-1, i64::MAX),
    ];
    assert_drafts_refused(drafts, LIFETIME).await;
}

#[tokio::test]
async fn expired_challenges_are_neither_shown_nor_a_problem() {
    let (lab, account) = Lab::enrolled().await;
    for end in [START, START - 1, START - 10_000] {
        let mut draft = lab.issuer.challenge("old");
        draft.claims["iat"] = json!(end - 300);
        draft.claims["exp"] = json!(end);
        lab.issuer.serve(vec![lab.issuer.key.seal(&draft)]);

        let refreshed = lab.phone.refresh().await.expect("a refresh");
        let pushed = lab.phone.handle_push(br#"{"v":1,"a":"hint-1","c":"old"}"#).await.expect("a push");

        assert_eq!((refreshed.new.len(), refreshed.problems.len(), pushed), (0, 0, PushOutcome::Nothing));
        let error = lab.phone.approve(&lab.id(&account, "old"), number()).await.expect_err("unknown");
        assert_eq!(error.code, "challenge.not_found");
    }
}

#[tokio::test]
async fn weaker_numbers_than_the_policy_are_refused() {
    let numbers = [
        json!({"style": "enter", "digits": 2}),
        json!({"style": "enter", "digits": 5}),
        json!({"style": "select", "choices": ["17", "62"]}),
        json!({"style": "select", "choices": ["17171717", "62626262", "3", "4", "5"]}),
        json!({"style": "none"}),
    ];
    assert_drafts_refused(numbers.map(|number| with("number", Some(number))).to_vec(), WEAK).await;
}

#[tokio::test]
async fn a_number_member_that_says_more_than_it_may_is_refused() {
    let numbers = [
        json!({"style": "enter", "digits": 6, "number": "482913"}),
        json!({"style": "enter", "digits": 6, "value": 482_913}),
        json!({"style": "enter", "digits": 6, "x": null}),
        json!({"style": "enter", "digits": 6, "choices": ["17", "62"]}),
        json!({"style": "enter", "digits": 1}),
        json!({"style": "enter", "digits": 9}),
        json!({"style": "enter", "digits": "6"}),
        json!({"style": "enter", "digits": 6.5}),
        json!({"style": "enter", "digits": -6}),
        json!({"style": "ENTER", "digits": 6}),
        json!({"style": "tap"}),
        json!({"style": "none", "digits": 6}),
        json!({"style": "select", "choices": ["17", "62", "88"], "answer": "62"}),
        json!({"style": "select", "choices": ["17", "62", "88"], "digits": 6}),
        json!({"style": "select", "choices": ["17"]}),
        json!({"style": "select", "choices": ["1", "2", "3", "4", "5", "6"]}),
        json!({"style": "select", "choices": ["17", "17", "88"]}),
        json!({"style": "select", "choices": ["17", "62", ""]}),
        json!({"style": "select", "choices": ["17", "62", "123456789"]}),
        json!({"style": "select", "choices": ["17", "62", "x"]}),
        json!({"style": "select", "choices": ["17", "62", "٣"]}),
        json!({"style": "select", "choices": [17, 62, 88]}),
    ];
    assert_drafts_refused(numbers.map(|number| with("number", Some(number))).to_vec(), MALFORMED).await;
}

#[tokio::test]
async fn texts_that_are_too_long_or_have_control_characters_are_refused() {
    let limits = [
        ("rp.name", 64),
        ("rp.host", 253),
        ("msg", 500),
        ("context.app", 128),
        ("context.ip", 128),
        ("context.place", 128),
        ("context.os", 128),
        ("context.browser", 128),
    ];
    let mut drafts = Vec::new();
    for (path, limit) in limits {
        drafts.push(with(path, Some(json!("x".repeat(limit + 1)))));
        drafts.push(with(path, Some(json!("é".repeat(limit + 1)))));
        for control in ["\u{0}", "\n", "\r", "\t", "\u{1b}[2J", "\u{7f}", "\u{85}", "\u{9b}", "\u{2028}", "\u{2029}"] {
            drafts.push(with(path, Some(json!(format!("Example{control}Bank")))));
        }
    }
    let detail = |label: &str, value: &str| with("details", Some(json!([{"label": label, "value": value}])));
    drafts.extend([
        detail(&"x".repeat(65), "1"),
        detail("Amount", &"x".repeat(257)),
        detail("Amount\n", "1"),
        detail("Amount", "1\u{8}"),
        with("details", Some(json!(vec![json!({"label": "a", "value": "b"}); 21]))),
    ]);
    assert_drafts_refused(drafts, MALFORMED).await;
}

#[tokio::test]
async fn texts_that_reorder_or_hide_are_cleaned_before_they_are_shown() {
    let (lab, _) = Lab::enrolled().await;
    let mut draft = lab.issuer.challenge("good-1");
    draft.claims["rp"]["name"] = json!("Example\u{202e}knaB\u{2066}\u{200b}");
    draft.claims["msg"] = json!("Pay \u{202d}100\u{202c} €");
    draft.claims["details"] = json!([{"label": "To\u{200f}", "value": "\u{feff}Bob"}]);
    lab.issuer.serve(vec![lab.issuer.key.seal(&draft)]);

    let shown = lab.phone.refresh().await.expect("a refresh").new.remove(0);

    assert_eq!(shown.relying_party.name, "ExampleknaB");
    assert_eq!(shown.text.as_deref(), Some("Pay 100 €"));
    assert_eq!((shown.details[0].label.as_str(), shown.details[0].value.as_str()), ("To", "Bob"));
}

#[tokio::test]
async fn messages_with_a_bent_header_are_refused() {
    let (lab, account) = Lab::enrolled().await;
    let key = &lab.issuer.key;
    let honest = lab.issuer.challenge("bad");
    let claims = honest.claims.to_string();
    let typ = "countersign-challenge+jwt";
    let attacker = TestKey::ed25519([66; 32]);
    let bent = [
        json!({"alg": "none", "typ": typ}),
        json!({"alg": "ES256", "typ": typ}),
        json!({"alg": "HS256", "typ": typ}),
        json!({"alg": "eddsa", "typ": typ}),
        json!({"typ": typ}),
        json!({"alg": "EdDSA"}),
        json!({"alg": "EdDSA", "typ": "JWT"}),
        json!({"alg": "EdDSA", "typ": "countersign-receipt+jwt"}),
        json!({"alg": "EdDSA", "typ": "countersign-preview+jwt"}),
        json!({"alg": "EdDSA", "typ": "countersign-answer+jwt"}),
        json!({"alg": "EdDSA", "typ": typ, "kid": "device-1"}),
        json!({"alg": "EdDSA", "typ": typ, "jwk": key.jwk()}),
        json!({"alg": "EdDSA", "typ": typ, "crit": ["exp"]}),
        json!({"alg": "EdDSA", "typ": typ, "crit": []}),
        json!({"alg": "EdDSA", "typ": typ, "b64": false, "crit": ["b64"]}),
        json!({"alg": "EdDSA", "typ": typ, "jku": "https://attacker.example/keys"}),
        json!({"alg": "EdDSA", "typ": typ, "x5c": ["AA=="]}),
        json!({"alg": "EdDSA", "typ": typ, "cty": "x"}),
    ];
    for header in bent {
        let bad = key.seal_texts(&header.to_string(), &claims);
        assert_refused(&lab, &account, &bad, SIGNATURE, &header.to_string()).await;
    }
    let own_key = json!({"alg": "EdDSA", "typ": typ, "jwk": attacker.jwk()}).to_string();
    let twice = format!(r#"{{"alg":"EdDSA","typ":"{typ}","typ":"{typ}"}}"#);
    for (what, bad) in [
        ("signed by another key", attacker.seal(&honest)),
        ("bringing its own key", attacker.seal_texts(&own_key, &claims)),
        ("repeated header member", key.seal_texts(&twice, &claims)),
        ("header that is no JSON", key.seal_texts("{", &claims)),
    ] {
        assert_refused(&lab, &account, &bad, SIGNATURE, what).await;
    }
}

#[tokio::test]
async fn messages_changed_after_signing_are_refused() {
    let (lab, account) = Lab::enrolled().await;
    let good = lab.issuer.sealed_challenge("bad");
    let other = lab.issuer.sealed_challenge("other");
    let (input, signature) = good.rsplit_once('.').expect("three parts");
    let (header, _) = input.split_once('.').expect("three parts");
    let other_signature = other.rsplit_once('.').expect("three parts").1;
    let none = base64url(br#"{"alg":"none","typ":"countersign-challenge+jwt"}"#);
    let payload = base64url(lab.issuer.challenge("bad").claims.to_string().as_bytes());
    for bad in [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        "challenge".to_owned(),
        format!("{input}."),
        format!("{input}.{other_signature}"),
        format!("{input}.{}", base64url(&[0; 64])),
        format!("{header}.{}.{signature}", base64url(b"{}")),
        format!("{good}="),
        format!("{good}."),
        format!(" {good}"),
        format!("{good}\n"),
        format!("{none}.{payload}."),
        format!("{none}.{payload}.{}", sha256(b"x")),
        input.to_owned(),
    ] {
        assert_refused(&lab, &account, &bad, SIGNATURE, &bad).await;
    }
}

#[tokio::test]
async fn repeated_claims_and_overlong_messages_are_refused() {
    let (lab, account) = Lab::enrolled().await;
    let honest = lab.issuer.challenge("bad");
    let header = honest.header.to_string();
    let repeated = honest.claims.to_string().replacen('{', r#"{"number":{"style":"none"},"#, 1);
    let nested = honest.claims.to_string().replacen("\"digits\":6", "\"digits\":6,\"digits\":2", 1);
    assert!(nested.contains("\"digits\":2"));
    for claims in [repeated, nested, "[]".to_owned(), "null".to_owned(), String::new()] {
        assert_refused(&lab, &account, &lab.issuer.key.seal_texts(&header, &claims), MALFORMED, &claims).await;
    }

    let mut long = honest;
    long.claims["unknown"] = json!("x".repeat(12_300));
    let long = lab.issuer.key.seal(&long);
    assert!(long.len() > 16_384);
    assert_refused(&lab, &account, &long, SIGNATURE, "overlong").await;
}

#[tokio::test]
async fn members_that_are_not_known_and_not_critical_are_ignored() {
    let (lab, _) = Lab::enrolled().await;
    let mut draft = lab.issuer.challenge("good-1");
    draft.claims["color"] = json!("red");
    draft.claims["context"] = json!({"altitude": 7, "ip": "192.0.2.1"});
    draft.claims["critical"] = json!(["number", "exp"]);
    lab.issuer.serve(vec![lab.issuer.key.seal(&draft)]);

    let shown = lab.phone.refresh().await.expect("a refresh").new.remove(0);

    assert_eq!((shown.restriction, shown.context.ip.as_deref()), (None, Some("192.0.2.1")));
}

#[tokio::test]
async fn an_unknown_critical_claim_leaves_deny_only() {
    let (lab, account) = Lab::enrolled().await;
    for (index, critical) in
        [json!(["amount"]), json!(["exp", "Number"]), json!([""]), json!(["iss", " iss"])].into_iter().enumerate()
    {
        let name = format!("critical-{index}");
        let mut draft = lab.issuer.challenge(&name);
        draft.claims["critical"] = critical;
        lab.issuer.serve(vec![lab.issuer.key.seal(&draft)]);
        lab.issuer.record(None);
        let shown = lab.phone.refresh().await.expect("a refresh").new.remove(0);
        let id = lab.id(&account, &name);

        let refused = lab.phone.approve(&id, number()).await.expect_err("refused");
        let denied = lab.phone.deny(&id, None).await.expect("a deny");

        assert_eq!(shown.restriction, Some(Restriction::UnknownCritical));
        assert_eq!(
            (refused.code, refused.decision),
            ("challenge.unknown_critical_field", Some(DecisionState::NotSent))
        );
        assert_eq!(denied, DecisionState::RecordedByUs(Recorded::Denied));
        assert_eq!(lab.issuer.answers().len(), index + 1, "only the denies were sent");
    }
}

#[tokio::test]
async fn a_list_of_101_challenges_is_refused_whole() {
    let (lab, _) = Lab::enrolled().await;
    lab.issuer.serve(vec!["a.b.c".to_owned(); 101]);

    let refreshed = lab.phone.refresh().await.expect("a refresh");

    assert_eq!(refreshed.problems[0].error.code, "server.reply_unacceptable");
    assert!(lab.phone.pending().expect("pending challenges").is_empty());
}

#[tokio::test]
async fn another_challenge_than_the_one_a_push_named_is_not_shown() {
    let (lab, _) = Lab::enrolled().await;
    lab.issuer.serve(vec![lab.issuer.sealed_challenge("other")]);

    let error = lab.phone.handle_push(br#"{"v":1,"a":"hint-1","c":"named"}"#).await.expect_err("refused");

    assert_eq!(error.code, AUDIENCE);
    assert!(lab.phone.pending().expect("pending challenges").is_empty());
}

#[tokio::test]
async fn a_challenge_that_comes_again_with_other_contents_does_not_change_what_was_shown() {
    let (lab, account) = Lab::enrolled().await;
    let first = lab.issuer.sealed_challenge("good-1");
    lab.issuer.serve(vec![first.clone()]);
    lab.phone.refresh().await.expect("a refresh");
    let mut swapped = lab.issuer.challenge("good-1");
    swapped.claims["rp"]["name"] = json!("Attacker");
    lab.issuer.serve(vec![lab.issuer.key.seal(&swapped)]);
    lab.phone.refresh().await.expect("a refresh");
    lab.phone.handle_push(br#"{"v":1,"a":"hint-1","c":"good-1"}"#).await.expect("a push");

    let (shown, _) = lab.phone.challenge(&lab.id(&account, "good-1")).expect("the challenge");
    lab.phone.approve(&shown.id, number()).await.expect("an approval");

    assert_eq!(shown.relying_party.name, "Example Bank");
    let answer = countersign_tests::jws::open(&lab.issuer.answers()[0]);
    assert_eq!(answer.claims["ch"], sha256(first.as_bytes()), "what was shown is what is signed");
    assert!(lab.issuer.requests().iter().any(|(operation, _)| *operation == Operation::Challenge));
}
