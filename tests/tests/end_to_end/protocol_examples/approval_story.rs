//! A phone that approves with a key of its own, and replaces that key.

use countersign_core::engine::Approval;
use countersign_core::model::UserVerification;
use countersign_core::platform::Transport;
use countersign_core::protocol::HttpRequest;
use countersign_tests::jws::{Draft, TestKey, open, thumbprint};
use countersign_tests::tour::hinted_login;
use countersign_tests::{Person, SeededEntropy, USER};
use serde_json::{Value, json};

use super::story::{DRAWN, ISSUER, NOW, Stage, Story, seed_of};

impl Story {
    /// Enrolls, approves and replaces the approval key. Core does the first two; it keeps its approval keys, so the
    /// third is made with ring.
    pub(super) async fn of_an_approval_key() -> Self {
        let person = Person::new();
        let stage = Stage::set(|platform| person.in_front_of(platform)).await;
        let offer = stage.server.world().offer(USER).expect("an offer");
        let preview = stage.phone.preview(&offer.uri).await.expect("a preview");
        stage.phone.enroll(&preview).await.expect("an account");
        let (login, id) = hinted_login(&stage.server, &stage.phone).await;
        let approval = Approval::with_number(&login.number.expect("a number")).expect("digits");
        stage.phone.approve(&id, approval.verified_by(UserVerification::Biometric)).await.expect("an approval");

        let approver = open(&stage.first("countersign-approval-key+jwt")).header["jwk"].clone();
        let next = rotate(&stage, &approver).await;

        let device = open(&stage.first("countersign-enroll+jwt")).header["jwk"].clone();
        let outcome = stage.reply("/answers");
        stage.end(vec![("device", device), ("approval", approver), ("next_approval", next)], outcome)
    }
}

/// Puts another approval key in force and gives its public half.
async fn rotate(stage: &Stage, approver: &Value) -> Value {
    let (old, new) = (TestKey::ed25519(seed_of(approver)), TestKey::ed25519(SeededEntropy::block(DRAWN)));
    let receipt = open(&stage.first("countersign-receipt+jwt")).claims;
    let answer = open(&stage.first("countersign-answer+jwt")).claims;
    let proof = new.seal(&Draft {
        header: json!({"alg": new.alg(), "typ": "countersign-rotate-key+jwt", "jwk": new.jwk()}),
        claims: json!({"aud": ISSUER, "kid": receipt["device"], "old": thumbprint(approver)}),
    });
    let counter = answer["ctr"].as_u64().expect("a counter") + 1;
    let message = old.seal(&Draft {
        header: json!({"alg": old.alg(), "typ": "countersign-rotate+jwt", "kid": receipt["device"]}),
        claims: json!({"aud": ISSUER, "ctr": counter, "iat": NOW, "jwk": new.jwk(), "proof": proof}),
    });
    let base = receipt["endpoints"]["device"].as_str().expect("a URL");
    let url = format!("{base}/rotate").parse().expect("a URL");
    let reply = stage.wire.send(HttpRequest::post(url, "application/jose", message)).await.expect("a reply");
    let body: Value = serde_json::from_slice(&reply.body).expect("JSON");
    assert_eq!((reply.status, body), (200, json!({"thumbprint": thumbprint(&new.jwk())})));
    new.jwk()
}
