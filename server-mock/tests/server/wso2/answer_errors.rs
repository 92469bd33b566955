//! Answers that a server speaking WSO2 refuses, and where a strict one differs from the vendor's.

use crate::support::Answer;
use crate::support::wso2::{ANN, BOB, Key, Wso2Phone, advance, allow_many, ask_for_numbers, login, server, with};
use countersign_server_mock::{MockServer, Mode};
use serde_json::{Value, json};

/// Status and code of a servlet's refusal.
fn refused(answer: &Answer) -> (u16, String) {
    (answer.status, answer.json()["code"].as_str().unwrap_or_default().to_owned())
}

async fn post(phone: &Wso2Phone, body: &str) -> Answer {
    let headers = [("content-type", "application/json")];
    phone.http.send("POST", &phone.url("/push-auth/authenticate"), &headers, body.to_owned()).await.unwrap()
}

async fn waiting(mode: Mode) -> (MockServer, Wso2Phone, Value) {
    let server = server(mode).await;
    ask_for_numbers(&server.identity_server());
    let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
    login(&server, ANN);
    let push = phone.push(&server);
    (server, phone, push)
}

#[tokio::test]
async fn bad_claims_are_refused_with_their_codes() {
    let (server, phone, push) = waiting(Mode::Strict).await;
    let good = phone.claims(&push, "APPROVED");
    let now = phone.now.get();

    for (name, value, code) in [
        ("pushAuthId", Value::Null, "PBA-15007"),
        ("pushAuthId", json!(7), "PBA-15005"),
        ("pushAuthId", json!("00000000-0000-4000-8000-000000000000"), "PBA-15010"),
        ("pushAuthId", json!("x".repeat(5_000)), "PBA-15010"),
        ("challenge", Value::Null, "PBA-15005"),
        ("challenge", json!(1), "PBA-15005"),
        ("response", Value::Null, "PBA-15005"),
        ("response", json!("approved"), "PBA-15005"),
        ("response", json!("Approved"), "PBA-15005"),
        ("response", json!("ACCEPTED"), "PBA-15005"),
        ("response", json!("DENIED"), "PBA-15005"),
        ("response", json!(true), "PBA-15005"),
        ("numberChallenge", json!(7), "PBA-15005"),
        ("exp", Value::Null, "PBA-15004"),
        ("exp", json!("soon"), "PBA-15004"),
        ("exp", json!(now), "PBA-15004"),
        ("exp", json!(now - 1), "PBA-15004"),
        ("exp", json!(now + 631), "PBA-15004"),
        ("exp", json!((now + 300) * 1_000), "PBA-15004"),
        ("exp", json!(-1), "PBA-15004"),
        ("sub", json!("ann"), "PBA-15002"),
    ] {
        let answer = phone.answer_with(&phone.signed(&with(&good, name, value.clone()))).await;

        assert_eq!(refused(&answer), (400, code.to_owned()), "{name}: {value}");
        assert_eq!(answer.header("content-type"), "application/json");
    }
    assert_eq!(server.identity_server().push_logins()[0].state, "pending");
    assert_eq!(phone.answer_with(&phone.signed(&good)).await.status, 200);
}

