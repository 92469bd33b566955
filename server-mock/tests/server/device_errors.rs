//! Every row of the error table (section 9), provoked by a phone that does something wrong.

use std::time::Duration;

use crate::support::jws::{Key, claims};
use crate::support::phone::{answer_to, enroll, enroll_claims, offer_parameter, post_jose, preview};
use crate::support::{Answer, Http, Phone, START, enrolled};
use countersign_server_mock::{Algorithm, LoginSpec, MockServer, Settings, UserSpec, Verification};
use serde_json::{Value, json};

async fn server() -> MockServer {
    let server = MockServer::builder().seed(2).start_time(START).start().await.unwrap();
    server.clock().freeze();
    server
}

fn refused(answer: &Answer) -> (u16, String) {
    (answer.status, answer.error())
}

fn says(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

async fn offered(server: &MockServer) -> (String, Value) {
    let _ = server.world().add_user(UserSpec::named("alice"));
    let uri = server.world().offer("alice").unwrap().uri;
    let shown = preview(&Http::new(), &uri).await.json();
    let nonce = claims(shown["preview"].as_str().unwrap())["nonce"].as_str().unwrap().to_owned();
    let claims = enroll_claims(&uri, &nonce, START);
    (uri, claims)
}

#[tokio::test]
async fn enroll_refuses_what_is_malformed_forged_or_for_someone_else() {
    let server = server().await;
    let (uri, good) = offered(&server).await;
    let (http, key, other) = (Http::new(), Key::ed25519(), Key::ed25519());
    let url = format!("{}/countersign/v1/enroll", offer_parameter(&uri, "i"));
    let with = |name: &str, value: Value| {
        let mut claims = good.clone();
        claims[name] = value;
        claims
    };
    let header = |jwk: Value| json!({"typ": "countersign-enroll+jwt", "jwk": jwk});

    let cases = [
        (says(401, "signature_invalid"), key.sign(header(other.jwk()), &good)),
        (says(401, "audience_mismatch"), key.sign(header(key.jwk()), &with("aud", json!("https://other.example")))),
        (says(403, "ticket_invalid"), key.sign(header(key.jwk()), &with("ticket", json!("A".repeat(22))))),
        (says(403, "ticket_invalid"), key.sign(header(key.jwk()), &with("nonce", json!("wrong")))),
        (says(400, "invalid_request"), key.sign(header(key.jwk()), &with("device", json!({"name": "n"})))),
        (
            says(400, "invalid_request"),
            key.sign(header(key.jwk()), &with("device", json!({"name": "n".repeat(65), "platform": "p", "app": "a"}))),
        ),
        (says(400, "invalid_request"), key.sign(json!({"typ": "countersign-answer+jwt", "jwk": key.jwk()}), &good)),
        (
            says(403, "algorithm_refused"),
            key.sign_as(&json!({"alg": "RS256", "typ": "countersign-enroll+jwt", "jwk": key.jwk()}), &good),
        ),
        (says(400, "invalid_request"), "not a message".to_owned()),
        (says(400, "invalid_request"), "a".repeat(16_385)),
    ];
    for (expected, message) in cases {
        let answer = post_jose(&http, &url, &message).await;
        assert_eq!(refused(&answer), expected, "{message}");
    }
    assert!(server.world().devices("alice").is_empty());
}

#[tokio::test]
async fn ticket_ends_with_its_time_and_previews_say_so() {
    let server = server().await;
    let (uri, good) = offered(&server).await;
    server.clock().advance(Duration::from_secs(600));

    let (http, key) = (Http::new(), Key::ed25519());

    assert_eq!(refused(&preview(&http, &uri).await), says(403, "ticket_invalid"));
    assert_eq!(refused(&enroll(&http, &uri, &key, &good).await), says(403, "ticket_invalid"));
}

#[tokio::test]
async fn algorithm_outside_the_list_device_limit_and_lock_refuse_enrollment() {
    let server = server().await;
    let world = server.world();
    let settings = Settings { algorithms: vec![Algorithm::EdDsa], device_limit: 1, ..world.settings() };
    world.set_settings(settings).unwrap();
    let (uri, good) = offered(&server).await;
    let http = Http::new();

    assert_eq!(refused(&enroll(&http, &uri, &Key::p256(), &good).await), says(403, "algorithm_refused"));
    world.lock("alice").unwrap();
    assert_eq!(refused(&enroll(&http, &uri, &Key::ed25519(), &good).await), says(403, "account_locked"));
    world.unlock("alice").unwrap();
    assert_eq!(enroll(&http, &uri, &Key::ed25519(), &good).await.status, 200);
    let (uri, good) = offered(&server).await;
    assert_eq!(refused(&enroll(&http, &uri, &Key::ed25519(), &good).await), says(409, "device_limit"));
}

#[tokio::test]
async fn bodies_of_the_wrong_size_or_type_are_refused() {
    let server = server().await;
    let phone = enrolled(&server, "alice").await;
    let url = format!("{}/answers", phone.url);
    let send = |content_type: &'static str, body: String| {
        let (http, url) = (phone.http.clone(), url.clone());
        async move { http.send("POST", &url, &[("content-type", content_type)], body).await.unwrap() }
    };

    assert_eq!(refused(&send("application/jose", "a".repeat(65_537)).await), says(413, "too_large"));
    assert_eq!(refused(&send("application/jose", "a".repeat(1_000_000)).await), says(413, "too_large"));
    assert_eq!(refused(&send("application/json", "{}".into()).await), says(415, "unsupported_media_type"));
    assert_eq!(refused(&send("application/jose", "a.b.c".into()).await), says(400, "invalid_request"));
    let twice = format!("{}/countersign/v1/enroll/preview", server.url());
    let duplicate = r#"{"ticket":"aaaaaaaaaaaaaaaaaaaaaa","ticket":"aaaaaaaaaaaaaaaaaaaaaa"}"#;
    let answer = phone.http.send("POST", &twice, &[("content-type", "application/json")], duplicate).await.unwrap();
    assert_eq!(refused(&answer), says(400, "invalid_request"));
    let missing = phone.http.get(&format!("{}/nowhere", phone.url)).await;
    assert_eq!(refused(&missing), says(404, "not_found"));
}

