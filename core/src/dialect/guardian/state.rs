//! What this dialect remembers between exchanges.

use serde::{Deserialize, Serialize};

use crate::dialect::DialectError;
use crate::model::{Account, DialectState, PublicKey, ServerId};
use crate::protocol::json;
use crate::protocol::url_rules::{IssuerUrl, LoopbackHttp, UrlRules};

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

/// A URL that was accepted when it was first seen; loopback may have been allowed then.
pub(super) fn stored_url(text: &str) -> Result<IssuerUrl, DialectError> {
    IssuerUrl::parse(text, UrlRules { loopback: LoopbackHttp::Allowed }).map_err(|_| DialectError::State)
}

/// The public half of the account's device key: every account of this dialect has one.
pub(super) fn device_key(account: &Account) -> Result<&PublicKey, DialectError> {
    account.public_key().ok_or(DialectError::State)
}

pub(super) fn load<'a, T: Deserialize<'a>>(state: &'a DialectState) -> Result<T, DialectError> {
    serde_json::from_slice(&state.0).map_err(|_| DialectError::State)
}

pub(super) fn save(data: &impl Serialize) -> DialectState {
    DialectState(serde_json::to_vec(data).expect("plain data is always JSON"))
}

/// Reads a JSON reply.
pub(super) fn body<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, DialectError> {
    const MAX_BODY: usize = 65_536;
    Ok(json::parse_object(bytes, MAX_BODY)?)
}