#[tokio::test]
async fn bad_headers_and_signatures_are_refused_with_their_codes() {
    let (_server, phone, push) = waiting(Mode::Strict).await;
    let claims = phone.claims(&push, "APPROVED");
    let header = phone.header();
    let good = phone.signed(&claims);
    let swapped = good.rsplit_once('.').map(|(input, _)| format!("{input}.{}", "A".repeat(342))).unwrap();
    let unsigned = good.rsplit_once('.').map(|(input, _)| format!("{input}.")).unwrap();

    for (token, status, code) in [
        (phone.key.jws(&with(&header, "deviceId", Value::Null), &claims), 400, "PBA-15002"),
        (phone.key.jws(&with(&header, "deviceId", json!(1)), &claims), 400, "PBA-15002"),
        (phone.key.jws(&with(&header, "kid", json!("1")), &claims), 400, "PBA-15002"),
        (phone.key.jws(&with(&header, "crit", json!(["exp"])), &claims), 400, "PBA-15002"),
        (phone.key.jws(&with(&header, "typ", Value::Null), &claims), 400, "PBA-15002"),
        (phone.key.jws(&with(&header, "deviceId", json!("unknown")), &claims), 404, "PBA-15003"),
        (phone.key.jws(&with(&header, "alg", json!("none")), &claims), 400, "PBA-15004"),
        (phone.key.jws(&with(&header, "alg", json!("PS256")), &claims), 400, "PBA-15004"),
        (Key::named("bob").jws(&header, &claims), 400, "PBA-15004"),
        (swapped, 400, "PBA-15004"),
        (unsigned, 400, "PBA-15004"),
        ("not a token".to_owned(), 400, "PBA-15002"),
        ("a.b.c".to_owned(), 400, "PBA-15002"),
        (format!("{good}.x"), 400, "PBA-15002"),
        ("x".repeat(20_000), 400, "PBA-15002"),
        (" ".to_owned(), 400, "PBA-15006"),
        (String::new(), 400, "PBA-15006"),
    ] {
        assert_eq!(refused(&phone.answer_with(&token).await), (status, code.to_owned()), "{token}");
    }
}

#[tokio::test]
async fn only_two_responses_mean_something_to_either_server() {
    for mode in [Mode::Strict, Mode::AsIs] {
        let (server, phone, push) = waiting(mode).await;
        for response in ["approved", "Denied", " APPROVED", "SKIPPED", ""] {
            let claims = with(&phone.claims(&push, "DENIED"), "response", json!(response));
            let answer = phone.answer_with(&phone.signed(&claims)).await;
            assert_eq!(refused(&answer), (400, "PBA-15005".to_owned()), "{response}");
        }
        assert_eq!(server.identity_server().push_logins()[0].state, "pending");
    }
}

#[tokio::test]
async fn number_that_nobody_asked_for_is_refused_only_when_strict() {
    for (mode, status) in [(Mode::Strict, 400), (Mode::AsIs, 200)] {
        let server = server(mode).await;
        let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
        login(&server, ANN);
        let claims = with(&phone.claims(&phone.push(&server), "APPROVED"), "numberChallenge", json!("7"));

        assert_eq!(phone.answer_with(&phone.signed(&claims)).await.status, status);
    }
}