#[tokio::test]
async fn proof_must_be_fresh_unused_signed_and_for_this_url() {
    let server = server().await;
    let phone = enrolled(&server, "alice").await;
    let path = "/challenges";
    let with = |name: &str, value: Value| {
        let mut claims = phone.proof_claims(path);
        claims[name] = value;
        phone.proof(&claims)
    };
    let kid = json!({"typ": "countersign-proof+jwt", "kid": phone.device});
    let stranger = json!({"typ": "countersign-proof+jwt", "kid": "stranger"});

    let cases = [
        (says(401, "proof_time"), with("iat", json!(START - 61))),
        (says(401, "proof_time"), with("iat", json!(START + 61))),
        (says(401, "audience_mismatch"), with("aud", json!("https://other.example"))),
        (says(401, "audience_mismatch"), with("htm", json!("POST"))),
        (says(401, "audience_mismatch"), with("htu", json!(format!("{}/hints", phone.url)))),
        (says(401, "audience_mismatch"), with("htu", json!(format!("{}/challenges?a=1", phone.url)))),
        (says(400, "invalid_request"), with("jti", json!(""))),
        (says(401, "signature_invalid"), Key::ed25519().sign(kid, &phone.proof_claims(path))),
        (says(401, "device_unknown"), phone.key.sign(stranger, &phone.proof_claims(path))),
        (says(400, "invalid_request"), phone.sign("answer", &phone.proof_claims(path))),
    ];
    for (expected, proof) in cases {
        assert_eq!(refused(&phone.get_with(path, &proof).await), expected);
    }
    for edge in [START - 60, START + 60] {
        assert_eq!(phone.get_with(path, &with("iat", json!(edge))).await.status, 200);
    }
    let proof = phone.proof(&phone.proof_claims(path));
    assert_eq!(phone.get_with(path, &proof).await.status, 200);
    assert_eq!(refused(&phone.get_with(path, &proof).await), says(401, "proof_replayed"));
    let none = phone.http.get(&format!("{}{path}", phone.url)).await;
    assert_eq!(refused(&none), says(401, "signature_invalid"));
}

