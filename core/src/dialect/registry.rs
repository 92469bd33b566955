//! Which dialects there are.

use std::sync::Arc;

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

    /// Reads a scanned or pasted text.
    ///
    /// # Errors
    /// `NotRecognized` when no dialect knows it, else why it cannot be used.
    pub fn recognize(&self, code: &Code<'_>, rules: UrlRules) -> Result<Vec<Offer>, OfferError> {
        self.0.iter().find_map(|dialect| dialect.recognize(code, rules)).unwrap_or(Err(OfferError::NotRecognized))
    }

    /// Reads a push payload: which dialect it belongs to and what it says.
    pub fn parse_push(&self, payload: &[u8]) -> Option<(&dyn Dialect, Result<Pushed, DialectError>)> {
        self.0.iter().find_map(|dialect| Some((dialect.as_ref(), dialect.parse_push(payload)?)))
    }
}
