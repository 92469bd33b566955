//! What this dialect remembers between exchanges.

use serde::{Deserialize, Serialize};
use url::Url;

use super::wire::WirePolicy;
use super::wire::{PolicyVerification, Style};
use crate::dialect::DialectError;
use crate::dialect::record::{load, stored_url};
use crate::model::{Account, NumberPolicy, Policy, PublicKey, Requirement, ServerId};

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
    /// Kept since there are approval keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) approval: Option<ApprovalProof>,
}

/// An approval key that has signed that it belongs to the device.
#[derive(Serialize, Deserialize)]
pub(super) struct ApprovalProof {
    /// Thumbprint of the key.
    pub(super) key: String,
    /// The signed message.
    pub(super) message: String,
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