#[tokio::test]
async fn answer_errors_leave_the_challenge_open_for_the_right_answer() {
    let server = server().await;
    let phone = enrolled(&server, "alice").await;
    let spec = LoginSpec { uv: Some(Verification::Required), ..LoginSpec::default() };
    let login = server.world().start_login("alice", spec).unwrap();
    let challenge = phone.challenge().await;
    let number = login.number.clone().unwrap();
    let with = |changes: Value| {
        let mut extra = answer_to(&challenge);
        extra["dec"] = json!("approve");
        extra["num"] = json!(number);
        for (name, value) in changes.as_object().unwrap() {
            extra[name] = value.clone();
        }
        phone.message("answer", &extra)
    };

    let cases = [
        (says(400, "challenge_mismatch"), with(json!({"ch": "A".repeat(43)}))),
        (says(403, "verification_required"), with(json!({}))),
        (says(404, "not_found"), with(json!({"cid": "unknown"}))),
        (says(400, "invalid_request"), with(json!({"dec": "maybe"}))),
        (says(401, "audience_mismatch"), with(json!({"aud": "https://other.example"}))),
    ];
    for (expected, message) in &cases {
        assert_eq!(refused(&phone.post("/answers", message).await), *expected);
    }
    // A refusal that recorded nothing still is what the same message gets again.
    assert_eq!(refused(&phone.post("/answers", &cases[1].1).await), says(403, "verification_required"));
    let forged = Key::ed25519().sign(
        json!({"typ": "countersign-answer+jwt", "kid": phone.device}),
        &json!({"aud": phone.issuer, "ctr": 900, "iat": START}),
    );
    assert_eq!(refused(&phone.post("/answers", &forged).await), says(401, "signature_invalid"));
    assert!(server.world().accepted_answers(&login.challenge_id).is_empty());

    let right = phone.post("/answers", &with(json!({"uv": "biometric"}))).await;
    assert_eq!(right.json()["state"], "approved");
}

#[tokio::test]
async fn ended_challenges_say_how_they_ended() {
    let server = server().await;
    let phone = enrolled(&server, "alice").await;
    let start = || server.world().start_login("alice", LoginSpec::default()).unwrap();

    let expired = start();
    let challenge = phone.challenge().await;
    server.clock().advance(Duration::from_secs(300));
    let answer = phone.approve(&challenge, expired.number.as_deref()).await;
    assert_eq!(refused(&answer), says(409, "expired"));
    assert_eq!(answer.json(), json!({"error": "expired", "cid": expired.challenge_id, "state": "expired"}));

    phone.now.set(START + 300);
    let canceled = start();
    let challenge = phone.challenge().await;
    server.world().cancel_login(&canceled.id).unwrap();
    let answer = phone.post("/answers", &phone.denial(&challenge, None)).await;
    assert_eq!(answer.json(), json!({"error": "canceled", "cid": canceled.challenge_id, "state": "canceled"}));

    for id in [&expired.challenge_id, &"unknown".to_owned()] {
        assert_eq!(refused(&phone.get(&format!("/challenges/{id}")).await), says(404, "not_found"));
    }
}

#[tokio::test]
async fn foreign_challenges_look_unknown() {
    let server = server().await;
    let (alice, bob) = (enrolled(&server, "alice").await, enrolled(&server, "bob").await);
    let login = server.world().start_login("alice", LoginSpec::default()).unwrap();
    let challenge = alice.challenge().await;

    let (foreign, unknown) = (
        bob.get(&format!("/challenges/{}", login.challenge_id)).await,
        bob.get("/challenges/AAAAAAAAAAAAAAAAAAAAAA").await,
    );

    assert_eq!((foreign.status, foreign.body), (unknown.status, unknown.body));
    let outcome = bob.get(&format!("/challenges/{}/outcome", login.challenge_id)).await;
    assert_eq!(refused(&outcome), says(404, "not_found"));
    assert_eq!(refused(&bob.post("/answers", &bob.denial(&challenge, None)).await), says(404, "not_found"));
}

