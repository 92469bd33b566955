//! Registering an approval key: what the server takes, and everything it does not.

use countersign_server_mock::{Algorithm, MockServer, Settings, UserSpec};
use serde_json::{Value, json};

use super::server;
use crate::support::jws::{Key, claims};
use crate::support::phone::{
    approver_claims, approver_message, enroll, enroll_claims, enrolled_with_approver, preview,
};
use crate::support::{Answer, Http, enrolled};

/// An offer and the keys of a phone that has not used it yet.
struct Newcomer {
    http: Http,
    uri: String,
    request: Value,
    key: Key,
    approver: Key,
}

impl Newcomer {
    async fn of(server: &MockServer) -> Self {
        let _ = server.world().add_user(UserSpec::named("alice"));
        let (http, uri) = (Http::new(), server.world().offer("alice").unwrap().uri);
        let shown = preview(&http, &uri).await.json();
        let nonce = claims(shown["preview"].as_str().unwrap())["nonce"].as_str().unwrap().to_owned();
        let request = enroll_claims(&uri, &nonce, server.clock().now());
        Self { http, uri, request, key: Key::ed25519(), approver: Key::p256() }
    }

    /// The claims of the approval key's message with some changed; `null` leaves one out.
    fn claims(&self, changes: &Value) -> Value {
        let mut claims = approver_claims(&self.request, &self.key);
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        claims
    }

    fn message(&self, changes: &Value) -> String {
        approver_message(&self.approver, &self.claims(changes))
    }

    fn message_under(&self, header: &Value) -> String {
        self.approver.sign_as(header, &self.claims(&json!({})))
    }

    /// Enrolls with this `approval` member; `null` counts as none.
    async fn enroll(&self, approval: Value) -> Answer {
        let mut request = self.request.clone();
        request["approval"] = approval;
        enroll(&self.http, &self.uri, &self.key, &request).await
    }
}

#[tokio::test]
async fn approval_key_is_named_by_the_receipt_and_by_the_device() {
    let server = server().await;

    let with = enrolled_with_approver(&server, "alice").await;
    let without = enrolled(&server, "bob").await;

    let thumbprint = with.approver.as_ref().unwrap().thumbprint();
    assert_eq!(with.receipt["approval"], thumbprint);
    assert_eq!(server.world().devices("alice")[0].approval_thumbprint, Some(thumbprint));
    assert!(without.receipt.get("approval").is_none());
    assert_eq!(server.world().devices("bob")[0].approval_thumbprint, None);
}

#[tokio::test]
async fn approval_messages_that_break_a_rule_enroll_nothing() {
    let server = server().await;
    let phone = Newcomer::of(&server).await;
    let (jwk, other) = (phone.approver.jwk(), Key::p256());
    let typ = "countersign-approval-key+jwt";
    let good = phone.message(&json!({}));
    let (input, _) = good.rsplit_once('.').unwrap();
    let own_key = approver_message(&phone.key, &phone.claims(&json!({})));

    let malformed = (400, "invalid_request");
    let cases = [
        (malformed, "no nonce", json!(phone.message(&json!({"nonce": null})))),
        (malformed, "no issuer", json!(phone.message(&json!({"aud": null})))),
        (malformed, "no device", json!(phone.message(&json!({"device": null})))),
        (malformed, "numbers for texts", json!(phone.message(&json!({"aud": 1, "nonce": 2, "device": 3})))),
        ((403, "ticket_invalid"), "another nonce", json!(phone.message(&json!({"nonce": "A".repeat(22)})))),
        (malformed, "a nonce that is no id", json!(phone.message(&json!({"nonce": "A".repeat(65)})))),
        ((401, "audience_mismatch"), "another issuer", json!(phone.message(&json!({"aud": "https://other.example"})))),
        (malformed, "another device", json!(phone.message(&json!({"device": other.thumbprint()})))),
        (
            malformed,
            "the approval key as device",
            json!(phone.message(&json!({"device": phone.approver.thumbprint()}))),
        ),
        (malformed, "the device key", json!(own_key)),
        (
            malformed,
            "another kind of message",
            json!(phone.message_under(&json!({"alg": "ES256", "typ": "countersign-rotate-key+jwt", "jwk": jwk}))),
        ),
        (malformed, "no kind", json!(phone.message_under(&json!({"alg": "ES256", "jwk": jwk})))),
        (malformed, "no key", json!(phone.message_under(&json!({"alg": "ES256", "typ": typ})))),
        (
            malformed,
            "a key id for the key",
            json!(phone.message_under(&json!({"alg": "ES256", "typ": typ, "kid": "device"}))),
        ),
        (
            malformed,
            "one header member more",
            json!(phone.message_under(&json!({"alg": "ES256", "typ": typ, "jwk": jwk, "kid": "device"}))),
        ),
        (
            malformed,
            "an RSA key",
            json!(phone.message_under(&json!({"alg": "ES256", "typ": typ, "jwk": {"kty": "RSA", "e": "AQAB"}}))),
        ),
        (
            (403, "algorithm_refused"),
            "an algorithm outside the protocol",
            json!(phone.message_under(&json!({"alg": "RS256", "typ": typ, "jwk": jwk}))),
        ),
        (
            (401, "signature_invalid"),
            "an algorithm of another key",
            json!(phone.message_under(&json!({"alg": "EdDSA", "typ": typ, "jwk": jwk}))),
        ),
        (
            (401, "signature_invalid"),
            "a signature of another key",
            json!(other.sign(json!({"typ": typ, "jwk": jwk}), &phone.claims(&json!({})))),
        ),
        ((401, "signature_invalid"), "an empty signature", json!(format!("{input}."))),
        (malformed, "no signature", json!(input)),
        (malformed, "no text", json!({"jwk": jwk})),
        (malformed, "an empty text", json!("")),
        (malformed, "too long a text", json!(phone.message(&json!({"more": "a".repeat(16_384)})))),
    ];
    for ((status, code), what, approval) in cases {
        let answer = phone.enroll(approval).await;
        assert_eq!((answer.status, answer.error().as_str()), (status, code), "{what}");
    }
    assert!(server.world().devices("alice").is_empty());
    assert_eq!(phone.enroll(json!(good)).await.status, 200);
}

