//! A phone registered with a WSO2 server.

use countersign_core::dialect::{Code, DeviceInfo, Dialect, Offer, Registry};
use countersign_core::model::{
    Account, Challenge, Decision, JournalEntry, PublicKey, PushTarget, UnixTime, UserVerification,
};
use countersign_core::protocol::url_rules::UrlRules;
use serde_json::json;

use crate::Issuer;
use crate::phone::{account, drive, moment, reply};

/// A phone in the middle of its life.
pub struct Wso2Phone {
    /// The offer it was enrolled with.
    pub offer: Offer,
    /// The account of a user of an organization.
    pub account: Account,
    /// The device key.
    pub key: PublicKey,
    registry: Registry,
}

impl Wso2Phone {
    /// Base URL of its server.
    pub const HOST: &str = "https://is.example.com";
    /// Path of its organization.
    pub const PATH: &str = "/o/org-1";
    /// Its device id.
    pub const DEVICE: &str = "device-1";

    /// Enrolls a phone.
    ///
    /// # Panics
    /// When the phone refuses what is right.
    pub fn new() -> Self {
        let registry = Registry::standard();
        let code = json!({
            "deviceId": Self::DEVICE, "username": "ann", "host": Self::HOST, "organizationId": "org-1", "challenge": "c",
        });
        let code = Code { text: &code.to_string(), server: None };
        let offer = registry.recognize(&code, UrlRules::default()).expect("the code is right").remove(0);
        let key = PublicKey::Rs256 { n: vec![0xff; 256], e: vec![1, 0, 1] };
        let dialect = registry.dialect(&offer.dialect).expect("the dialect is there");
        let flow = dialect.enroll(&offer.state, &device(), Some(&key), moment());
        let enrolled = drive(flow, || reply(201, b"")).expect("the reply is right");
        let account = account(enrolled, &offer, &key);
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

    /// A decision that was journaled.
    pub fn entry(&self, challenge: &Challenge, decision: &Decision) -> JournalEntry {
        let flow = self.dialect().answer(&self.account, challenge, decision, 1, moment());
        let answer = drive(flow, || reply(500, b"")).expect("nobody is asked");
        JournalEntry {
            challenge: challenge.id.clone(),
            verdict: decision.verdict(),
            reason: None,
            counter: 1,
            answer,
            decided_at: UnixTime::from_seconds(Issuer::NOW),
        }
    }
}

impl Default for Wso2Phone {
    fn default() -> Self {
        Self::new()
    }
}

/// It is me, with or without a number.
pub fn approve(number: Option<&str>) -> Decision {
    let number = number.map(|number| countersign_core::model::Number::parse(number).expect("a number"));
    Decision::Approve { number, verification: UserVerification::None }
}

fn device() -> DeviceInfo {
    let push = Some(PushTarget { provider: "fcm".into(), token: "token".into() });
    DeviceInfo { name: "Phone".into(), platform: "linux".into(), app: "fuzz 1".into(), push, telemetry: None }
}
