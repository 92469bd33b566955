//! What this dialect remembers between exchanges.

use serde::{Deserialize, Serialize};

use crate::dialect::DialectError;
use crate::dialect::record::{load, stored_url};
use crate::model::{Account, ServerId};
use crate::protocol::url_rules::IssuerUrl;

/// Of an offer, until the server has enrolled the device.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct OfferData {
    /// Base URL of the device API.
    pub(super) base: String,
    pub(super) ticket: String,
    pub(super) issuer_name: String,
    pub(super) account_name: String,
}

/// Of an account.
#[derive(Serialize, Deserialize)]
pub(super) struct AccountData {
    /// Base URL of the device API.
    pub(super) base: String,
    /// Id of the device account at the server; pushes are addressed to it.
    pub(super) enrollment: ServerId,
    /// Id of the person at the server.
    pub(super) user: String,
    /// What the server calls this device in answers.
    pub(super) identifier: String,
}

impl AccountData {
    pub(super) fn load(account: &Account) -> Result<Self, DialectError> {
        load(&account.dialect_state)
    }

    /// Base URL of the device API.
    pub(super) fn base(&self) -> Result<IssuerUrl, DialectError> {
        stored_url(&self.base)
    }
}
