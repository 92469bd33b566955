//! The keys of a device: the one that signs everything, and the approval key that asks the person first (section 3.4).

use serde::{Deserialize, Serialize};

use super::model::Device;
use super::refusal::Refusal;
use crate::jose::{Kind, Message, MessageError, PublicKey};
use crate::json::{Malformed, Members};

/// What a key of a device is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyPurpose {
    Device,
    Approval,
}

/// The key that approves, and the one it replaced.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct ApprovalKey {
    pub(super) key: PublicKey,
    #[serde(default)]
    pub(super) former_key: Option<FormerKey>,
}

/// A key that was replaced, and when. Answers made before may still be under way (section 7.2).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct FormerKey {
    pub(super) key: PublicKey,
    pub(super) until: u64,
}

impl Device {
    /// What the key is for that signed a message of `kind`; `None` when none of the device's keys did.
    pub(super) fn signer_of(&self, message: &Message<'_>, kind: Kind, now: u64) -> Option<KeyPurpose> {
        let is_by = |key: &PublicKey, former: Option<&FormerKey>| {
            let former = former.filter(|former| kind == Kind::Answer && now <= former.until);
            message.verify(key) || former.is_some_and(|former| message.verify(&former.key))
        };
        if is_by(&self.key, self.former_key.as_ref()) {
            return Some(KeyPurpose::Device);
        }
        let approval = self.approval.as_ref()?;
        is_by(&approval.key, approval.former_key.as_ref()).then_some(KeyPurpose::Approval)
    }

    /// Whether a key with this purpose may say this: an approve is up to the approval key where there is one, either
    /// key replaces itself, and everything else is up to the device key.
    pub(super) fn may_sign(&self, purpose: KeyPurpose, kind: Kind, claims: &Members) -> bool {
        let is_approve = kind == Kind::Answer && claims.text("dec") == Ok("approve");
        match purpose {
            KeyPurpose::Device => !is_approve || self.approval.is_none(),
            KeyPurpose::Approval => is_approve || kind == Kind::Rotate,
        }
    }

    /// The key that is in force for a purpose.
    pub(super) fn key_for(&self, purpose: KeyPurpose) -> Option<&PublicKey> {
        match purpose {
            KeyPurpose::Device => Some(&self.key),
            KeyPurpose::Approval => self.approval.as_ref().map(|approval| &approval.key),
        }
    }

    /// Puts `key` in force for a purpose; answers by the old one are taken until `until`. A key that serves, or lately
    /// served, the other purpose is refused.
    pub(super) fn replace_key(&mut self, purpose: KeyPurpose, key: PublicKey, until: u64) -> Result<(), Refusal> {
        let is_of = |owner: &PublicKey, former: Option<&FormerKey>| {
            *owner == key || former.is_some_and(|former| former.key == key)
        };
        let Self { key: device_key, former_key, approval, .. } = self;
        match (purpose, approval) {
            (KeyPurpose::Device, approval) => {
                if approval.as_ref().is_some_and(|approval| is_of(&approval.key, approval.former_key.as_ref())) {
                    return Err(Refusal::InvalidRequest);
                }
                *former_key = Some(FormerKey { key: std::mem::replace(device_key, key), until });
            }
            (KeyPurpose::Approval, Some(approval)) => {
                if is_of(device_key, former_key.as_ref()) {
                    return Err(Refusal::InvalidRequest);
                }
                approval.former_key = Some(FormerKey { key: std::mem::replace(&mut approval.key, key), until });
            }
            (KeyPurpose::Approval, None) => return Err(Refusal::InvalidRequest),
        }
        Ok(())
    }
}

/// Reads the `approval` member of an enroll message whose own key and nonce are `device` and `nonce`.
pub(super) fn approval_of(text: &str, issuer: &str, nonce: &str, device: &PublicKey) -> Result<PublicKey, Refusal> {
    let message = Message::parse(text, Kind::ApprovalKey).map_err(|error| match error {
        MessageError::Malformed => Refusal::InvalidRequest,
        MessageError::Algorithm => Refusal::AlgorithmRefused,
    })?;
    let key = message.key().ok_or(Malformed)?;
    if !message.verify(key) {
        return Err(Refusal::SignatureInvalid);
    }
    let claims = message.claims()?;
    if claims.text("aud")? != issuer {
        return Err(Refusal::AudienceMismatch);
    }
    let (own_nonce, owner) = (claims.id("nonce")?, claims.text("device")?);
    if own_nonce != nonce {
        return Err(Refusal::TicketInvalid);
    }
    if owner != device.thumbprint() || key == device {
        return Err(Refusal::InvalidRequest);
    }
    Ok(key.clone())
}
