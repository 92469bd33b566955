//! Device keys in the app's key store.

use std::sync::Arc;

use async_trait::async_trait;
use countersign_core::model::{Algorithm, KeyHandle, KeyPurpose, Signature};
use countersign_core::{model, platform};
use uniffi::UnexpectedUniFFICallbackError;

use crate::{PublicKey, SigningPrompt};

/// Makes keys and signs with them. Private keys never leave it. Every call may be canceled while it waits for the person.
#[uniffi::export(foreign)]
#[async_trait]
pub trait Signer: Send + Sync {
    /// Makes a key for `purpose` under `handle`, of the first of `algorithms` it can do, and returns its public half. When the handle is
    /// taken, returns the public half of the key that is there: making a key can be retried after a crash. A signer without keys that
    /// ask the person answers `Unsupported` for an approval key: the account then has its device key only.
    async fn generate(
        &self,
        handle: KeyHandle,
        purpose: KeyPurpose,
        algorithms: Vec<Algorithm>,
    ) -> Result<PublicKey, SignerFailure>;

    /// Signs `payload` with the key under `handle`, hashing it with SHA-256 first where the algorithm does. Returns 64 bytes for
    /// Ed25519 and ES256 (`r || s`, not DER), as many as the modulus has for RS256.
    async fn sign(&self, handle: KeyHandle, payload: Vec<u8>, prompt: SigningPrompt) -> Result<Vec<u8>, SignerFailure>;

    /// Deletes the key. Deleting twice is deleting once.
    async fn delete(&self, handle: KeyHandle) -> Result<(), SignerFailure>;
}

/// Why a key could not be made or used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum SignerFailure {
    /// The person canceled the prompt.
    #[error("the prompt was canceled")]
    Canceled,
    /// The key exists no longer or never works again (new fingerprint, screen lock removed): enroll again.
    #[error("the key can no longer be used")]
    Invalidated,
    /// The key cannot be used now: device locked, hardware busy.
    #[error("the key cannot be used now")]
    Locked,
    /// This signer can do none of the wanted algorithms, or makes no keys for the wanted purpose.
    #[error("no key of a wanted kind can be made here")]
    Unsupported,
    /// The signer failed for another reason.
    #[error("the signer failed")]
    Failed,
}

impl From<UnexpectedUniFFICallbackError> for SignerFailure {
    fn from(_: UnexpectedUniFFICallbackError) -> Self {
        Self::Failed
    }
}

impl From<SignerFailure> for platform::SignerError {
    fn from(failure: SignerFailure) -> Self {
        match failure {
            SignerFailure::Canceled => Self::Canceled,
            SignerFailure::Invalidated => Self::Invalidated,
            SignerFailure::Locked => Self::Locked,
            SignerFailure::Unsupported => Self::Unsupported,
            SignerFailure::Failed => Self::Failed,
        }
    }
}

/// The app's keys as the core wants them.
pub(crate) struct AppSigner(pub(crate) Arc<dyn Signer>);

#[async_trait]
impl platform::Signer for AppSigner {
    async fn generate(
        &self,
        handle: &KeyHandle,
        spec: &platform::KeySpec,
    ) -> Result<model::PublicKey, platform::SignerError> {
        let platform::KeySpec { purpose, algorithms } = spec;
        let key = self.0.generate(handle.clone(), *purpose, algorithms.clone()).await?;
        key.try_into().map_err(|_| platform::SignerError::Failed)
    }

    async fn sign(
        &self,
        handle: &KeyHandle,
        message: &[u8],
        prompt: platform::Prompt,
    ) -> Result<Signature, platform::SignerError> {
        Ok(Signature(self.0.sign(handle.clone(), message.to_vec(), prompt.into()).await?))
    }

    async fn delete(&self, handle: &KeyHandle) -> Result<(), platform::SignerError> {
        Ok(self.0.delete(handle.clone()).await?)
    }
}