#[tokio::test]
async fn another_message_with_a_used_counter_suspends_the_device() {
    let server = server().await;
    let phone = enrolled(&server, "alice").await;
    let original = phone.message("update", &json!({"name": "One", "ctr": 40}));
    let clone = phone.message("update", &json!({"name": "Two", "ctr": 40}));

    assert_eq!(phone.post("/update", &original).await.status, 200);
    assert_eq!(phone.post("/update", &original).await.status, 200);
    assert_eq!(refused(&phone.post("/update", &clone).await), says(403, "counter_reused"));

    assert!(server.world().devices("alice")[0].suspended);
    assert_eq!(refused(&phone.get("/challenges").await), says(403, "device_suspended"));
    let later = phone.message("update", &json!({"name": "Three", "ctr": 41}));
    assert_eq!(refused(&phone.post("/update", &later).await), says(403, "device_suspended"));
    assert_eq!(server.world().start_login("alice", LoginSpec::default()).unwrap_err().code(), "no_device");
    server.world().resume_device(&phone.device).unwrap();
    assert_eq!(phone.get("/challenges").await.status, 200);
}

#[tokio::test]
async fn counters_outside_their_range_are_malformed() {
    let server = server().await;
    let phone = enrolled(&server, "alice").await;

    for counter in [json!(0), json!(-1), json!(1.5), json!("1"), json!(1_u64 << 53), Value::Null] {
        let message = phone.message("update", &json!({"name": "N", "ctr": counter}));
        assert_eq!(refused(&phone.post("/update", &message).await), says(400, "invalid_request"), "{counter}");
    }
    let largest = phone.message("update", &json!({"name": "N", "ctr": (1_u64 << 53) - 1}));
    assert_eq!(phone.post("/update", &largest).await.status, 200);
}

#[tokio::test]
async fn locked_account_takes_a_deny_but_no_approve() {
    let server = server().await;
    let phone = enrolled(&server, "alice").await;
    let login = server.world().start_login("alice", LoginSpec::default()).unwrap();
    let challenge = phone.challenge().await;
    server.world().lock("alice").unwrap();

    let approve = phone.approve(&challenge, login.number.as_deref()).await;
    let deny = phone.post("/answers", &phone.denial(&challenge, Some("suspicious"))).await;

    assert_eq!(refused(&approve), says(403, "account_locked"));
    assert_eq!(deny.json()["state"], "denied");
}

#[tokio::test]
async fn removed_device_is_unknown() {
    let server = server().await;
    let phone: Phone = enrolled(&server, "alice").await;
    server.world().remove_device(&phone.device).unwrap();

    assert_eq!(refused(&phone.get("/challenges").await), says(401, "device_unknown"));
    let message = phone.message("unenroll", &json!({}));
    assert_eq!(refused(&phone.post("/unenroll", &message).await), says(401, "device_unknown"));
}

#[tokio::test]
async fn nothing_that_is_sent_to_a_phone_holds_the_number_to_enter() {
    let server = server().await;
    let phone = enrolled(&server, "alice").await;
    let login = server.world().start_login("alice", LoginSpec::default()).unwrap();
    let number = login.number.clone().unwrap();

    let challenge = phone.challenge().await;
    phone.get(&format!("/challenges/{}", login.challenge_id)).await;
    phone.get(&format!("/challenges/{}/outcome", login.challenge_id)).await;
    phone.approve(&challenge, Some(&number)).await;

    let entries = server.journal().entries();
    let sent: Vec<&String> = entries.iter().filter_map(|entry| entry.response_body.as_ref()).collect();
    assert!(sent.len() >= 6);
    for body in sent {
        assert!(!body.contains(&number), "{body}");
    }
    assert!(!serde_json::to_string(&claims(&challenge)).unwrap().contains(&number));
    assert!(server.world().hints().iter().all(|hint| !hint.payload.to_string().contains(&number)));
}
