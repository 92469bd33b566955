//! A phone with the key of the vectors, and a server that replies as told.

use std::sync::LazyLock;

use countersign_core::dialect::{
    Code, DeviceInfo, Dialect, DialectError, Enrolled, Hint, Moment, Offer, OfferError, Pushed, Registry, Wanted,
};
use countersign_core::model::{
    Account, AccountId, AccountState, Challenge, Decision, DeviceKey, JournalEntry, OneTimeCodes, PublicKey, PushSync,
    PushTarget, Signature, UnixTime,
};
use countersign_core::protocol::jose::from_base64url;
use countersign_core::protocol::url_rules::UrlRules;
use countersign_core::protocol::{Flow, HttpRequest, HttpResponse};
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::{Value, json};

static REGISTRY: LazyLock<Registry> = LazyLock::new(Registry::standard);
pub(crate) static VECTORS: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../tests/vectors/wso2-messages.json")).expect("JSON"));

pub(crate) fn text(name: &str) -> &'static str {
    VECTORS[name].as_str().expect("text")
}

pub(crate) fn public_key() -> PublicKey {
    let number = |name: &str| {
        let text = VECTORS["private_jwk"][name].as_str().expect("text");
        from_base64url(text).expect("base64url")
    };
    PublicKey::Rs256 { n: number("n"), e: number("e") }
}

pub(crate) fn now() -> UnixTime {
    UnixTime::from_seconds(VECTORS["now"].as_i64().expect("a number"))
}

pub(crate) fn moment() -> Moment {
    let random = from_base64url(text("random")).expect("base64url").try_into().expect("32 bytes");
    Moment { now: now(), random }
}

pub(crate) fn wso2() -> &'static dyn Dialect {
    REGISTRY.dialect(&"wso2".parse().expect("an id")).expect("the dialect")
}

pub(crate) fn recognize(text: &str, server: Option<&str>) -> Result<Offer, OfferError> {
    let mut offers = REGISTRY.recognize(&Code { text, server }, UrlRules::default())?;
    assert_eq!((offers.len(), &offers[0].dialect), (1, &wso2().id()));
    Ok(offers.remove(0))
}

pub(crate) fn parse(push: &Value) -> Option<Result<Pushed, DialectError>> {
    let (dialect, pushed) = REGISTRY.parse_push(push.to_string().as_bytes())?;
    assert_eq!(dialect.id(), wso2().id());
    Some(pushed)
}

pub(crate) fn device(provider: &str) -> DeviceInfo {
    DeviceInfo {
        name: "Alice's phone".to_owned(),
        platform: "android".to_owned(),
        app: "test".to_owned(),
        push: Some(PushTarget { provider: provider.to_owned(), token: "push-token".to_owned() }),
        telemetry: None,
    }
}

/// A reply with its body and the server's clock.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: String,
    pub(crate) date: UnixTime,
}

pub(crate) fn reply(status: u16, body: &str) -> Reply {
    Reply { status, body: body.to_owned(), date: now() }
}

pub(crate) fn refused(status: u16, code: &str) -> Reply {
    reply(status, &json!({"code": code, "message": "m", "traceId": "t"}).to_string())
}

/// Runs a flow with the key of the vectors; the requests get these replies in order.
pub(crate) fn drive<T>(
    flow: Result<Flow<T>, DialectError>,
    replies: Vec<Reply>,
) -> (Result<T, DialectError>, Vec<HttpRequest>) {
    let mut requests = Vec::new();
    let mut replies = replies.into_iter();
    let mut time = now();
    let mut flow = flow;
    loop {
        flow = match flow {
            Err(error) => return (Err(error), requests),
            Ok(Flow::Done(value)) => return (Ok(value), requests),
            Ok(Flow::Sign(_, message, then)) => then(signature(&message), time),
            Ok(Flow::Send(request, then)) => {
                requests.push(request);
                let reply = replies.next().expect("a reply for every request");
                time = reply.date;
                let headers = vec![("date".to_owned(), time.to_string())];
                then(HttpResponse { status: reply.status, headers, body: reply.body.into_bytes() }, time)
            }
        };
    }
}

fn signature(message: &[u8]) -> Signature {
    let key = RsaKeyPair::from_pkcs8(&from_base64url(text("pkcs8")).expect("base64url")).expect("a key");
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).expect("a signature");
    Signature(signature)
}

pub(crate) fn enroll(
    offer: &Offer,
    provider: &str,
    replies: Vec<Reply>,
) -> (Result<Enrolled, DialectError>, Vec<HttpRequest>) {
    let (preview, requests) = drive(wso2().preview(offer, UrlRules::default()), vec![]);
    assert_eq!(requests, [], "a preview asks nobody");
    let resume = preview.expect("a preview").resume;
    drive(wso2().enroll(&resume, &device(provider), Some(&public_key()), moment()), replies)
}

pub(crate) fn account_of(offer: &Offer) -> Account {
    let enrolled = enroll(offer, "fcm", vec![reply(201, "")]).0.expect("registered");
    Account {
        id: AccountId::derive(&offer.dialect, &offer.issuer, &offer.ticket.0),
        dialect: offer.dialect.clone(),
        issuer: enrolled.issuer,
        issuer_name: enrolled.issuer_name,
        account_name: enrolled.account_name,
        label: None,
        key: Some(DeviceKey { handle: "key".parse().expect("an id"), public: public_key() }),
        approval_key: None,
        next_key: None,
        policy: enrolled.policy,
        one_time_codes: OneTimeCodes::None,
        dialect_state: enrolled.state,
        state: AccountState::Active,
        counter: 0,
        clock_offset: 0,
        push: PushSync::default(),
        enrolled_at: enrolled.enrolled_at,
    }
}

pub(crate) fn account() -> Account {
    account_of(&recognize(text("code"), None).expect("a usable code"))
}

pub(crate) fn hint(push: &Value) -> Hint {
    match parse(push).expect("ours").expect("well-formed") {
        Pushed::Challenge(hint) => hint,
        Pushed::Notice(notice) => panic!("{notice:?}"),
    }
}

pub(crate) fn challenge_of(account: &Account, push: &Value) -> Challenge {
    let hint = hint(push);
    assert!(wso2().is_addressed(account, &hint.address));
    let (incoming, requests) = drive(wso2().pending(account, Wanted::One(hint), moment()), vec![]);
    assert_eq!(requests, [], "a push says all there is");
    incoming.expect("read").remove(0).expect("acceptable")
}

pub(crate) fn entry(account: &Account, challenge: &Challenge, decision: &Decision) -> JournalEntry {
    let (answer, _) = drive(wso2().answer(account, challenge, decision, 1, moment()), vec![]);
    JournalEntry {
        challenge: challenge.id.clone(),
        verdict: decision.verdict(),
        reason: None,
        counter: 1,
        answer: answer.expect("an answer"),
        decided_at: now(),
    }
}
