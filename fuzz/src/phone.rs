//! A phone enrolled with the [`Issuer`], and a driver that answers flows.

use countersign_core::dialect::{
    Code, DeviceInfo, Dialect, DialectError, Enrolled, Hint, Moment, Offer, Preview, Registry, Wanted,
};
use countersign_core::model::{
    Account, AccountId, AccountState, ApprovalKey, Challenge, ChallengeId, DeviceKey, DialectId, DialectState,
    Enrollment, JournalEntry, OneTimeCodes, PublicKey, PushSync, Signature, UnixTime, Verdict,
};
use countersign_core::protocol::jose::thumbprint;
use countersign_core::protocol::url_rules::UrlRules;
use countersign_core::protocol::{Flow, HttpResponse};
use ed25519_dalek::SigningKey;
use serde_json::json;

use crate::Issuer;

/// A phone in the middle of its life: what each flow starts from.
pub struct Phone {
    /// Its issuer.
    pub issuer: Issuer,
    /// The scanned offer.
    pub offer: Offer,
    /// The verified preview.
    pub preview: Preview,
    /// The enrolled account.
    pub account: Account,
    /// The device key.
    pub key: PublicKey,
    registry: Registry,
}

impl Phone {
    /// Enrolls a phone.
    pub fn new() -> Self {
        let issuer = Issuer::new();
        let registry = Registry::standard();
        let key = PublicKey::Ed25519(SigningKey::from_bytes(&[12; 32]).verifying_key().to_bytes());
        let code = Code { text: &issuer.offer(), server: None };
        let offers = registry.recognize(&code, UrlRules::default()).expect("the offer is right");
        let offer = offers.into_iter().next().expect("one offer");
        let native = registry.dialect(&offer.dialect).expect("the native dialect is there");
        let message = issuer.sign("countersign-preview+jwt", issuer.preview().to_string().as_bytes());
        let body = json!({"jwk": issuer.jwk(), "preview": message}).to_string();
        let preview = drive(native.preview(&offer, UrlRules::default()), || reply(200, body.as_bytes()))
            .expect("the preview is right");
        let claims = issuer.receipt(&thumbprint(&key)).to_string();
        let body = json!({"receipt": issuer.sign("countersign-receipt+jwt", claims.as_bytes())}).to_string();
        let enrolled =
            drive(native.enroll(&preview.resume, &device(), Some(&key), moment()), || reply(200, body.as_bytes()))
                .expect("the receipt is right");
        let account = account(enrolled, &offer, &key);
        Self { issuer, offer, preview, account, key, registry }
    }

    /// The dialect it speaks.
    pub fn dialect(&self) -> &dyn Dialect {
        self.registry.dialect(&self.offer.dialect).expect("the native dialect is there")
    }

    /// What it tells servers about itself.
    pub fn device(&self) -> DeviceInfo {
        device()
    }

    /// The enrollment before its receipt came.
    pub fn enrollment(&self) -> Enrollment {
        Enrollment {
            id: self.account.id.clone(),
            dialect: self.account.dialect.clone(),
            issuer: self.offer.issuer.clone(),
            issuer_host: self.offer.issuer_host.clone(),
            key: self.account.key.clone().expect("a key").handle,
            algorithms: self.preview.algorithms.clone(),
            approval: ApprovalKey::Without,
            resume: self.preview.resume.clone(),
            started_at: UnixTime::from_seconds(Issuer::NOW),
            is_given_up: false,
        }
    }

    /// A challenge of the issuer, verified.
    ///
    /// # Panics
    /// When the phone refuses what is right.
    pub fn shown(&self) -> Challenge {
        let claims = json!({
            "iss": Issuer::URL, "sub": "sub-1", "aud": "dev-1", "cid": "cid-1", "iat": Issuer::NOW,
            "exp": Issuer::NOW + 300, "rp": {"name": "Example"}, "number": {"style": "enter", "digits": 6},
        });
        let message = self.issuer.sign("countersign-challenge+jwt", claims.to_string().as_bytes());
        let body = json!({"challenges": [message]}).to_string();
        let flow = self.dialect().pending(&self.account, Wanted::All, moment());
        let found = drive(flow, || reply(200, body.as_bytes())).expect("the list is right");
        found.into_iter().next().expect("one challenge").expect("the challenge is right")
    }

    /// An approve that was journaled.
    pub fn entry(&self) -> JournalEntry {
        JournalEntry {
            challenge: self.challenge("cid-1"),
            verdict: Verdict::Approve,
            reason: None,
            counter: 1,
            answer: b"answer".to_vec(),
            decided_at: UnixTime::from_seconds(Issuer::NOW),
        }
    }

    /// A push about a challenge.
    pub fn hint(&self, challenge: &str) -> Hint {
        let challenge = challenge.parse().expect("an id");
        Hint { address: "hint-1".parse().expect("an id"), challenge, content: DialectState(Vec::new()) }
    }

    /// A challenge id of its account.
    pub fn challenge(&self, id: &str) -> ChallengeId {
        ChallengeId { account: self.account.id.clone(), server: id.parse().expect("an id") }
    }
}

impl Default for Phone {
    fn default() -> Self {
        Self::new()
    }
}

/// Runs a flow to its end: every request gets `reply`, every signature is made of zeros.
///
/// # Panics
/// When the flow asks for eight effects or more: no exchange may be kept going by a server.
pub fn drive<T>(flow: Result<Flow<T>, DialectError>, reply: impl Fn() -> HttpResponse) -> Result<T, DialectError> {
    let now = UnixTime::from_seconds(Issuer::NOW);
    let mut flow = flow?;
    for _ in 0..8 {
        flow = match flow {
            Flow::Send(_, then) => then(reply(), now)?,
            Flow::Sign(_, _, then) => then(Signature(vec![0; 64]), now)?,
            Flow::Done(value) => return Ok(value),
        };
    }
    panic!("the exchange does not end");
}

/// The issuer's time and fixed randomness.
pub fn moment() -> Moment {
    Moment { now: UnixTime::from_seconds(Issuer::NOW), random: [5; 32] }
}

/// A reply with this status and body.
pub fn reply(status: u16, body: &[u8]) -> HttpResponse {
    HttpResponse { status, headers: Vec::new(), body: body.to_vec() }
}

fn device() -> DeviceInfo {
    DeviceInfo { name: "Phone".into(), platform: "linux".into(), app: "fuzz 1".into(), push: None, telemetry: None }
}

pub(crate) fn account(enrolled: Enrolled, offer: &Offer, key: &PublicKey) -> Account {
    let native: DialectId = offer.dialect.clone();
    Account {
        id: AccountId::derive(&native, &offer.issuer, &offer.ticket.0),
        dialect: native,
        issuer: enrolled.issuer,
        issuer_name: enrolled.issuer_name,
        account_name: enrolled.account_name,
        label: None,
        key: Some(DeviceKey { handle: "key-1".parse().expect("an id"), public: key.clone() }),
        approval_key: None,
        next_key: None,
        policy: enrolled.policy,
        one_time_codes: OneTimeCodes::Time,
        dialect_state: enrolled.state,
        state: AccountState::Active,
        counter: 0,
        clock_offset: 0,
        push: PushSync::default(),
        enrolled_at: enrolled.enrolled_at,
    }
}
