//! Reading the enrollment code: docs/protocol.md section 2.

use super::state::OfferData;
use crate::dialect::record::save;
use crate::dialect::types::Ticket;
use crate::dialect::{Offer, OfferError};
use crate::protocol::jose;
use crate::protocol::percent;
use crate::protocol::text::display_text;
use crate::protocol::url_rules::{IssuerUrl, UrlRules};

const MAX_OFFER: usize = 2048;
const SCHEME: &str = "countersign:";
const PREFIX: &str = "countersign://enroll?";

pub(super) fn recognize(text: &str, rules: UrlRules) -> Option<Result<Offer, OfferError>> {
    let text = text.trim();
    let is_ours = text.get(..SCHEME.len()).is_some_and(|start| start.eq_ignore_ascii_case(SCHEME));
    is_ours.then(|| read(text, rules))
}

fn read(text: &str, rules: UrlRules) -> Result<Offer, OfferError> {
    if text.chars().count() > MAX_OFFER {
        return Err(OfferError::Malformed);
    }
    let query = text.strip_prefix(PREFIX).ok_or(OfferError::Malformed)?;
    let parameters = Parameters::read(query)?;
    if parameters.v.as_deref().ok_or(OfferError::Missing("version"))? != "1" {
        return Err(OfferError::UnsupportedVersion);
    }
    let issuer = IssuerUrl::parse(&parameters.i.ok_or(OfferError::Missing("issuer"))?, rules)?;
    let ticket = ticket(parameters.t.ok_or(OfferError::Missing("ticket"))?)?;
    let pin = parameters.k.ok_or(OfferError::Missing("issuer key"))?;
    if jose::from_base64url_32(&pin).is_none() {
        return Err(OfferError::Invalid("issuer key"));
    }
    for (name, max, label) in [(parameters.n, 64, "issuer name"), (parameters.a, 128, "account name")] {
        if let Some(name) = name {
            display_text(&name, max).map_err(|_| OfferError::Invalid(label))?;
        }
    }
    let data = OfferData { issuer: issuer.as_str().to_owned(), ticket: ticket.clone(), pin };
    Ok(Offer {
        dialect: "native".parse().expect("a constant id"),
        issuer: issuer.as_str().to_owned(),
        issuer_host: issuer.display_host(),
        ticket: Ticket(ticket),
        state: save(&data),
        part: None,
    })
}

/// 22 to 128 characters of the id alphabet: at least 128 bits.
fn ticket(text: String) -> Result<String, OfferError> {
    let has_length = (22..=128).contains(&text.len());
    let has_alphabet = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if has_length && has_alphabet { Ok(text) } else { Err(OfferError::Invalid("ticket")) }
}

#[derive(Default)]
struct Parameters {
    v: Option<String>,
    i: Option<String>,
    t: Option<String>,
    k: Option<String>,
    n: Option<String>,
    a: Option<String>,
}

impl Parameters {
    /// Splits first and decodes afterwards, so that an encoded `&` stays part of its value.
    fn read(query: &str) -> Result<Self, OfferError> {
        let mut parameters = Self::default();
        for pair in query.split('&') {
            let (name, value) = pair.split_once('=').ok_or(OfferError::Malformed)?;
            let slot = match name {
                "v" => &mut parameters.v,
                "i" => &mut parameters.i,
                "t" => &mut parameters.t,
                "k" => &mut parameters.k,
                "n" => &mut parameters.n,
                "a" => &mut parameters.a,
                _ => return Err(OfferError::Unexpected),
            };
            if slot.replace(percent::decode(value).ok_or(OfferError::Malformed)?).is_some() {
                return Err(OfferError::Unexpected);
            }
        }
        Ok(parameters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::url_rules::{LoopbackHttp, UrlError};

    const GOOD: &str = "countersign://enroll?v=1&i=https%3A%2F%2Flogin.example.com%2Ft1&t=AAAAAAAAAAAAAAAAAAAAAA\
                        &k=kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k&n=Acme%20%26%20Co&a=alice%2Bx%40example.com";
    const RULES: UrlRules = UrlRules { loopback: LoopbackHttp::Refused };

    fn refusal(text: &str) -> OfferError {
        recognize(text, RULES).expect("our scheme").expect_err("refused")
    }

    #[test]
    fn a_good_code_is_read_also_with_white_space_around_it() {
        for text in [GOOD.to_owned(), format!(" \n{GOOD}\r\n")] {
            let offer = recognize(&text, RULES).expect("our scheme").expect("a good code");
            assert_eq!(offer.issuer, "https://login.example.com/t1");
            assert_eq!(offer.issuer_host, "login.example.com");
            assert!(!format!("{offer:?}").contains("AAAAAAAA"), "the ticket is not printed");
        }
    }

    #[test]
    fn other_texts_are_left_to_other_dialects() {
        for text in ["", "otpauth://totp/x", "https://login.example.com", "countersig", "xcountersign://enroll?"] {
            assert!(recognize(text, RULES).is_none(), "{text:?}");
        }
    }

    #[test]
    fn every_defect_has_its_own_error() {
        let without = |part: &str| GOOD.replacen(part, "", 1);
        let with = |from: &str, to: &str| GOOD.replacen(from, to, 1);
        for (text, error) in [
            (without("v=1&"), OfferError::Missing("version")),
            (with("v=1", "v=2"), OfferError::UnsupportedVersion),
            (with("v=1", "v=01"), OfferError::UnsupportedVersion),
            (without("&t=AAAAAAAAAAAAAAAAAAAAAA"), OfferError::Missing("ticket")),
            (with("t=AAAAAAAAAAAAAAAAAAAAAA", "t=AAAAAAAAAAAAAAAAAAAAA"), OfferError::Invalid("ticket")),
            (with("t=AAAAAAAAAAAAAAAAAAAAAA", "t=AAAAAAAAAAAAAAAAAAAAA.AA"), OfferError::Invalid("ticket")),
            (with("&k=", "&k=x"), OfferError::Invalid("issuer key")),
            (with("kPrK_", "kPrK+"), OfferError::Invalid("issuer key")),
            (with("&n=", "&n=%0A"), OfferError::Invalid("issuer name")),
            (format!("{GOOD}&x=1"), OfferError::Unexpected),
            (format!("{GOOD}&v=1"), OfferError::Unexpected),
            (format!("{GOOD}&"), OfferError::Malformed),
            (format!("{GOOD}%"), OfferError::Malformed),
            (format!("{GOOD}%zz"), OfferError::Malformed),
            (format!("{GOOD}%ff"), OfferError::Malformed),
            (format!("{GOOD}{}", "x".repeat(2048)), OfferError::Malformed),
            (with("enroll?", "enrol?"), OfferError::Malformed),
            (with("https%3A", "http%3A"), OfferError::Issuer(UrlError::NotHttps)),
        ] {
            assert_eq!(refusal(&text), error, "{text}");
        }
    }
}
