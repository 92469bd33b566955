//! What this dialect remembers between exchanges.

use serde::{Deserialize, Serialize};
use url::Url;

use super::place::Place;
use crate::dialect::DialectError;
use crate::dialect::record::{load, stored_url};
use crate::model::{Account, ServerId};

/// Of an offer, until the server has registered the device.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct OfferData {
    /// Base URL of the server, without tenant or organization.
    pub(super) host: String,
    pub(super) place: Place,
    /// The id that the server chose for the device.
    pub(super) device: ServerId,
    /// Proof of the code: signed with the push address.
    pub(super) challenge: String,
    pub(super) issuer_name: String,
    pub(super) account_name: String,
}

/// Of an account.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct AccountData {
    /// Base URL of the server, without tenant or organization. Nothing else is ever contacted.
    pub(super) host: String,
    pub(super) place: Place,
    /// Pushes are addressed to it, and answers name it.
    pub(super) device: ServerId,
    /// The push provider that the server knows.
    pub(super) provider: String,
}

impl AccountData {
    pub(super) fn load(account: &Account) -> Result<Self, DialectError> {
        load(&account.dialect_state)
    }
}

/// The URL of a resource of `place`.
pub(super) fn resource(host: &str, place: &Place, segments: &[&str]) -> Result<Url, DialectError> {
    Ok(stored_url(host)?.join(place.segments().chain(segments.iter().copied())))
}

/// The URL of a resource of the person's own devices.
pub(super) fn devices(host: &str, place: &Place, segments: &[&str]) -> Result<Url, DialectError> {
    let segments = [&["api", "users", "v1", "me", "push"], segments].concat();
    resource(host, place, &segments)
}
