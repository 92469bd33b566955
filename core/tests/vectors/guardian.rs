//! Everything that goes to a Guardian tenant in one life of a phone, byte for byte as another library made it.

use std::sync::LazyLock;

use countersign_core::dialect::{
    Code, DeviceInfo, Dialect, DialectError, Hint, Manage, Moment, Offer, Pushed, Registry, Wanted,
};
use countersign_core::model::{
    Account, AccountId, AccountState, Challenge, ChallengeId, Decision, DenyReason, DeviceKey, JournalEntry,
    OneTimeCodes, PublicKey, PushSync, PushTarget, Signature, UnixTime, UserVerification, Verdict,
};
use countersign_core::protocol::jose::{from_base64url, thumbprint};
use countersign_core::protocol::url_rules::UrlRules;
use countersign_core::protocol::{Flow, HttpRequest, HttpResponse};
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::{Value, json};

static REGISTRY: LazyLock<Registry> = LazyLock::new(Registry::standard);
static VECTORS: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../tests/vectors/guardian-messages.json")).expect("JSON")
});

fn text(name: &str) -> &'static str {
    VECTORS[name].as_str().expect("text")
}

fn key() -> RsaKeyPair {
    RsaKeyPair::from_pkcs8(&from_base64url(text("pkcs8")).expect("base64url")).expect("a key")
}

fn public_key() -> PublicKey {
    let number = |name: &str| {
        let text = VECTORS["private_jwk"][name].as_str().expect("text");
        from_base64url(text).expect("base64url")
    };
    PublicKey::Rs256 { n: number("n"), e: number("e") }
}

fn moment() -> Moment {
    let random = from_base64url(text("random")).expect("base64url").try_into().expect("32 bytes");
    Moment { now: now(), random }
}

fn now() -> UnixTime {
    UnixTime::from_seconds(VECTORS["now"].as_i64().expect("a number"))
}

fn guardian() -> &'static dyn Dialect {
    REGISTRY.dialect(&offer().dialect).expect("the dialect of the code")
}

fn offer() -> Offer {
    let code = Code { text: text("uri"), server: None };
    REGISTRY.recognize(&code, UrlRules::default()).expect("a usable code").remove(0)
}

/// Runs a flow with the key of the vectors; every request is kept and gets the same reply.
fn drive<T>(flow: Result<Flow<T>, DialectError>, status: u16, body: &Value) -> (T, Vec<HttpRequest>) {
    let mut requests = Vec::new();
    let mut flow = flow.expect("a flow");
    loop {
        flow = match flow {
            Flow::Done(value) => return (value, requests),
            Flow::Sign(_, message, then) => then(signature(&message), now()).expect("signed"),
            Flow::Send(request, then) => {
                requests.push(request);
                let body = body.to_string().into_bytes();
                then(HttpResponse { status, headers: Vec::new(), body }, now()).expect("a reply that is understood")
            }
        };
    }
}

fn signature(message: &[u8]) -> Signature {
    let key = key();
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).expect("a signature");
    Signature(signature)
}

fn assert_is(request: &HttpRequest, name: &str) {
    let expected = &VECTORS[name];
    let header = |name: &str| request.headers.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str());
    assert_eq!(request.method.as_str(), expected["method"], "{name}");
    assert_eq!(request.url.as_str(), expected["url"], "{name}");
    assert_eq!(header("authorization"), expected["authorization"].as_str(), "{name}");
    assert_eq!(header("mfa-dpop"), expected["mfa-dpop"].as_str(), "{name}");
    if expected["body"].is_null() {
        assert_eq!(request.body, b"", "{name}");
    } else {
        assert_eq!(header("content-type"), Some("application/json"), "{name}");
        let body: Value = serde_json::from_slice(&request.body).expect("JSON");
        assert_eq!(body, expected["body"], "{name}");
    }
}

