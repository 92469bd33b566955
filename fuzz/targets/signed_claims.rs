//! Claims that the right issuer signed, but that may say anything: what lies behind the signature check.
#![no_main]

use std::sync::LazyLock;

use countersign_core::dialect::Wanted;
use countersign_core::model::{Challenge, NumberChallenge};
use countersign_core::protocol::url_rules::UrlRules;
use countersign_fuzz::{Issuer, Phone, drive, moment, reply};
use libfuzzer_sys::fuzz_target;
use serde_json::json;

static PHONE: LazyLock<Phone> = LazyLock::new(Phone::new);

fuzz_target!(|data: &[u8]| {
    let Some((kind, claims)) = data.split_first() else { return };
    let (phone, native) = (&*PHONE, PHONE.dialect());
    match kind % 3 {
        0 => {
            let message = phone.issuer.sign("countersign-preview+jwt", claims);
            let body = json!({"jwk": phone.issuer.jwk(), "preview": message}).to_string();
            let preview = drive(native.preview(&phone.offer, UrlRules::default()), || reply(200, body.as_bytes()));
            let Ok(preview) = preview else { return };
            assert!(preview.issuer_name.chars().count() <= 64 && preview.account_name.chars().count() <= 128);
            assert!((1..=600).contains(&(preview.expires_at.expect("a native offer ends").seconds() - Issuer::NOW)));
        }
        1 => {
            let body = json!({"receipt": phone.issuer.sign("countersign-receipt+jwt", claims)}).to_string();
            let flow = native.enroll(&phone.preview.resume, &phone.device(), Some(&phone.key), moment());
            let Ok(enrolled) = drive(flow, || reply(200, body.as_bytes())) else { return };
            assert_eq!(enrolled.issuer, Issuer::URL);
        }
        _ => {
            let body = json!({"challenges": [phone.issuer.sign("countersign-challenge+jwt", claims)]}).to_string();
            let flow = native.pending(&phone.account, Wanted::All, moment());
            for challenge in drive(flow, || reply(200, body.as_bytes())).into_iter().flatten().flatten() {
                check(&challenge);
            }
        }
    }
});

/// What a person is ever shown: for this account, strong enough, not over, and without trickery in its texts.
fn check(challenge: &Challenge) {
    assert_eq!(challenge.id.account, PHONE.account.id);
    assert!(matches!(challenge.number, NumberChallenge::Enter { digits: 6..=8 }), "weaker than the policy");
    let life = challenge.expires_at.map(|end| end.seconds() - Issuer::NOW);
    assert!(life.is_some_and(|left| (1..=660).contains(&left)));
    assert!(challenge.details.len() <= 20);
    let texts = [Some(&challenge.relying_party.name), challenge.text.as_ref(), challenge.context.place.as_ref()];
    for text in texts.into_iter().flatten() {
        assert!(text.chars().count() <= 500 && !text.chars().any(is_deceptive), "{text:?}");
    }
}

/// Control characters and the bidirectional controls of Unicode.
fn is_deceptive(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
