//! What a device says about itself (section 7), and limits on challenges (section 10).

use std::time::Duration;

use crate::support::jws::{Key, claims};
use crate::support::phone::{answer_to, enroll, enroll_claims, preview};
use crate::support::{Phone, START, enrolled};
use countersign_server_mock::{LoginSpec, LoginState, MockServer, NoticeKind, Settings};
use serde_json::{Value, json};

async fn server() -> MockServer {
    let server = MockServer::builder().seed(3).start_time(START).start().await.unwrap();
    server.clock().freeze();
    server
}

#[tokio::test]
async fn older_update_cannot_bring_an_old_push_token_back() {
    let server = server().await;
    let phone = enrolled(&server, "alice").await;
    let push = |token: &str| json!({"provider": "fcm", "token": token});
    let old = phone.message("update", &json!({"push": push("old"), "ctr": 10}));
    let new = phone.message("update", &json!({"push": push("new"), "name": "Renamed", "ctr": 11}));

    assert_eq!(phone.post("/update", &new).await.status, 200);
    let stale = phone.post("/update", &old).await;

    assert_eq!((stale.status, stale.error().as_str()), (409, "stale"));
    let device = &server.world().devices("alice")[0];
    assert_eq!((device.name.as_str(), device.push.as_ref().unwrap().token.as_str()), ("Renamed", "new"));
    let stop = phone.message("update", &json!({"push": null, "ctr": 12}));
    assert_eq!(phone.post("/update", &stop).await.json(), json!({}));
    assert_eq!(server.world().devices("alice")[0].push, None);
}

#[tokio::test]
async fn optional_members_that_are_null_count_as_absent() {
    let server = server().await;
    let phone = enrolled(&server, "alice").await;
    let offer = server.world().offer("alice").unwrap().uri;
    let shown = preview(&phone.http, &offer).await.json();
    let nonce = claims(shown["preview"].as_str().unwrap())["nonce"].as_str().unwrap().to_owned();
    let mut enrollment = enroll_claims(&offer, &nonce, START);
    enrollment["approval"] = Value::Null;
    enrollment["device"]["push"] = Value::Null;
    server.world().start_login("alice", LoginSpec::default()).unwrap();
    let mut deny = answer_to(&phone.challenge().await);
    for (name, value) in [("dec", json!("deny")), ("num", Value::Null), ("rsn", Value::Null)] {
        deny[name] = value;
    }

    let replies = [
        enroll(&phone.http, &offer, &Key::ed25519(), &enrollment).await,
        phone.post("/update", &phone.message("update", &json!({"name": null}))).await,
        phone.post("/report", &phone.message("report", &json!({"kind": "suspicious", "cid": null}))).await,
        phone.post("/answers", &phone.message("answer", &deny)).await,
    ];

    assert!(replies.iter().all(|reply| reply.status == 200), "{:?}", replies.map(|reply| reply.body));
    assert_eq!(server.world().devices("alice").iter().filter(|device| device.push.is_none()).count(), 2);
    assert!(server.world().devices("alice").iter().all(|device| device.name == "Test phone"));
}

fn rotation(phone: &Phone, new: &Key, changes: &Value) -> String {
    let mut proof = json!({"aud": phone.issuer, "kid": phone.device, "old": phone.key.thumbprint()});
    for (name, value) in changes.as_object().unwrap() {
        proof[name] = value.clone();
    }
    let proof = new.sign(json!({"typ": "countersign-rotate-key+jwt", "jwk": new.jwk()}), &proof);
    phone.message("rotate", &json!({"jwk": new.jwk(), "proof": proof}))
}

#[tokio::test]
async fn rotated_key_is_the_only_one_and_the_rotate_message_may_repeat() {
    let server = server().await;
    let mut phone = enrolled(&server, "alice").await;
    let new = Key::p256();
    let message = rotation(&phone, &new, &json!({}));

    let first = phone.post("/rotate", &message).await;
    let again = phone.post("/rotate", &message).await;

    assert_eq!(first.json(), json!({"thumbprint": new.thumbprint()}));
    assert_eq!((again.status, &again.body), (200, &first.body));
    assert_eq!(phone.get("/challenges").await.error(), "signature_invalid");
    phone.key = new;
    assert_eq!(phone.get("/challenges").await.status, 200);
    assert_eq!(server.world().devices("alice")[0].thumbprint, phone.key.thumbprint());
}

#[tokio::test]
async fn rotation_needs_a_proof_by_the_new_key_for_this_device() {
    let server = server().await;
    let phone = enrolled(&server, "alice").await;
    let (new, other) = (Key::ed25519(), Key::ed25519());
    let proof_by = |key: &Key, jwk: Value| {
        let claims = json!({"aud": phone.issuer, "kid": phone.device, "old": phone.key.thumbprint()});
        let proof = key.sign(json!({"typ": "countersign-rotate-key+jwt", "jwk": jwk}), &claims);
        phone.message("rotate", &json!({"jwk": new.jwk(), "proof": proof}))
    };

    let cases = [
        ("invalid_request", rotation(&phone, &new, &json!({"kid": "other"}))),
        ("invalid_request", rotation(&phone, &new, &json!({"old": other.thumbprint()}))),
        ("audience_mismatch", rotation(&phone, &new, &json!({"aud": "https://other.example"}))),
        ("signature_invalid", proof_by(&other, new.jwk())),
        ("invalid_request", proof_by(&other, other.jwk())),
        ("invalid_request", phone.message("rotate", &json!({"jwk": new.jwk()}))),
    ];
    for (code, message) in cases {
        assert_eq!(phone.post("/rotate", &message).await.error(), code);
    }
    assert_eq!(phone.get("/challenges").await.status, 200);
}

