//! A phone enrolled with a Guardian tenant.

use countersign_core::dialect::{Code, DeviceInfo, Dialect, Hint, Offer, Registry, Wanted};
use countersign_core::model::{
    Account, AccountId, AccountState, Challenge, DeviceKey, DialectState, JournalEntry, OneTimeCodes, PublicKey,
    PushSync, UnixTime, Verdict,
};
use countersign_core::protocol::url_rules::UrlRules;
use serde_json::json;

use crate::Issuer;
use crate::phone::{drive, moment, reply};

/// A phone in the middle of its life.
pub struct GuardianPhone {
    /// The offer it was enrolled with.
    pub offer: Offer,
    /// The enrolled account.
    pub account: Account,
    /// The device key.
    pub key: PublicKey,
    registry: Registry,
}

impl GuardianPhone {
    /// Enrolls a phone.
    ///
    /// # Panics
    /// When the phone refuses what is right.
    pub fn new() -> Self {
        let registry = Registry::standard();
        let uri = "otpauth://totp/Acme:alice?enrollment_tx_id=TX-0123456789&base_url=https%3A%2F%2Flogin.example.com";
        let code = Code { text: uri, server: None };
        let offer = registry.recognize(&code, UrlRules::default()).expect("the code is right").remove(0);
        let key = PublicKey::Rs256 { n: vec![0xff; 256], e: vec![1, 0, 1] };
        let dialect = registry.dialect(&offer.dialect).expect("the dialect is there");
        let body = json!({"id": "dev_1", "user_id": "auth0|1", "issuer": "Acme"}).to_string();
        let flow = dialect.enroll(&offer.state, &device(), Some(&key), moment());
        let enrolled = drive(flow, || reply(201, body.as_bytes())).expect("the reply is right");
        let account = Account {
            id: AccountId::derive(&offer.dialect, &offer.issuer, &offer.ticket.0),
            dialect: offer.dialect.clone(),
            issuer: enrolled.issuer,
            issuer_name: enrolled.issuer_name,
            account_name: enrolled.account_name,
            label: None,
            key: Some(DeviceKey { handle: "key-1".parse().expect("an id"), public: key.clone() }),
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
        };
        Self { offer, account, key, registry }
    }

    /// The dialect it speaks.
    pub fn dialect(&self) -> &dyn Dialect {
        self.registry.dialect(&self.offer.dialect).expect("the dialect is there")
    }

    /// What it tells servers about itself.
    pub fn device(&self) -> DeviceInfo {
        device()
    }

    /// A push about a login, with or without a consent.
    pub fn hint(&self, consent: Option<&str>) -> Hint {
        let login = json!({
            "token": "token", "challenge": "challenge", "started_at": Issuer::NOW.to_string(),
            "browser": "Firefox", "os": null, "place": null, "consent": consent,
        });
        Hint {
            address: "dev_1".parse().expect("an id"),
            challenge: "challenge-1".parse().expect("an id"),
            content: DialectState(login.to_string().into_bytes()),
        }
    }

    /// A challenge without consent.
    pub fn challenge(&self) -> Challenge {
        let flow = self.dialect().pending(&self.account, Wanted::One(self.hint(None)), moment());
        let found = drive(flow, || reply(500, b"")).expect("nobody is asked");
        found.into_iter().next().expect("one challenge").expect("the challenge is right")
    }

    /// An approve that was journaled.
    pub fn entry(&self) -> JournalEntry {
        let approve = countersign_core::model::Decision::Approve {
            number: None,
            verification: countersign_core::model::UserVerification::None,
        };
        let challenge = self.challenge();
        let flow = self.dialect().answer(&self.account, &challenge, &approve, 1, moment());
        let answer = drive(flow, || reply(500, b"")).expect("nobody is asked");
        let decided_at = UnixTime::from_seconds(Issuer::NOW);
        JournalEntry {
            challenge: challenge.id,
            verdict: Verdict::Approve,
            reason: None,
            counter: 1,
            answer,
            decided_at,
        }
    }
}

impl Default for GuardianPhone {
    fn default() -> Self {
        Self::new()
    }
}

fn device() -> DeviceInfo {
    DeviceInfo { name: "Phone".into(), platform: "linux".into(), app: "fuzz 1".into(), push: None, telemetry: None }
}