#[tokio::test]
async fn bodies_that_are_no_answer_are_refused() {
    let (_server, phone, _) = waiting(Mode::Strict).await;
    for (body, status, code) in [
        ("", 400, "PBA-15008"),
        ("{", 400, "PBA-15008"),
        ("[]", 400, "PBA-15008"),
        ("{}", 400, "PBA-15008"),
        (r#"{"authResponse":1}"#, 400, "PBA-15008"),
        (r#"{"authResponse":null}"#, 400, "PBA-15008"),
        (r#"{"authResponse":"a.b.c","more":1}"#, 400, "PBA-15008"),
        (r#"{"authResponse":"a","authResponse":"b"}"#, 400, "PBA-15008"),
        (&format!(r#"{{"authResponse":"{}"}}"#, "x".repeat(70_000)), 413, "UE-10000"),
    ] {
        let answer = post(&phone, body).await;
        assert_eq!(refused(&answer), (status, code.to_owned()));
    }
    let url = phone.url("/push-auth/authenticate");
    let plain = phone.http.send("POST", &url, &[("content-type", "text/plain")], "{}").await.unwrap();
    assert_eq!(plain.status, 415);
}

#[tokio::test]
async fn vendors_server_fails_where_a_strict_one_refuses() {
    let (_server, phone, push) = waiting(Mode::AsIs).await;
    let claims = phone.claims(&push, "APPROVED");

    for body in ["{", "{}", "", r#"{"authResponse":5}"#] {
        let answer = post(&phone, body).await;
        assert_eq!((answer.status, answer.header("content-type")), (500, "text/html;charset=utf-8"), "{body}");
        assert!(answer.body.contains("<h1>HTTP Status 500"), "{}", answer.body);
    }
    let endless = phone.answer_with(&phone.signed(&with(&claims, "exp", Value::Null))).await;
    assert_eq!((endless.status, endless.header("content-type")), (500, "text/html;charset=utf-8"));
    for header in [with(&phone.header(), "deviceId", Value::Null), with(&phone.header(), "deviceId", json!("other"))] {
        let answer = phone.answer_with(&phone.key.jws(&header, &claims)).await;
        assert_eq!(refused(&answer), (500, "PBA-15003".to_owned()));
        assert_eq!(answer.header("content-type"), "");
    }
    let blank = phone.answer_with("  ").await;
    assert_eq!((refused(&blank), blank.header("content-type")), ((400, "PBA-15006".to_owned()), ""));
}

#[tokio::test]
async fn careless_answers_are_recorded_only_as_is() {
    for (header, claim, value) in [
        ("deviceId", "exp", json!((crate::support::START + 300) * 1_000)),
        ("deviceId", "exp", json!(crate::support::START + 100_000)),
        ("deviceId", "sub", json!("ann")),
        ("kid", "exp", json!(crate::support::START + 60)),
    ] {
        for mode in [Mode::Strict, Mode::AsIs] {
            let (_server, phone, push) = waiting(mode).await;
            let claims = with(&phone.claims(&push, "APPROVED"), claim, value.clone());
            let header = with(&phone.header(), header, json!(phone.id()));

            let answer = phone.answer_with(&phone.key.jws(&header, &claims)).await;

            let expected = if mode == Mode::AsIs { 200 } else { 400 };
            assert_eq!(answer.status, expected, "{claim}: {value}, {mode:?}: {}", answer.body);
        }
    }
}

#[tokio::test]
async fn foreign_device_cannot_take_the_place_of_the_answer() {
    for mode in [Mode::Strict, Mode::AsIs] {
        let server = server(mode).await;
        let ann = Wso2Phone::enrolled(&server, ANN, "ann").await;
        let bob = Wso2Phone::enrolled(&server, BOB, "bob").await;
        let started = login(&server, ANN);
        let push = ann.push(&server);

        let foreign = bob.answer(&push, "APPROVED").await;

        // The vendor's server records it and finds out when the login goes on.
        let (status, state) = if mode == Mode::Strict { (400, "pending") } else { (200, "failed") };
        assert_eq!(foreign.status, status);
        assert_eq!(server.identity_server().push(&started.id).unwrap().state, state);
    }
}

#[tokio::test]
async fn wrong_numbers_and_challenges_are_recorded_and_fail_later() {
    for mode in [Mode::Strict, Mode::AsIs] {
        for (name, value, state) in [
            ("numberChallenge", json!("100"), "wrong_number"),
            ("numberChallenge", json!(""), "wrong_number"),
            ("numberChallenge", Value::Null, "wrong_number"),
            ("challenge", json!("another"), "failed"),
        ] {
            let (server, phone, push) = waiting(mode).await;
            let claims = with(&phone.claims(&push, "APPROVED"), name, value);

            let answer = phone.answer_with(&phone.signed(&claims)).await;

            assert_eq!((answer.status, answer.body.as_str()), (200, ""));
            let identity = server.identity_server();
            let login = identity.push_logins().pop().unwrap();
            assert_eq!(login.state, state, "{name}");
            assert_eq!(identity.conclude_push(&login.id).unwrap().state, state);
            let failures = identity.user(ANN).unwrap().failed_push_attempts;
            assert_eq!(failures, u32::from(state == "wrong_number"));
        }
    }
}

#[tokio::test]
async fn number_with_a_leading_zero_is_another_number() {
    let server = server(Mode::AsIs).await;
    let identity = server.identity_server();
    ask_for_numbers(&identity);
    let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
    let is_short = |number: &Option<String>| number.as_ref().is_some_and(|number| number.len() == 1);
    let started = (0..500).map(|_| login(&server, ANN)).find(|login| is_short(&login.number)).unwrap();
    let number = started.number.unwrap();
    for shown in identity.push_logins().into_iter().filter_map(|login| login.number) {
        let value: u32 = shown.parse().unwrap();
        assert!(value < 100 && value.to_string() == shown, "{shown}");
    }
    let claims = with(&phone.claims(&phone.push(&server), "APPROVED"), "numberChallenge", json!(format!("0{number}")));

    phone.answer_with(&phone.signed(&claims)).await;

    assert_eq!(identity.push(&started.id).unwrap().state, "wrong_number");
}

#[tokio::test]
async fn rule_for_the_number_is_that_of_the_moment_of_the_push() {
    let (server, phone, push) = waiting(Mode::Strict).await;
    let identity = server.identity_server();
    let mut settings = identity.settings("carbon.super").unwrap();
    settings.number_challenge = false;
    identity.set_settings("carbon.super", settings).unwrap();

    phone.answer_with(&phone.signed(&with(&phone.claims(&push, "APPROVED"), "numberChallenge", Value::Null))).await;

    assert_eq!(identity.push_logins()[0].state, "wrong_number");
}

#[tokio::test]
async fn expired_and_answered_requests_are_gone() {
    for mode in [Mode::Strict, Mode::AsIs] {
        let server = server(mode).await;
        allow_many(&server.identity_server());
        let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
        let started = login(&server, ANN);
        let push = phone.push(&server);
        advance(&server, &phone, 600);
        assert_eq!(refused(&phone.answer(&push, "APPROVED").await), (410, "PBA-15011".to_owned()));
        assert_eq!(server.identity_server().push(&started.id).unwrap().state, "expired");

        login(&server, ANN);
        let push = phone.push(&server);
        let answer = phone.signed(&phone.claims(&push, "DENIED"));
        assert_eq!(phone.answer_with(&answer).await.status, 200);
        assert_eq!(refused(&phone.answer_with(&answer).await), (410, "PBA-15011".to_owned()));
    }
}

#[tokio::test]
async fn status_of_unknown_and_missing_pushes_follows_the_switches() {
    let server = server(Mode::Strict).await;
    let identity = server.identity_server();
    let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
    let get = async |query: &str| phone.http.get(&phone.url(&format!("/push-auth/check-status{query}"))).await;
    for query in ["", "?", "?pushAuthId=", "?pushauthid=1"] {
        assert_eq!(refused(&get(query).await), (404, "PBA-15001".to_owned()), "{query}");
    }
    assert_eq!(get("?pushAuthId=unknown").await.json(), json!({"status": "PENDING"}));

    let mut switches = identity.switches();
    switches.unknown_push_is_pending = false;
    switches.completed_once = false;
    switches.authenticate_status = 202;
    identity.set_switches(switches).unwrap();
    let started = login(&server, ANN);
    let answer = phone.answer(&phone.push(&server), "DENIED").await;

    assert_eq!(answer.status, 202);
    assert_eq!(refused(&get("?pushAuthId=unknown").await), (400, "PBA-15010".to_owned()));
    for _ in 0..2 {
        assert_eq!(phone.check_status(&started.id).await, "COMPLETED");
    }
}

#[tokio::test]
async fn too_many_denials_lock_the_account_for_a_while() {
    let server = server(Mode::Strict).await;
    let identity = server.identity_server();
    let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
    let deny = async || {
        let started = login(&server, ANN);
        phone.answer(&phone.push(&server), "DENIED").await;
        identity.conclude_push(&started.id).unwrap()
    };
    for _ in 0..4 {
        deny().await;
    }
    assert_eq!(identity.user(ANN).unwrap().failed_push_attempts, 4);

    deny().await;

    assert_eq!(identity.user(ANN).unwrap().locked_seconds, Some(300));
    assert!(identity.start_push(ANN, "Pickup", &countersign_server_mock::LoginOrigin::default()).is_err());
    advance(&server, &phone, 300);
    assert_eq!(identity.user(ANN).unwrap().locked_seconds, None);
    let started = login(&server, ANN);
    phone.answer(&phone.push(&server), "APPROVED").await;
    assert_eq!(identity.conclude_push(&started.id).unwrap().state, "approved");
}