#[tokio::test]
async fn unenrolled_device_is_gone_and_the_person_is_told() {
    let server = server().await;
    let phone = enrolled(&server, "alice").await;
    let message = phone.message("unenroll", &json!({}));

    assert_eq!(phone.post("/unenroll", &message).await.json(), json!({}));
    assert_eq!(phone.post("/unenroll", &message).await.error(), "device_unknown");

    assert!(server.world().devices("alice").is_empty());
    let kinds: Vec<NoticeKind> = server.world().user("alice").unwrap().notices.iter().map(|n| n.kind).collect();
    assert_eq!(kinds, [NoticeKind::DeviceAdded, NoticeKind::DeviceRemoved]);
}

#[tokio::test]
async fn lockout_report_locks_until_an_administrator_unlocks() {
    let server = server().await;
    let phone = enrolled(&server, "alice").await;

    let noted = phone.post("/report", &phone.message("report", &json!({"kind": "suspicious"}))).await;
    let locked = phone.post("/report", &phone.message("report", &json!({"kind": "lockout"}))).await;
    let unknown = phone.post("/report", &phone.message("report", &json!({"kind": "boredom"}))).await;

    assert_eq!(noted.json(), json!({"state": "noted"}));
    assert_eq!(locked.json(), json!({"state": "locked"}));
    assert_eq!(unknown.error(), "invalid_request");
    let start = || server.world().start_login("alice", LoginSpec::default());
    assert_eq!(start().unwrap_err().code(), "account_locked");
    server.world().unlock("alice").unwrap();
    assert!(start().is_ok());
}

#[tokio::test]
async fn a_session_has_one_waiting_challenge() {
    let server = server().await;
    let phone = enrolled(&server, "alice").await;
    let start = |session: &str| {
        let spec = LoginSpec { session: Some(session.into()), ..LoginSpec::default() };
        server.world().start_login("alice", spec).unwrap()
    };

    let (first, other, second) = (start("a"), start("b"), start("a"));

    assert_eq!(server.world().login(&first.id).unwrap().state, LoginState::Canceled);
    assert_eq!(server.world().login(&other.id).unwrap().state, LoginState::Waiting);
    assert_eq!(server.world().login(&second.id).unwrap().state, LoginState::Waiting);
    let waiting = phone.get("/challenges").await.json();
    let ids: Vec<Value> = waiting["challenges"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| claims(message.as_str().unwrap())["cid"].clone())
        .collect();
    assert_eq!(ids, [json!(other.challenge_id), json!(second.challenge_id)]);
}

#[tokio::test]
async fn challenges_are_limited_per_minute_and_paused_after_a_suspicious_deny() {
    let server = server().await;
    let world = server.world();
    let phone = enrolled(&server, "alice").await;
    let settings = Settings { challenges_per_minute: 2, suspicious_pause: 120, ..world.settings() };
    world.set_settings(settings).unwrap();
    let start = || world.start_login("alice", LoginSpec::default());

    assert!(start().is_ok() && start().is_ok());
    assert_eq!(start().unwrap_err().code(), "rate_limited");
    server.clock().advance(Duration::from_secs(60));
    phone.now.set(START + 60);
    assert!(start().is_ok());

    let challenge = phone.challenge().await;
    phone.post("/answers", &phone.denial(&challenge, Some("suspicious"))).await;
    let paused = start().unwrap_err();
    assert_eq!(paused, countersign_server_mock::WorldError::RateLimited { retry_after: 120 });
    server.clock().advance(Duration::from_secs(120));
    assert!(start().is_ok());
}

#[tokio::test]
async fn success_forgets_failures() {
    let server = server().await;
    let phone = enrolled(&server, "alice").await;
    let answer = async |is_right: bool| {
        let login = server.world().start_login("alice", LoginSpec::default()).unwrap();
        let number = login.number.unwrap();
        let number = if is_right { number } else { crate::support::phone::wrong(&number) };
        phone.approve(&phone.challenge().await, Some(&number)).await;
    };

    answer(false).await;
    answer(false).await;
    assert_eq!(server.world().failed_attempts("alice"), 2);
    answer(true).await;

    assert_eq!(server.world().failed_attempts("alice"), 0);
}

#[tokio::test]
async fn snapshot_brings_world_time_and_seeded_values_back() {
    let server = server().await;
    let phone = enrolled(&server, "alice").await;
    let before = server.snapshot();
    let first = server.world().start_login("alice", LoginSpec::default()).unwrap();
    server.clock().advance(Duration::from_secs(1_000));
    server.world().remove_device(&phone.device).unwrap();

    server.restore(&before);

    assert_eq!(server.clock().now(), START);
    assert!(server.world().login(&first.id).is_none());
    assert_eq!(server.world().start_login("alice", LoginSpec::default()).unwrap(), first);
    server.reset();
    assert!(server.world().users().is_empty() && server.journal().entries().is_empty());
}
