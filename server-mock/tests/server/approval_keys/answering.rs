//! Who may say what on a device with an approval key.

use countersign_server_mock::{LoginSpec, LoginState, MockServer};
use serde_json::{Value, json};

use super::server;
use crate::support::jws::{Key, sha256};
use crate::support::phone::{answer_to, enrolled_with_approver};
use crate::support::{Answer, Phone, enrolled};

/// A waiting login and what the phone got of it.
struct Asked {
    server: MockServer,
    phone: Phone,
    login: String,
    challenge: String,
    number: String,
}

impl Asked {
    async fn start() -> Self {
        let server = server().await;
        let phone = enrolled_with_approver(&server, "alice").await;
        let login = server.world().start_login("alice", LoginSpec::default()).unwrap();
        let challenge = phone.challenge().await;
        Self { server, phone, login: login.id, challenge, number: login.number.unwrap() }
    }

    fn approver(&self) -> &Key {
        self.phone.approver.as_ref().unwrap()
    }

    fn approve_by(&self, key: &Key, changes: &Value) -> String {
        let mut extra = answer_to(&self.challenge);
        extra["dec"] = json!("approve");
        extra["num"] = json!(self.number);
        extra["uv"] = json!("biometric");
        for (name, value) in changes.as_object().unwrap() {
            extra[name] = value.clone();
        }
        self.phone.message_by(key, "answer", &extra)
    }

    fn deny_by(&self, key: &Key) -> String {
        let mut extra = answer_to(&self.challenge);
        extra["dec"] = json!("deny");
        self.phone.message_by(key, "answer", &extra)
    }

    async fn send(&self, message: &str) -> Answer {
        self.phone.post("/answers", message).await
    }

    fn state(&self) -> LoginState {
        self.server.world().login(&self.login).unwrap().state
    }
}

#[tokio::test]
async fn approval_key_approves_and_the_same_message_gets_the_same_reply() {
    let asked = Asked::start().await;
    let message = asked.approve_by(asked.approver(), &json!({}));

    let (first, again) = (asked.send(&message).await, asked.send(&message).await);

    assert_eq!(first.json()["state"], "approved");
    assert_eq!(first.json()["ans"], sha256(&message));
    assert_eq!((again.status, &again.body), (200, &first.body));
    assert_eq!(asked.state(), LoginState::Approved);
}

#[tokio::test]
async fn device_key_denies_and_needs_no_verification() {
    let asked = Asked::start().await;

    let reply = asked.send(&asked.deny_by(&asked.phone.key)).await;

    assert_eq!(reply.json()["state"], "denied");
}

#[tokio::test]
async fn answers_by_the_wrong_key_or_of_an_unverified_person_record_nothing() {
    let asked = Asked::start().await;
    let (device, approver, stranger) = (&asked.phone.key, asked.approver(), Key::p256());

    let cases = [
        ((401, "signature_invalid"), "approve by the device key", asked.approve_by(device, &json!({}))),
        ((401, "signature_invalid"), "approve by a stranger", asked.approve_by(&stranger, &json!({}))),
        ((401, "signature_invalid"), "deny by the approval key", asked.deny_by(approver)),
        (
            (401, "signature_invalid"),
            "neither, by the approval key",
            asked.approve_by(approver, &json!({"dec": "maybe"})),
        ),
        ((400, "invalid_request"), "neither, by the device key", asked.approve_by(device, &json!({"dec": "maybe"}))),
        ((403, "verification_required"), "unverified", asked.approve_by(approver, &json!({"uv": "none"}))),
        ((400, "invalid_request"), "verified somehow", asked.approve_by(approver, &json!({"uv": "face"}))),
        ((400, "invalid_request"), "nothing about verification", asked.approve_by(approver, &json!({"uv": null}))),
        ((400, "challenge_mismatch"), "another challenge", asked.approve_by(approver, &json!({"ch": "A".repeat(43)}))),
        (
            (401, "audience_mismatch"),
            "for another issuer",
            asked.approve_by(approver, &json!({"aud": "https://b.example"})),
        ),
    ];
    for ((status, code), what, message) in cases {
        let answer = asked.send(&message).await;
        assert_eq!((answer.status, answer.error().as_str()), (status, code), "{what}");
    }
    assert_eq!((asked.state(), asked.server.world().failed_attempts("alice")), (LoginState::Waiting, 0));

    let right = asked.send(&asked.approve_by(approver, &json!({"uv": "device"}))).await;
    assert_eq!(right.json()["state"], "approved");
}

#[tokio::test]
async fn wrong_number_by_the_approval_key_counts_and_by_the_device_key_does_not() {
    let asked = Asked::start().await;
    let wrong = json!({"num": crate::support::phone::wrong(&asked.number)});

    asked.send(&asked.approve_by(&asked.phone.key, &wrong)).await;
    assert_eq!(asked.server.world().failed_attempts("alice"), 0);
    let counted = asked.send(&asked.approve_by(asked.approver(), &wrong)).await;

    assert_eq!(counted.json()["state"], "wrong_number");
    assert_eq!(asked.server.world().failed_attempts("alice"), 1);
}

#[tokio::test]
async fn counters_of_refused_signatures_are_free_and_those_of_both_keys_are_one_row() {
    let asked = Asked::start().await;
    let counter = json!({"ctr": 70});

    let refused = asked.send(&asked.approve_by(&asked.phone.key, &counter)).await;
    let approved = asked.send(&asked.approve_by(asked.approver(), &counter)).await;
    let reused = asked.phone.post("/update", &asked.phone.message("update", &json!({"name": "N", "ctr": 70}))).await;

    assert_eq!(refused.error(), "signature_invalid");
    assert_eq!(approved.json()["state"], "approved");
    assert_eq!((reused.status, reused.error().as_str()), (403, "counter_reused"));
}

#[tokio::test]
async fn approval_key_fetches_and_manages_nothing() {
    let asked = Asked::start().await;
    let (phone, approver) = (&asked.phone, asked.approver());
    let proof =
        approver.sign(json!({"typ": "countersign-proof+jwt", "kid": phone.device}), &phone.proof_claims("/challenges"));

    assert_eq!(phone.get_with("/challenges", &proof).await.error(), "signature_invalid");
    for (kind, extra) in
        [("update", json!({"name": "N"})), ("unenroll", json!({})), ("report", json!({"kind": "lockout"}))]
    {
        let answer = phone.post(&format!("/{kind}"), &phone.message_by(approver, kind, &extra)).await;
        assert_eq!((answer.status, answer.error().as_str()), (401, "signature_invalid"), "{kind}");
    }
    assert_eq!(asked.server.world().devices("alice").len(), 1);
    assert!(!asked.server.world().user("alice").unwrap().locked);
}

#[tokio::test]
async fn devices_of_one_account_follow_their_own_keys() {
    let server = server().await;
    let (first, second) = (enrolled_with_approver(&server, "alice").await, enrolled(&server, "alice").await);
    let login = server.world().start_login("alice", LoginSpec::default()).unwrap();
    let mut foreign = answer_to(&second.challenge().await);
    foreign["dec"] = json!("approve");
    foreign["num"] = json!(login.number);
    foreign["uv"] = json!("device");

    let other_device = second.message_by(first.approver.as_ref().unwrap(), "answer", &foreign);
    let refused = second.post("/answers", &other_device).await;
    let approved = second.approve(&second.challenge().await, login.number.as_deref()).await;

    assert_eq!(refused.error(), "signature_invalid");
    assert_eq!(approved.json()["state"], "approved");
}
