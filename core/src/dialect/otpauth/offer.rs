//! From a code to offers, and what must be remembered of each.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroize;

use super::OtpAuth;
use crate::dialect::record::save;
use crate::dialect::types::{Part, Ticket};
use crate::dialect::{Dialect, Offer, OfferError};
use crate::model::{DialectState, Secret};
use crate::otp::OtpAccount;
use crate::otp::migration::Migration;
use crate::protocol::jose::base64url;

/// Codes of servers that also send pushes have this parameter. They are for another dialect, or for none: taking them for
/// plain one-time codes would give a person less than the server promised.
const TICKET_PARAMETER: &str = "enrollment_tx_id";

pub(super) fn recognize(text: &str) -> Option<Result<Vec<Offer>, OfferError>> {
    if Migration::is_uri(text) {
        return Some(Migration::from_uri(text).map_err(OfferError::from).map(|migration| {
            let part = Part { number: migration.part, of: migration.parts };
            once(migration.accounts.iter().map(|account| offer(account, Some(part))))
        }));
    }
    if !OtpAccount::is_uri(text) || has_ticket(text) {
        return None;
    }
    Some(OtpAccount::from_uri(text).map_err(OfferError::from).map(|account| vec![offer(&account, None)]))
}

fn has_ticket(text: &str) -> bool {
    text.split(['?', '&']).any(|pair| pair.split('=').next() == Some(TICKET_PARAMETER))
}

/// Exports may carry one account twice.
fn once(offers: impl Iterator<Item = Offer>) -> Vec<Offer> {
    let mut different: Vec<Offer> = Vec::new();
    for offer in offers {
        if different.iter().all(|other| other.ticket != offer.ticket) {
            different.push(offer);
        }
    }
    different
}

fn offer(account: &OtpAccount, part: Option<Part>) -> Offer {
    Offer {
        dialect: OtpAuth.id(),
        issuer: String::new(),
        issuer_host: String::new(),
        ticket: Ticket(identity(account)),
        state: Data::save(account),
        part,
    }
}

/// The same for every scan of one code, another for any other secret. Parameters do not count: an export of a
/// counter-based account has another counter each time.
fn identity(account: &OtpAccount) -> String {
    let mut hash = Sha256::new();
    for part in [account.issuer_name.as_bytes(), account.account_name.as_bytes(), account.secret.key().expose()] {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    }
    base64url(&hash.finalize())
}

/// Everything there is to know of an account.
#[derive(Serialize, Deserialize)]
pub(super) struct Data {
    pub(super) issuer_name: String,
    pub(super) account_name: String,
    /// As [`crate::otp::OtpSecret::to_secret`] stores it.
    otp: String,
}

impl Data {
    fn save(account: &OtpAccount) -> DialectState {
        let data = Self {
            issuer_name: account.issuer_name.clone(),
            account_name: account.account_name.clone(),
            otp: String::from_utf8(account.secret.to_secret().expose().to_vec()).expect("JSON is UTF-8"),
        };
        save(&data)
    }

    pub(super) fn secret(&self) -> Secret {
        Secret::new(self.otp.as_bytes().to_vec())
    }
}

impl Drop for Data {
    fn drop(&mut self) {
        self.otp.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::DialectError;
    use crate::dialect::record::load;
    use crate::otp::OtpSecret;

    const SECRET: &str = "GEZDGNBVGY3TQOJQ";

    fn one(text: &str) -> Offer {
        let mut offers = recognize(text).expect("ours").expect("usable");
        assert_eq!(offers.len(), 1, "{text}");
        offers.remove(0)
    }

    #[test]
    fn other_texts_are_left_to_other_dialects() {
        for text in [
            "",
            "countersign://enroll?v=1",
            "https://login.example.com",
            "otpauth",
            "otpauth://totp/t:u?enrollment_tx_id=abc&base_url=https%3A%2F%2Ft.example",
            "otpauth://totp/t:u?secret=GEZDGNBVGY3TQOJQ&enrollment_tx_id=abc&issuer=t",
        ] {
            assert!(recognize(text).is_none(), "{text}");
        }
    }

    #[test]
    fn an_account_is_the_same_however_its_code_is_written() {
        let plain = one(&format!("otpauth://hotp/Acme:ann?secret={SECRET}&issuer=Acme&counter=3"));
        for text in [
            format!("OTPAUTH://HOTP/Acme%3Aann?counter=9&secret={}", SECRET.to_ascii_lowercase()),
            format!(" otpauth://hotp/ann?issuer=Acme&secret={SECRET}&digits=8\n"),
        ] {
            assert_eq!(one(&text).ticket, plain.ticket, "{text}");
        }
        for text in [
            "otpauth://hotp/Acme:ann?secret=GEZDGNBVGY3TQOJR",
            "otpauth://hotp/Acme:bob?secret=GEZDGNBVGY3TQOJQ",
            "otpauth://hotp/Other:ann?secret=GEZDGNBVGY3TQOJQ",
            "otpauth://hotp/Acmea:nn?secret=GEZDGNBVGY3TQOJQ",
        ] {
            assert_ne!(one(text).ticket, plain.ticket, "{text}");
        }
    }

    #[test]
    fn an_export_that_has_an_account_twice_offers_it_once() {
        let account = b"0a13".iter().chain(b"0a0a31323334353637383930").chain(b"1203616e6e").chain(b"3002");
        let bytes = data_encoding::HEXLOWER.decode(&account.copied().collect::<Vec<_>>()).expect("hex");
        let base64 = data_encoding::BASE64.encode(&[bytes.clone(), bytes].concat());
        let offer = one(&format!("otpauth-migration://offline?data={}", base64.replace('+', "%2B")));

        assert_eq!(offer.part, Some(Part { number: 1, of: 1 }));
    }

    #[test]
    fn what_is_remembered_makes_the_codes_and_damage_is_noticed() {
        let offer = one(&format!("otpauth://totp/Acme:ann?secret={SECRET}&period=45"));

        let data: Data = load(&offer.state).expect("what was saved");

        assert_eq!((data.issuer_name.as_str(), data.account_name.as_str()), ("Acme", "ann"));
        assert_eq!(OtpSecret::from_secret(&data.secret()).expect("a secret").key().expose(), b"1234567890");
        assert_eq!(load::<Data>(&DialectState(b"{}".to_vec())).err(), Some(DialectError::State));
    }
}
