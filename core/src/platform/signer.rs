//! Device keys.

use async_trait::async_trait;

use crate::model::{Algorithm, KeyHandle, KeyPurpose, PublicKey, Signature, UserVerification};

/// What kind of key to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySpec {
    /// What the key is for.
    pub purpose: KeyPurpose,
    /// Algorithms the server takes, most wanted first. The signer uses the first it can do.
    pub algorithms: Vec<Algorithm>,
}

/// Why the key is used, so that a signer that asks the person can say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Prompt {
    /// No person needs to be asked: fetching, housekeeping.
    Silent,
    /// The person approves a login; this verification is claimed.
    Approve(UserVerification),
    /// The person denies a login.
    Deny,
    /// A new approval key signs that it belongs to the device: the person agrees to approve with it from now on.
    RegisterKey,
}

/// Why a key could not be made or used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum SignerError {
    /// The person canceled the prompt.
    #[error("the prompt was canceled")]
    Canceled,
    /// The key exists no longer or never works again (new fingerprint, screen lock removed): enroll again.
    #[error("the key can no longer be used")]
    Invalidated,
    /// The key cannot be used now: device locked, hardware busy, key vault locked.
    #[error("the key cannot be used now")]
    Locked,
    /// This signer can do none of the wanted algorithms, or makes no keys for the wanted purpose.
    #[error("no key of a wanted kind can be made here")]
    Unsupported,
    /// The signer failed for another reason.
    #[error("the signer failed")]
    Failed,
}

/// Makes keys and signs with them. Private keys never leave it.
#[async_trait]
pub trait Signer: Send + Sync {
    /// Makes a key under `handle` and returns its public half. When the handle is taken, returns the public half of the
    /// key that is there: making a key can be retried after a crash.
    ///
    /// [`SignerError::Unsupported`] for [`KeyPurpose::Approval`] is no failure: the account then has its device key only.
    async fn generate(&self, handle: &KeyHandle, spec: &KeySpec) -> Result<PublicKey, SignerError>;

    /// Signs `message` with the key under `handle`.
    async fn sign(&self, handle: &KeyHandle, message: &[u8], prompt: Prompt) -> Result<Signature, SignerError>;

    /// Deletes the key. Deleting twice is deleting once.
    async fn delete(&self, handle: &KeyHandle) -> Result<(), SignerError>;
}
