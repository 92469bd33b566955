//! Everything that goes to a server in one life of a phone, byte for byte as another library made it.

use countersign_core::dialect::{Attribution, Manage, Reported};
use countersign_core::model::{Decision, Number, PushTarget, Recorded, UserVerification};
use countersign_core::protocol::HttpRequest;
use data_encoding::BASE64;
use serde_json::Value;

use crate::stage::{
    VECTORS, account, challenge_of, drive, enroll, entry, moment, public_key, recognize, refused, reply, text, wso2,
};

fn assert_is(request: &HttpRequest, name: &str) {
    let expected = &VECTORS[name];
    let header = |name: &str| request.headers.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str());
    assert_eq!(request.method.as_str(), expected["method"], "{name}");
    assert_eq!(request.url.as_str(), expected["url"], "{name}");
    assert_eq!(header("content-type"), Some("application/json"), "{name}");
    assert_eq!(header("authorization"), None, "{name}");
    let body: Value = serde_json::from_slice(&request.body).expect("JSON");
    assert_eq!(body, expected["body"], "{name}");
}

#[test]
fn the_key_is_sent_as_subject_public_key_info() {
    let spki = public_key().rsa_spki().expect("an RSA key");

    assert_eq!(BASE64.encode(&spki), text("spki"));
    assert_eq!(text("spki").len(), 392);
}

#[test]
fn registering_sends_the_device_its_key_and_the_signed_challenge() {
    for (code, provider, name) in [
        ("code", "fcm", "register"),
        ("organization_code", "fcm", "register_in_organization"),
        ("nested_code", "fcm", "register_below_tenant"),
        ("code", "apns", "register_apple"),
        ("code", "Pushbird", "register_custom"),
    ] {
        let offer = recognize(text(code), None).expect("a usable code");

        let (enrolled, requests) = enroll(&offer, provider, vec![reply(201, "")]);

        assert_is(&requests[0], name);
        assert_eq!(enrolled.expect("registered").issuer, offer.issuer);
    }
}

#[test]
fn a_server_is_asked_for_a_registration_by_denying_a_login_that_does_not_exist() {
    let offer = recognize(text("code"), None).expect("a usable code");

    let (enrolled, requests) = enroll(&offer, "fcm", vec![refused(400, "PDH-15002"), refused(400, "PBA-15010")]);

    assert!(enrolled.is_ok());
    assert_is(&requests[1], "ask_for_registration");
}

#[test]
fn answers_are_signed_with_whole_seconds_and_the_number_as_it_came() {
    let account = account();
    let challenge = challenge_of(&account, &VECTORS["push"]);
    let number = Some(Number::parse("7").expect("a number"));
    let approve = Decision::Approve { number, verification: UserVerification::None };
    for (decision, recorded, name) in
        [(approve, Recorded::Approved, "approve"), (Decision::Deny { reason: None }, Recorded::Denied, "deny")]
    {
        for status in [200, 201, 202, 204] {
            let entry = entry(&account, &challenge, &decision);

            let (reported, requests) = drive(wso2().deliver(&account, &entry, moment()), vec![reply(status, "")]);

            assert_is(&requests[0], name);
            assert_eq!(reported, Ok(Reported::Recorded(recorded, Attribution::ThisAnswer)));
        }
    }
}

#[test]
fn the_device_vouches_for_its_own_changes() {
    let account = account();
    let another = PushTarget { provider: "fcm".to_owned(), token: "another-token".to_owned() };
    for (change, name) in [
        (Manage::Name("New name".to_owned()), "rename"),
        (Manage::Push(Some(another)), "push_token"),
        (Manage::Unenroll, "remove"),
    ] {
        let (managed, requests) = drive(wso2().manage(&account, &change, 1, moment()), vec![reply(204, "")]);

        assert_is(&requests[0], name);
        assert!(managed.is_ok());
    }
}
