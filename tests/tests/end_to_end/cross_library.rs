//! What core signs, ring verifies; what ring signs, core verifies; and nothing signed for one purpose serves another.

use std::sync::Arc;

use countersign_core::engine::{Approval, Authenticator};
use countersign_core::model::{DecisionState, PublicKey, Recorded as Outcome};
use countersign_core::platform::Transport;
use countersign_core::protocol::jose::{JoseError, Unverified, parse_jwk, verify_signature};
use countersign_core::protocol::{HttpRequest, jose};
use countersign_server_mock::{Algorithm, MockServer, Settings, UserSpec};
use countersign_tests::issuer::ScriptedIssuer;
use countersign_tests::jws::{TestKey, open, verify};
use countersign_tests::tour::tour;
use countersign_tests::traffic::{KINDS, Message, Signer, messages};
use countersign_tests::{Lab, LossyTransport, Person, PhoneHome, Recorded, USER};
use serde_json::Value;

/// A server that takes only device keys of this kind, and the traffic of a whole tour with it.
async fn toured(algorithm: Algorithm) -> (MockServer, Arc<LossyTransport>, Vec<Recorded>) {
    let server = MockServer::builder().start().await.expect("a server");
    let settings = Settings { algorithms: vec![algorithm], ..Settings::default() };
    server.world().set_settings(settings).expect("settings");
    server.world().add_user(UserSpec { otp: true, ..UserSpec::named(USER) }).expect("a user");
    let home = PhoneHome::new();
    let mut platform = Person::new().in_front_of(home.platform());
    let wire = Arc::new(LossyTransport::new(Arc::clone(&platform.transport)));
    platform.transport = wire.clone();
    tour(&server, &Authenticator::new(platform), &wire).await;
    let recorded = wire.recorded();
    (server, wire, recorded)
}

fn issuer_key(recorded: &[Recorded]) -> PublicKey {
    let replies = recorded.iter().filter_map(|recorded| recorded.response.as_ref());
    let mut keys = replies.filter_map(|reply| {
        let body: Value = serde_json::from_slice(&reply.body).ok()?;
        parse_jwk(body.get("jwk")?).ok()
    });
    keys.next().expect("the preview shows the issuer's key")
}

/// Verifies what the device signed, in order: a rotation puts the next key in force, and the approval key approves.
fn verify_device_messages(messages: &[Message], alg: &str) {
    let (mut in_force, mut approver) = (Value::Null, Value::Null);
    for message in messages.iter().filter(|message| message.signer == Signer::Device) {
        let said = open(&message.compact);
        let brings_key = said.header.get("jwk").cloned();
        let signer = if said.claims["dec"] == "approve" { &approver } else { &in_force };
        let verified = verify(&message.compact, brings_key.as_ref().unwrap_or(signer));
        assert_eq!(verified.header["alg"], alg, "{}", message.typ);
        match message.typ.as_str() {
            "countersign-enroll+jwt" => in_force = brings_key.expect("the new key"),
            "countersign-approval-key+jwt" => approver = brings_key.expect("the new key"),
            "countersign-rotate+jwt" => in_force = verified.claims["jwk"].clone(),
            _ => {}
        }
    }
}

#[tokio::test]
async fn ring_verifies_every_kind_of_message_that_core_signs_with_both_algorithms() {
    for (algorithm, alg) in [(Algorithm::EdDsa, "EdDSA"), (Algorithm::Es256, "ES256")] {
        let (_, _, recorded) = toured(algorithm).await;
        let messages = messages(&recorded);

        for kind in KINDS {
            assert!(messages.iter().any(|message| message.typ == kind), "{kind} was sent");
        }
        verify_device_messages(&messages, alg);
    }
}

#[tokio::test]
async fn core_verifies_every_message_that_the_mock_signs() {
    let (_, _, recorded) = toured(Algorithm::EdDsa).await;
    let key = issuer_key(&recorded);
    let issued: Vec<_> = messages(&recorded).into_iter().filter(|message| message.signer == Signer::Issuer).collect();

    assert!(issued.len() >= 4);
    for message in issued {
        let claims: Value =
            Unverified::parse(&message.compact).expect("a message").claims(&message.typ, &key).expect("claims");
        assert_eq!(claims, open(&message.compact).claims, "{}", message.typ);
    }
}

#[tokio::test]
async fn core_takes_orders_from_an_issuer_with_an_es256_key() {
    let lab = Lab::with_issuer(ScriptedIssuer::with_key(TestKey::es256()));
    let account = lab.enroll().await;
    lab.issuer.serve(vec![lab.issuer.sealed_challenge("c")]);
    lab.phone.refresh().await.expect("a refresh");

    let approval = Approval::with_number("123456").expect("digits");
    let state = lab.phone.approve(&lab.id(&account, "c"), approval).await.expect("an approval");

    assert_eq!(state, DecisionState::RecordedByUs(Outcome::Approved));
    let other = TestKey::es256();
    let forged = other.seal(&lab.issuer.challenge("forged"));
    lab.issuer.serve(vec![forged]);
    let problems = lab.phone.refresh().await.expect("a refresh").problems;
    assert_eq!(problems[0].error.code, "challenge.signature_invalid");
}

#[tokio::test]
async fn messages_of_one_kind_are_refused_as_any_other_kind() {
    let (server, wire, recorded) = toured(Algorithm::EdDsa).await;
    let key = issuer_key(&recorded);
    for message in messages(&recorded) {
        for kind in KINDS.into_iter().filter(|kind| *kind != message.typ) {
            let read = Unverified::parse(&message.compact).expect("a message").claims::<Value>(kind, &key);
            assert_eq!(read, Err(JoseError::WrongKind), "{} as {kind}", message.typ);
        }
        for (path, kind) in [
            ("enroll", "countersign-enroll+jwt"),
            ("device/answers", "countersign-answer+jwt"),
            ("device/update", "countersign-update+jwt"),
            ("device/rotate", "countersign-rotate+jwt"),
            ("device/unenroll", "countersign-unenroll+jwt"),
            ("device/report", "countersign-report+jwt"),
        ] {
            if kind == message.typ {
                continue;
            }
            let url = format!("{}/countersign/v1/{path}", server.url()).parse().expect("a URL");
            let request = HttpRequest::post(url, "application/jose", message.compact.clone());
            let reply = wire.send(request).await.expect("a reply");
            let body: Value = serde_json::from_slice(&reply.body).expect("JSON");
            assert_eq!(
                (reply.status, &body["error"]),
                (400, &Value::from("invalid_request")),
                "{} to {path}",
                message.typ
            );
        }
    }
}

#[tokio::test]
async fn no_other_devices_key_verifies_what_a_device_signed() {
    let (_, _, first) = toured(Algorithm::EdDsa).await;
    let (_, _, second) = toured(Algorithm::Es256).await;
    let keys = |recorded: &[Recorded]| -> Vec<PublicKey> {
        let headers = messages(recorded).into_iter().map(|message| open(&message.compact).header);
        headers.filter_map(|header| parse_jwk(header.get("jwk")?).ok()).collect()
    };
    for (recorded, others) in [(&first, keys(&second)), (&second, keys(&first))] {
        for message in messages(recorded) {
            let (input, signature) = message.compact.rsplit_once('.').expect("three parts");
            let signature = countersign_core::model::Signature(jose::from_base64url(signature).expect("base64url"));
            for other in &others {
                assert!(!verify_signature(other, input.as_bytes(), &signature), "{}", message.typ);
            }
        }
    }
}
