//! Replacing one key of a device that has two (section 7.2).

use std::time::Duration;

use countersign_server_mock::{LoginSpec, MockServer};
use serde_json::{Value, json};

use super::server;
use crate::support::jws::Key;
use crate::support::phone::{answer_to, enrolled_with_approver};
use crate::support::{Answer, Phone, START};

/// A rotate message by `old` in favor of `new`; the proof's claims may be changed.
fn rotation(phone: &Phone, old: &Key, new: &Key, changes: &Value) -> String {
    let mut proof = json!({"aud": phone.issuer, "kid": phone.device, "old": old.thumbprint()});
    for (name, value) in changes.as_object().unwrap() {
        proof[name] = value.clone();
    }
    let proof = new.sign(json!({"typ": "countersign-rotate-key+jwt", "jwk": new.jwk()}), &proof);
    phone.message_by(old, "rotate", &json!({"jwk": new.jwk(), "proof": proof}))
}

/// Starts a login and answers it with `key`.
async fn answered(server: &MockServer, phone: &Phone, key: &Key, decision: &str) -> Answer {
    phone.now.set(server.clock().now());
    let login = server.world().start_login("alice", LoginSpec::default()).unwrap();
    let mut extra = answer_to(&phone.challenge().await);
    extra["dec"] = json!(decision);
    extra["uv"] = json!("biometric");
    if decision == "approve" {
        extra["num"] = json!(login.number);
    }
    let answer = phone.post("/answers", &phone.message_by(key, "answer", &extra)).await;
    server.world().cancel_login(&login.id).unwrap();
    answer
}

fn told(answer: &Answer) -> String {
    let body = answer.json();
    body["state"].as_str().or(body["error"].as_str()).unwrap().to_owned()
}

#[tokio::test]
async fn approval_key_replaces_itself_and_old_approvals_count_for_ten_minutes() {
    let server = server().await;
    let mut phone = enrolled_with_approver(&server, "alice").await;
    let (old, new) = (phone.approver.take().unwrap(), Key::ed25519());
    let message = rotation(&phone, &old, &new, &json!({}));

    let first = phone.post("/rotate", &message).await;
    let again = phone.post("/rotate", &message).await;

    assert_eq!(first.json(), json!({"thumbprint": new.thumbprint()}));
    assert_eq!((again.status, &again.body), (200, &first.body));
    let device = &server.world().devices("alice")[0];
    assert_eq!(device.approval_thumbprint, Some(new.thumbprint()));
    assert_eq!(device.thumbprint, phone.key.thumbprint());
    for (key, decision, expected) in [
        (&new, "approve", "approved"),
        (&old, "approve", "approved"),
        (&old, "deny", "signature_invalid"),
        (&phone.key, "deny", "denied"),
        (&phone.key, "approve", "signature_invalid"),
    ] {
        assert_eq!(told(&answered(&server, &phone, key, decision).await), expected, "{decision}");
    }
    server.clock().advance(Duration::from_secs(600));
    assert_eq!(told(&answered(&server, &phone, &old, "approve").await), "approved");
    server.clock().advance(Duration::from_secs(1));
    assert_eq!(told(&answered(&server, &phone, &old, "approve").await), "signature_invalid");
    assert_eq!(told(&answered(&server, &phone, &new, "approve").await), "approved");
}

#[tokio::test]
async fn device_key_replaces_itself_and_never_begins_to_approve() {
    let server = server().await;
    let mut phone = enrolled_with_approver(&server, "alice").await;
    let (approver, new) = (phone.approver.take().unwrap(), Key::ed25519());
    let message = rotation(&phone, &phone.key, &new, &json!({}));

    assert_eq!(phone.post("/rotate", &message).await.json(), json!({"thumbprint": new.thumbprint()}));

    let old = std::mem::replace(&mut phone.key, new);
    assert_eq!(server.world().devices("alice")[0].approval_thumbprint, Some(approver.thumbprint()));
    for (key, decision, expected) in [
        (&old, "deny", "denied"),
        (&old, "approve", "signature_invalid"),
        (&phone.key, "deny", "denied"),
        (&phone.key, "approve", "signature_invalid"),
        (&approver, "approve", "approved"),
    ] {
        assert_eq!(told(&answered(&server, &phone, key, decision).await), expected, "{decision}");
    }
    server.clock().advance(Duration::from_secs(601));
    assert_eq!(told(&answered(&server, &phone, &old, "deny").await), "signature_invalid");
    assert_eq!(told(&answered(&server, &phone, &approver, "approve").await), "approved");
}

#[tokio::test]
async fn rotations_that_mix_the_two_kinds_or_lack_a_proof_change_nothing() {
    let server = server().await;
    let phone = enrolled_with_approver(&server, "alice").await;
    let (device, approver, new) = (&phone.key, phone.approver.as_ref().unwrap(), Key::p256());
    let changed = |changes: Value| rotation(&phone, approver, &new, &changes);
    let unproven = |proof: Value| phone.message_by(approver, "rotate", &json!({"jwk": new.jwk(), "proof": proof}));
    let other_key = {
        let claims = json!({"aud": phone.issuer, "kid": phone.device, "old": approver.thumbprint()});
        device.sign(json!({"typ": "countersign-rotate-key+jwt", "jwk": new.jwk()}), &claims)
    };
    let enrolling = {
        let claims = json!({"aud": phone.issuer, "nonce": "n", "device": device.thumbprint()});
        new.sign(json!({"typ": "countersign-approval-key+jwt", "jwk": new.jwk()}), &claims)
    };

    let malformed = (400, "invalid_request");
    let cases = [
        (malformed, "the approval key as device key", rotation(&phone, device, approver, &json!({}))),
        (malformed, "the device key as approval key", rotation(&phone, approver, device, &json!({}))),
        (malformed, "the old key of the other kind", changed(json!({"old": device.thumbprint()}))),
        (malformed, "another device", changed(json!({"kid": "other"}))),
        ((401, "audience_mismatch"), "another issuer", changed(json!({"aud": "https://other.example"}))),
        ((401, "signature_invalid"), "a proof by the other key", unproven(json!(other_key))),
        (malformed, "a message of enrollment as proof", unproven(json!(enrolling))),
        (malformed, "no proof", unproven(Value::Null)),
        (malformed, "too long a proof", unproven(json!("a".repeat(16_385)))),
        ((401, "signature_invalid"), "by a stranger", rotation(&phone, &Key::p256(), &new, &json!({}))),
    ];
    for ((status, code), what, message) in cases {
        let answer = phone.post("/rotate", &message).await;
        assert_eq!((answer.status, answer.error().as_str()), (status, code), "{what}");
    }
    let view = &server.world().devices("alice")[0];
    assert_eq!(view.thumbprint, device.thumbprint());
    assert_eq!(view.approval_thumbprint, Some(approver.thumbprint()));
}

#[tokio::test]
async fn key_that_just_left_one_kind_is_not_taken_for_the_other() {
    let server = server().await;
    let mut phone = enrolled_with_approver(&server, "alice").await;
    let approver = phone.approver.take().unwrap();
    let message = rotation(&phone, &phone.key, &Key::ed25519(), &json!({}));
    assert_eq!(phone.post("/rotate", &message).await.status, 200);

    let answer = phone.post("/rotate", &rotation(&phone, &approver, &phone.key, &json!({}))).await;

    assert_eq!((answer.status, answer.error().as_str()), (400, "invalid_request"));
    assert_eq!(server.clock().now(), START);
}
