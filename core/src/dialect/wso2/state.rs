//! What this dialect remembers between exchanges.

use url::Url;

use super::place::Place;
use crate::dialect::DialectError;
use crate::dialect::record::{Texts, stored_url};
use crate::model::{Account, DialectState, ServerId};

/// Of an offer, until the server has registered the device.
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

impl OfferData {
    pub(super) fn load(state: &DialectState) -> Result<Self, DialectError> {
        let texts = Texts::load(state)?;
        Ok(Self {
            host: texts.required("host")?,
            place: Place::recorded(&texts)?,
            device: device(&texts)?,
            challenge: texts.required("challenge")?,
            issuer_name: texts.required("issuer_name")?,
            account_name: texts.required("account_name")?,
        })
    }

    pub(super) fn save(&self) -> DialectState {
        Texts::save(&[
            ("host", Some(&self.host)),
            ("path", Some(&self.place.path())),
            ("device", Some(self.device.as_str())),
            ("challenge", Some(&self.challenge)),
            ("issuer_name", Some(&self.issuer_name)),
            ("account_name", Some(&self.account_name)),
        ])
    }
}

/// Of an account.
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
        let texts = Texts::load(&account.dialect_state)?;
        Ok(Self {
            host: texts.required("host")?,
            place: Place::recorded(&texts)?,
            device: device(&texts)?,
            provider: texts.required("provider")?,
        })
    }

    pub(super) fn save(&self) -> DialectState {
        Texts::save(&[
            ("host", Some(&self.host)),
            ("path", Some(&self.place.path())),
            ("device", Some(self.device.as_str())),
            ("provider", Some(&self.provider)),
        ])
    }
}

fn device(texts: &Texts) -> Result<ServerId, DialectError> {
    texts.required("device")?.parse().map_err(|_| DialectError::State)
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