fn enrolled() -> (Account, HttpRequest) {
    let device = DeviceInfo {
        name: "Alice's phone".to_owned(),
        platform: "android".to_owned(),
        app: "test".to_owned(),
        push: Some(PushTarget { provider: "fcm".to_owned(), token: "push-token".to_owned() }),
        telemetry: None,
    };
    let offer = offer();
    let (preview, requests) = drive(guardian().preview(&offer, UrlRules::default()), 500, &Value::Null);
    assert_eq!(requests, [], "a preview asks nobody");
    let reply = json!({
        "id": "dev_1234567890", "user_id": "auth0|5f1", "url": "https://samples.guardian.eu.auth0.com",
        "issuer": "samples", "token": "opaque", "recovery_code": "ABCDEFGHIJKLMNOPQRSTUVWX",
        "totp": {"secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "algorithm": "sha1", "digits": 6, "period": 30},
    });
    let flow = guardian().enroll(&preview.resume, &device, Some(&public_key()), moment());
    let (enrolled, mut requests) = drive(flow, 201, &reply);
    let id = AccountId::derive(&offer.dialect, &offer.issuer, &offer.ticket.0);
    let account = Account {
        id,
        dialect: offer.dialect,
        issuer: enrolled.issuer,
        issuer_name: enrolled.issuer_name,
        account_name: enrolled.account_name,
        label: None,
        key: Some(DeviceKey { handle: "key".parse().expect("an id"), public: public_key() }),
        approval_key: None,
        next_key: None,
        policy: enrolled.policy,
        one_time_codes: enrolled.otp.map_or(OneTimeCodes::None, |_| OneTimeCodes::Time),
        dialect_state: enrolled.state,
        state: AccountState::Active,
        counter: 0,
        clock_offset: 0,
        push: PushSync::default(),
        enrolled_at: enrolled.enrolled_at,
    };
    (account, requests.remove(0))
}

fn hint(consent: Option<&str>) -> Hint {
    let mut push = json!({
        "dai": "dev_1234567890", "txtkn": "aValidTransactionToken", "c": "a-challenge",
        "d": "2026-01-01T00:00:00.000Z", "sh": "https://samples.guardian.eu.auth0.com",
    });
    if let Some(consent) = consent {
        push["txlnkid"] = json!(consent);
    }
    let (dialect, pushed) = REGISTRY.parse_push(push.to_string().as_bytes()).expect("a push of a known kind");
    assert_eq!(dialect.id(), guardian().id());
    let Pushed::Challenge(hint) = pushed.expect("well-formed") else { panic!("a login") };
    hint
}

fn challenge(account: &Account) -> Challenge {
    let (incoming, _) = drive(guardian().pending(account, Wanted::One(hint(None)), moment()), 500, &Value::Null);
    incoming.into_iter().next().expect("one").expect("acceptable")
}

fn delivered(decision: &Decision) -> HttpRequest {
    let (account, _) = enrolled();
    let challenge = challenge(&account);
    let (answer, _) = drive(guardian().answer(&account, &challenge, decision, 1, moment()), 500, &Value::Null);
    let entry = JournalEntry {
        challenge: ChallengeId { account: account.id.clone(), server: challenge.id.server },
        verdict: decision.verdict(),
        reason: None,
        counter: 1,
        answer,
        decided_at: now(),
    };
    drive(guardian().deliver(&account, &entry, moment()), 204, &Value::Null).1.remove(0)
}

#[test]
fn the_key_has_the_thumbprint_of_rfc_7638() {
    assert_eq!(thumbprint(&public_key()), text("thumbprint"));
}

#[test]
fn enrolling_sends_the_ticket_the_device_and_its_key() {
    let (account, request) = enrolled();

    assert_is(&request, "enroll");
    assert_eq!((account.issuer_name.as_str(), account.account_name.as_str()), ("samples", "alice"));
    assert_eq!(account.one_time_codes, OneTimeCodes::Time);
}

#[test]
fn answers_are_signed_as_the_device_sdks_do() {
    let approve = Decision::Approve { number: None, verification: UserVerification::None };
    let deny = |reason| Decision::Deny { reason };

    assert_is(&delivered(&approve), "allow");
    assert_is(&delivered(&deny(None)), "reject");
    assert_is(&delivered(&deny(Some(DenyReason::Suspicious))), "reject_with_reason");
    assert_eq!(approve.verdict(), Verdict::Approve);
}

#[test]
fn a_consent_is_fetched_with_a_proof_of_the_key() {
    let (account, _) = enrolled();
    let reply = json!({"id": "cns_abc", "created_at": 1, "expires_at": "9999999999", "requested_details": {}});

    let flow = guardian().pending(&account, Wanted::One(hint(Some("cns_abc"))), moment());
    let (incoming, requests) = drive(flow, 200, &reply);

    assert_is(&requests[0], "consent");
    let proof = VECTORS["consent"]["mfa-dpop"].as_str().expect("a proof");
    let claims = from_base64url(proof.split('.').nth(1).expect("claims")).expect("base64url");
    let claims: Value = serde_json::from_slice(&claims).expect("JSON");
    assert_eq!(claims["ath"], text("ath_of_aValidTransactionToken"), "the published vector");
    assert!(incoming[0].is_ok());
}

#[test]
fn the_device_account_is_changed_with_a_token_of_the_device() {
    let (account, _) = enrolled();
    let apple = PushTarget { provider: "apns".to_owned(), token: "ab".repeat(32) };
    for (change, name) in [
        (Manage::Name("New name".to_owned()), "rename"),
        (Manage::Push(Some(apple)), "push_token"),
        (Manage::Unenroll, "unenroll"),
    ] {
        let (_, requests) = drive(guardian().manage(&account, &change, 1, moment()), 200, &json!({}));

        assert_is(&requests[0], name);
    }
}

#[test]
fn what_the_servers_cannot_do_is_not_tried() {
    let (account, _) = enrolled();
    let web = PushTarget { provider: "webpush".to_owned(), token: "x".to_owned() };
    for change in [Manage::Push(None), Manage::Push(Some(web)), Manage::Rotate { next: public_key() }] {
        assert!(matches!(guardian().manage(&account, &change, 1, moment()), Err(DialectError::Unsupported)));
    }
}
