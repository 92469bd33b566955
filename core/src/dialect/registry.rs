//! Which dialects there are.

use std::sync::Arc;

use super::link::unwrapped;
use super::{
    Capabilities, Code, Dialect, Offer, OfferError, Pushed, guardian::Guardian, native::Native, otpauth::OtpAuth,
    wso2::Wso2,
};
use crate::dialect::DialectError;
use crate::model::DialectId;
use crate::protocol::url_rules::UrlRules;

/// The dialects this build speaks, in the order in which they are asked.
#[derive(Clone)]
pub struct Registry(Arc<[Box<dyn Dialect>]>);

impl Registry {
    /// Every dialect there is.
    pub fn standard() -> Self {
        // The last but one takes any bare ticket, the last every `otpauth` code that no other dialect knows.
        let dialects: Vec<Box<dyn Dialect>> =
            vec![Box::new(Native), Box::new(Wso2), Box::new(Guardian), Box::new(OtpAuth)];
        Self(dialects.into())
    }

    /// The dialect with this id.
    pub fn dialect(&self, id: &DialectId) -> Option<&dyn Dialect> {
        self.0.iter().map(AsRef::as_ref).find(|dialect| dialect.id() == *id)
    }

    /// The dialects whose servers can do what `wanted` asks for.
    pub fn ids(&self, wanted: fn(&Capabilities) -> bool) -> Vec<DialectId> {
        self.0.iter().filter(|dialect| wanted(&dialect.capabilities())).map(|dialect| dialect.id()).collect()
    }

    /// Reads a scanned or pasted text: a code, or a link of the app with a code behind it.
    ///
    /// # Errors
    /// `NotRecognized` when no dialect knows it, else why it cannot be used.
    pub fn recognize(&self, code: &Code<'_>, rules: UrlRules) -> Result<Vec<Offer>, OfferError> {
        let code = Code { text: unwrapped(code.text), ..*code };
        self.0.iter().find_map(|dialect| dialect.recognize(&code, rules)).unwrap_or(Err(OfferError::NotRecognized))
    }

    /// Reads a push payload: which dialect it belongs to and what it says.
    pub fn parse_push(&self, payload: &[u8]) -> Option<(&dyn Dialect, Result<Pushed, DialectError>)> {
        self.0.iter().find_map(|dialect| Some((dialect.as_ref(), dialect.parse_push(payload)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::url_rules::LoopbackHttp;

    const RULES: UrlRules = UrlRules { loopback: LoopbackHttp::Refused };

    fn recognized(text: &str) -> Result<Vec<Offer>, OfferError> {
        Registry::standard().recognize(&Code { text, server: None }, RULES)
    }

    #[test]
    fn a_link_says_what_the_code_behind_it_says() {
        let native = "countersign://enroll?v=1&i=https%3A%2F%2Flogin.example.com&t=AAAAAAAAAAAAAAAAAAAAAA\
                      &k=kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k&n=Acme%20%26%20Co";
        let guardian =
            "otpauth://totp/Acme%3Aalice?enrollment_tx_id=ABCDEFGHIJ&base_url=https%3A%2F%2Fguardian.example.com";
        let otpauth = "otpauth://totp/Acme:alice?secret=JBSWY3DPEHPK3PXP";
        for code in [native, guardian, otpauth] {
            let offers = recognized(code);
            assert!(offers.is_ok(), "{code}: {offers:?}");
            assert_eq!(recognized(&format!("https://app.example/enroll#{code}")), offers);
        }
    }

    #[test]
    fn what_is_wrong_with_a_code_is_wrong_behind_a_link() {
        for (code, error) in [
            ("countersign://enroll?v=2", OfferError::UnsupportedVersion),
            ("countersign://enroll?v=1", OfferError::Missing("issuer")),
            ("unknown:x", OfferError::NotRecognized),
            ("https://app.example/enroll#countersign://enroll?v=1", OfferError::NotRecognized),
        ] {
            assert_eq!(recognized(&format!("https://app.example/enroll#{code}")), Err(error), "{code}");
        }
    }
}