#[tokio::test]
async fn algorithm_that_the_preview_does_not_name_is_refused_for_the_approval_key_too() {
    let server = server().await;
    let settings = Settings { algorithms: vec![Algorithm::EdDsa], ..server.world().settings() };
    server.world().set_settings(settings).unwrap();
    let phone = Newcomer::of(&server).await;

    let answer = phone.enroll(json!(phone.message(&json!({})))).await;

    assert_eq!((answer.status, answer.error().as_str()), (403, "algorithm_refused"));
    assert!(server.world().devices("alice").is_empty());
}

#[tokio::test]
async fn ticket_belongs_to_both_keys_once_it_is_used() {
    let server = server().await;
    let phone = Newcomer::of(&server).await;
    let approval = phone.message(&json!({}));
    let other = approver_message(&Key::p256(), &phone.claims(&json!({})));

    let first = phone.enroll(json!(approval)).await;
    server.clock().advance(std::time::Duration::from_secs(23 * 3_600));
    let again = phone.enroll(json!(approval)).await;
    // ES256 signatures differ each time, the key does not.
    let signed_anew = phone.enroll(json!(phone.message(&json!({})))).await;
    let refused = [phone.enroll(json!(other)).await, phone.enroll(Value::Null).await];

    assert_eq!(first.status, 200, "{}", first.body);
    assert_eq!([&again.body, &signed_anew.body], [&first.body, &first.body]);
    for answer in refused {
        assert_eq!((answer.status, answer.error().as_str()), (409, "ticket_used"));
    }
    assert_eq!(server.world().devices("alice").len(), 1);
}

#[tokio::test]
async fn ticket_that_was_used_without_an_approval_key_takes_none_later() {
    let server = server().await;
    let phone = Newcomer::of(&server).await;

    let first = phone.enroll(Value::Null).await;
    let later = phone.enroll(json!(phone.message(&json!({})))).await;

    assert_eq!(first.status, 200, "{}", first.body);
    assert_eq!((later.status, later.error().as_str()), (409, "ticket_used"));
    assert_eq!(server.world().devices("alice")[0].approval_thumbprint, None);
}

#[tokio::test]
async fn approval_message_of_one_enrollment_serves_no_other() {
    let server = server().await;
    let (first, second) = (Newcomer::of(&server).await, Newcomer::of(&server).await);
    let replayed = first.message(&json!({}));
    assert_eq!(first.enroll(json!(replayed)).await.status, 200);

    let answer = second.enroll(json!(replayed)).await;

    assert_eq!((answer.status, answer.error().as_str()), (403, "ticket_invalid"));
    assert_eq!(server.world().devices("alice").len(), 1);
}
