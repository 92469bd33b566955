//! What this dialect remembers between exchanges.

use serde::{Deserialize, Serialize};
use url::Url;

use super::wire::WirePolicy;
use super::wire::{PolicyVerification, Style};
use crate::dialect::DialectError;
use crate::model::{Account, DialectState, NumberPolicy, Policy, PublicKey, Requirement, ServerId};
use crate::protocol::json;
use crate::protocol::url_rules::{IssuerUrl, LoopbackHttp, UrlRules};

/// Of an offer, until it is previewed.
#[derive(Serialize, Deserialize)]
pub(super) struct OfferData {
    pub(super) issuer: String,
    pub(super) ticket: String,
    /// Thumbprint of the issuer's key.
    pub(super) pin: String,
}

/// Of a preview, until the receipt is there.
#[derive(Serialize, Deserialize)]
pub(super) struct EnrollData {
    pub(super) issuer: String,
    pub(super) ticket: String,
    pub(super) nonce: ServerId,
    pub(super) issuer_key: PublicKey,
    pub(super) promise: Promise,
}

/// What the person agreed to when seeing the preview. The receipt must say the same.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Promise {
    pub(super) issuer_name: String,
    pub(super) account_name: String,
    pub(super) policy: Policy,
}

/// Of an account.
#[derive(Serialize, Deserialize)]
pub(super) struct AccountData {
    pub(super) subject: ServerId,
    pub(super) device: ServerId,
    pub(super) hint: ServerId,
    pub(super) issuer_key: PublicKey,
    pub(super) device_api: String,
}

impl AccountData {
    pub(super) fn load(account: &Account) -> Result<Self, DialectError> {
        load(&account.dialect_state)
    }

    /// The URL of a device endpoint.
    pub(super) fn endpoint(&self, segments: &[&str]) -> Result<Url, DialectError> {
        let base = stored_url(&self.device_api)?;
        Ok(base.join(segments.iter().copied()))
    }
}

/// The public half of the account's device key: every account of this dialect has one.
pub(super) fn device_key(account: &Account) -> Result<&PublicKey, DialectError> {
    account.public_key().ok_or(DialectError::State)
}

/// A URL that was accepted when it was first seen; loopback may have been allowed then.
pub(super) fn stored_url(text: &str) -> Result<IssuerUrl, DialectError> {
    IssuerUrl::parse(text, UrlRules { loopback: LoopbackHttp::Allowed }).map_err(|_| DialectError::State)
}

pub(super) fn load<'a, T: Deserialize<'a>>(state: &'a DialectState) -> Result<T, DialectError> {
    serde_json::from_slice(&state.0).map_err(|_| DialectError::State)
}

pub(super) fn save(data: &impl Serialize) -> DialectState {
    DialectState(serde_json::to_vec(data).expect("plain data is always JSON"))
}

/// Reads a policy: `digits` exactly with `enter`, `choices` exactly with `select`.
pub(super) fn policy(wire: &WirePolicy) -> Result<Policy, DialectError> {
    let small = |value: u64| u8::try_from(value).expect("bounded by its type");
    let number = match (wire.number, wire.digits, wire.choices) {
        (Style::Enter, Some(digits), None) => NumberPolicy::Enter { digits: small(digits.value()) },
        (Style::Select, None, Some(choices)) => NumberPolicy::Select { choices: small(choices.value()) },
        (Style::None, None, None) => NumberPolicy::None,
        (Style::Enter | Style::Select | Style::None, _, _) => return Err(DialectError::Unacceptable("policy")),
    };
    let user_verification = match wire.uv {
        PolicyVerification::None => Requirement::Optional,
        PolicyVerification::Required => Requirement::Required,
    };
    Ok(Policy { number, user_verification })
}

/// Whether a reply larger than the protocol allows got past the transport.
pub(super) const MAX_BODY: usize = 65_536;

/// Reads a JSON reply.
pub(super) fn body<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, DialectError> {
    Ok(json::parse_object(bytes, MAX_BODY)?)
}
