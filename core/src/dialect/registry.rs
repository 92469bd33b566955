//! Which dialects there are.

use std::sync::Arc;

use super::{Code, Dialect, Hint, Offer, OfferError, guardian::Guardian, native::Native, otpauth::OtpAuth};
use crate::dialect::DialectError;
use crate::model::DialectId;
use crate::protocol::url_rules::UrlRules;

/// The dialects this build speaks, in the order in which they are asked.
#[derive(Clone)]
pub struct Registry(Arc<[Box<dyn Dialect>]>);

impl Registry {
    /// Every dialect there is.
    pub fn standard() -> Self {
        // Last, because it takes every `otpauth` code that no other dialect knows.
        let dialects: Vec<Box<dyn Dialect>> = vec![Box::new(Native), Box::new(Guardian), Box::new(OtpAuth)];
        Self(dialects.into())
    }

    /// The dialect with this id.
    pub fn dialect(&self, id: &DialectId) -> Option<&dyn Dialect> {
        self.0.iter().map(AsRef::as_ref).find(|dialect| dialect.id() == *id)
    }

    /// Reads a scanned or pasted text.
    ///
    /// # Errors
    /// `NotRecognized` when no dialect knows it, else why it cannot be used.
    pub fn recognize(&self, code: &Code<'_>, rules: UrlRules) -> Result<Vec<Offer>, OfferError> {
        self.0.iter().find_map(|dialect| dialect.recognize(code, rules)).unwrap_or(Err(OfferError::NotRecognized))
    }

    /// Reads a push payload: which dialect it belongs to and what it says.
    pub fn parse_push(&self, payload: &[u8]) -> Option<(&dyn Dialect, Result<Hint, DialectError>)> {
        self.0.iter().find_map(|dialect| Some((dialect.as_ref(), dialect.parse_push(payload)?)))
    }
}
