//! Device keys in software, kept in a [`KeyStore`].

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use ed25519_dalek::Signer as _;
use zeroize::Zeroizing;

use super::{Entropy, KeySpec, Prompt, Signer, SignerError};
use crate::model::{Algorithm, KeyHandle, PublicKey, Secret, Signature};
use crate::store::{KeyStore, StoreError};

/// Signs with keys that are sealed in a [`KeyStore`]. It never asks the person; prompts are ignored.
///
/// A key that was used stays expanded in memory until [`SoftwareSigner::lock`] or [`Signer::delete`], because expanding
/// it costs as much as a signature. Signatures are deterministic, so signing twice gives the same bytes.
pub struct SoftwareSigner<K> {
    keys: K,
    entropy: Arc<dyn Entropy>,
    unlocked: Mutex<HashMap<KeyHandle, Arc<PrivateKey>>>,
}

impl<K: KeyStore> SoftwareSigner<K> {
    /// A signer for the keys in `keys`.
    pub fn new(keys: K, entropy: Arc<dyn Entropy>) -> Self {
        Self { keys, entropy, unlocked: Mutex::default() }
    }

    /// Forgets all keys in memory. The next use reads them from the store again.
    pub fn lock(&self) {
        self.unlocked().clear();
    }

    fn unlocked(&self) -> MutexGuard<'_, HashMap<KeyHandle, Arc<PrivateKey>>> {
        self.unlocked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn private_key(&self, handle: &KeyHandle) -> Result<Option<Arc<PrivateKey>>, SignerError> {
        if let Some(key) = self.unlocked().get(handle) {
            return Ok(Some(Arc::clone(key)));
        }
        let Some(stored) = self.keys.key(handle).map_err(from_store)? else { return Ok(None) };
        let key = Arc::new(PrivateKey::from_stored(&stored).ok_or(SignerError::Invalidated)?);
        self.unlocked().insert(handle.clone(), Arc::clone(&key));
        Ok(Some(key))
    }
}

#[async_trait]
impl<K: KeyStore> Signer for SoftwareSigner<K> {
    async fn generate(&self, handle: &KeyHandle, spec: &KeySpec) -> Result<PublicKey, SignerError> {
        if let Some(key) = self.private_key(handle)? {
            return Ok(key.public_key());
        }
        let algorithm = *spec.algorithms.first().ok_or(SignerError::Unsupported)?;
        let stored = new_key(algorithm, &*self.entropy)?;
        self.keys.put_key(handle, &stored).map_err(from_store)?;
        // Another process may have been faster; what is stored is the key.
        let key = self.private_key(handle)?.ok_or(SignerError::Failed)?;
        Ok(key.public_key())
    }

    async fn sign(&self, handle: &KeyHandle, message: &[u8], _prompt: Prompt) -> Result<Signature, SignerError> {
        let key = self.private_key(handle)?.ok_or(SignerError::Invalidated)?;
        Ok(key.sign(message))
    }

    async fn delete(&self, handle: &KeyHandle) -> Result<(), SignerError> {
        self.unlocked().remove(handle);
        self.keys.delete_key(handle).map_err(from_store)
    }
}

impl<K> std::fmt::Debug for SoftwareSigner<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SoftwareSigner").finish_non_exhaustive()
    }
}

/// A key ready to sign. Wiped when dropped.
enum PrivateKey {
    Ed25519(ed25519_dalek::SigningKey),
    Es256(p256::ecdsa::SigningKey),
}

impl PrivateKey {
    /// Reads the stored form: one byte for the algorithm, then the 32 bytes of seed or scalar.
    fn from_stored(stored: &Secret) -> Option<Self> {
        let (&tag, bytes) = stored.expose().split_first()?;
        match tag {
            ED25519 => Some(Self::Ed25519(ed25519_dalek::SigningKey::from_bytes(bytes.try_into().ok()?))),
            ES256 => p256::ecdsa::SigningKey::from_slice(bytes).ok().map(Self::Es256),
            _ => None,
        }
    }

    fn public_key(&self) -> PublicKey {
        match self {
            Self::Ed25519(key) => PublicKey::Ed25519(key.verifying_key().to_bytes()),
            Self::Es256(key) => {
                let point = key.verifying_key().to_sec1_point(false);
                let coordinate = |bytes: Option<&p256::FieldBytes>| {
                    (*bytes.expect("an uncompressed point of a public key has both coordinates")).into()
                };
                PublicKey::Es256 { x: coordinate(point.x()), y: coordinate(point.y()) }
            }
        }
    }

    fn sign(&self, message: &[u8]) -> Signature {
        match self {
            Self::Ed25519(key) => Signature(key.sign(message).to_bytes().to_vec()),
            Self::Es256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                Signature(signature.to_bytes().to_vec())
            }
        }
    }
}

fn new_key(algorithm: Algorithm, entropy: &dyn Entropy) -> Result<Secret, SignerError> {
    let tag = match algorithm {
        Algorithm::Ed25519 => ED25519,
        Algorithm::Es256 => ES256,
    };
    // About one in 2^32 random strings is no P-256 scalar.
    for _ in 0..ATTEMPTS {
        let mut stored = Zeroizing::new([tag; 33]);
        let (_, bytes) = stored.split_at_mut(1);
        entropy.fill(bytes).map_err(|_| SignerError::Failed)?;
        let stored = Secret::take(stored.as_mut_slice());
        if PrivateKey::from_stored(&stored).is_some() {
            return Ok(stored);
        }
    }
    Err(SignerError::Failed)
}

fn from_store(error: StoreError) -> SignerError {
    match error {
        StoreError::VaultLocked(_) | StoreError::VaultLost { .. } | StoreError::Busy => SignerError::Locked,
        StoreError::NotFound | StoreError::CorruptRow { .. } => SignerError::Invalidated,
        StoreError::CorruptFile
        | StoreError::Full
        | StoreError::TooNew { .. }
        | StoreError::MigrationFailed { .. }
        | StoreError::Permission
        | StoreError::Io
        | StoreError::Unexpected { .. } => SignerError::Failed,
    }
}

const ED25519: u8 = 1;
const ES256: u8 = 2;
const ATTEMPTS: u8 = 8;
