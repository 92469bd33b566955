//! Device keys in software, kept in a [`KeyStore`].

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

use super::private_key::PrivateKey;
use super::{Entropy, KeySpec, Prompt, Signer, SignerError};
use crate::model::{KeyHandle, KeyPurpose, PublicKey, Signature};
use crate::store::{KeyStore, StoreError};

/// Signs with keys that are sealed in a [`KeyStore`]. It never asks the person, so prompts are ignored and it has no approval keys.
///
/// A key that was used stays expanded in memory until [`SoftwareSigner::lock`] or [`Signer::delete`], because expanding
/// it costs as much as a signature. Signatures are deterministic, so signing twice gives the same bytes. An RSA key
/// takes up to some seconds of computing, on a thread of its own.
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

    /// The key, from memory if possible. The lock is held until it is there, so that a key that is being deleted cannot
    /// come back.
    fn private_key(&self, handle: &KeyHandle) -> Result<Option<Arc<PrivateKey>>, SignerError> {
        let mut unlocked = self.unlocked();
        if let Some(key) = unlocked.get(handle) {
            return Ok(Some(Arc::clone(key)));
        }
        let Some(stored) = self.keys.key(handle).map_err(from_store)? else { return Ok(None) };
        let key = Arc::new(PrivateKey::from_stored(&stored).ok_or(SignerError::Invalidated)?);
        unlocked.insert(handle.clone(), Arc::clone(&key));
        Ok(Some(key))
    }
}

#[async_trait]
impl<K: KeyStore> Signer for SoftwareSigner<K> {
    async fn generate(&self, handle: &KeyHandle, spec: &KeySpec) -> Result<PublicKey, SignerError> {
        match spec.purpose {
            KeyPurpose::Device => {}
            KeyPurpose::Approval => return Err(SignerError::Unsupported),
        }
        if let Some(key) = self.private_key(handle)? {
            return Ok(key.public_key());
        }
        let possible = spec.algorithms.iter().copied().find(|algorithm| PrivateKey::can_be(*algorithm));
        let stored = PrivateKey::generate(possible.ok_or(SignerError::Unsupported)?, &*self.entropy).await?;
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
        let mut unlocked = self.unlocked();
        unlocked.remove(handle);
        self.keys.delete_key(handle).map_err(from_store)
    }
}

impl<K> std::fmt::Debug for SoftwareSigner<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SoftwareSigner").finish_non_exhaustive()
    }
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

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;
    use ed25519_dalek::Verifier as _;

    use super::*;
    use crate::model::{Algorithm, Secret};
    use crate::platform::private_key::{ED25519, ES256};
    use crate::platform::{SystemEntropy, VaultError};
    use crate::store::MemoryStore;

    const ED25519_ONLY: [Algorithm; 1] = [Algorithm::Ed25519];
    const ES256_ONLY: [Algorithm; 1] = [Algorithm::Es256];

    fn handle(name: &str) -> KeyHandle {
        name.parse().expect("an id")
    }

    fn spec(algorithms: &[Algorithm]) -> KeySpec {
        KeySpec { purpose: KeyPurpose::Device, algorithms: algorithms.to_vec() }
    }

    fn signer() -> SoftwareSigner<Arc<MemoryStore>> {
        SoftwareSigner::new(Arc::new(MemoryStore::new()), Arc::new(SystemEntropy))
    }

    fn hex<const N: usize>(text: &str) -> [u8; N] {
        HEXLOWER.decode(text.as_bytes()).expect("hex").try_into().expect("the right length")
    }

    /// Stores a known private key.
    fn import(signer: &SoftwareSigner<Arc<MemoryStore>>, name: &str, tag: u8, private: [u8; 32]) {
        let stored = [&[tag][..], &private].concat();
        signer.keys.put_key(&handle(name), &Secret::new(stored)).expect("memory");
    }

    /// RFC 8032, section 7.1, test 2.
    #[tokio::test]
    async fn ed25519_signs_as_rfc_8032_does() {
        let signer = signer();
        let seed = hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
        import(&signer, "key", ED25519, seed);

        let public = signer.generate(&handle("key"), &spec(&ED25519_ONLY)).await;
        let signature = signer.sign(&handle("key"), &[0x72], Prompt::Silent).await;

        let expected = hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
        assert_eq!(public, Ok(PublicKey::Ed25519(expected)));
        let expected: [u8; 64] = hex(concat!(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da",
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ));
        assert_eq!(signature, Ok(Signature(expected.to_vec())));
    }

    /// RFC 6979, appendix A.2.5, SHA-256 of "sample".
    #[tokio::test]
    async fn es256_signs_as_rfc_6979_does() {
        let signer = signer();
        let scalar = hex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
        import(&signer, "key", ES256, scalar);

        let public = signer.generate(&handle("key"), &spec(&ES256_ONLY)).await;
        let signature = signer.sign(&handle("key"), b"sample", Prompt::Silent).await;

        let x = hex("60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6");
        let y = hex("7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
        assert_eq!(public, Ok(PublicKey::Es256 { x, y }));
        let expected: [u8; 64] = hex(concat!(
            "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
            "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
        ));
        assert_eq!(signature, Ok(Signature(expected.to_vec())));
    }

    #[tokio::test]
    async fn the_first_wanted_algorithm_is_used() {
        let signer = signer();
        let both = spec(&[Algorithm::Es256, Algorithm::Ed25519]);

        let public = signer.generate(&handle("key"), &both).await.expect("a key");

        assert_eq!(public.algorithm(), Algorithm::Es256);
        assert_eq!(signer.generate(&handle("none"), &spec(&[])).await, Err(SignerError::Unsupported));
    }

    #[tokio::test]
    async fn it_makes_no_keys_that_ask_the_person() {
        let signer = signer();
        let wanted = KeySpec { purpose: KeyPurpose::Approval, ..spec(&ED25519_ONLY) };

        assert_eq!(signer.generate(&handle("key"), &wanted).await, Err(SignerError::Unsupported));
        let signature = signer.sign(&handle("key"), b"message", Prompt::Silent).await;
        assert_eq!(signature, Err(SignerError::Invalidated));
    }

    #[tokio::test]
    async fn making_a_key_can_be_retried() {
        let first = signer();
        let second = SoftwareSigner::new(Arc::clone(&first.keys), Arc::new(SystemEntropy));

        let public = first.generate(&handle("key"), &spec(&ED25519_ONLY)).await;

        assert_eq!(first.generate(&handle("key"), &spec(&ES256_ONLY)).await, public);
        assert_eq!(second.generate(&handle("key"), &spec(&ED25519_ONLY)).await, public);
        assert_ne!(first.generate(&handle("another"), &spec(&ED25519_ONLY)).await, public);
    }

    #[tokio::test]
    async fn a_made_key_verifies_its_signatures() {
        let signer = signer();
        let public = signer.generate(&handle("key"), &spec(&ED25519_ONLY)).await.expect("a key");
        let signature = signer.sign(&handle("key"), b"message", Prompt::Silent).await.expect("a signature");

        let PublicKey::Ed25519(public) = public else { panic!("{public:?}") };
        let verifying = ed25519_dalek::VerifyingKey::from_bytes(&public).expect("a key");
        let signature = ed25519_dalek::Signature::from_slice(&signature.0).expect("64 bytes");
        assert!(verifying.verify(b"message", &signature).is_ok());
    }

    #[tokio::test]
    async fn a_deleted_key_never_signs_again() {
        let signer = signer();
        signer.generate(&handle("key"), &spec(&ED25519_ONLY)).await.expect("a key");
        signer.sign(&handle("key"), b"message", Prompt::Silent).await.expect("a signature");

        assert_eq!(signer.delete(&handle("key")).await, Ok(()));
        assert_eq!(signer.delete(&handle("key")).await, Ok(()));
        let signature = signer.sign(&handle("key"), b"message", Prompt::Silent).await;
        assert_eq!(signature, Err(SignerError::Invalidated));
    }

    #[tokio::test]
    async fn locking_forgets_the_keys_in_memory() {
        let signer = signer();
        signer.generate(&handle("key"), &spec(&ED25519_ONLY)).await.expect("a key");
        signer.keys.delete_key(&handle("key")).expect("memory");
        assert!(signer.sign(&handle("key"), b"message", Prompt::Silent).await.is_ok(), "from memory");

        signer.lock();

        let signature = signer.sign(&handle("key"), b"message", Prompt::Silent).await;
        assert_eq!(signature, Err(SignerError::Invalidated));
    }

    #[tokio::test]
    async fn a_damaged_key_is_not_used() {
        for stored in
            [vec![], vec![ED25519], vec![3; 33], vec![9; 33], [vec![ES256], vec![0; 32]].concat(), vec![ED25519; 34]]
        {
            let signer = signer();
            signer.keys.put_key(&handle("key"), &Secret::new(stored)).expect("memory");

            let signature = signer.sign(&handle("key"), b"message", Prompt::Silent).await;
            assert_eq!(signature, Err(SignerError::Invalidated));
        }
    }

    /// A store that cannot answer.
    struct Failing(StoreError);

    impl KeyStore for Failing {
        fn put_key(&self, _: &KeyHandle, _: &Secret) -> Result<(), StoreError> {
            Err(self.0.clone())
        }

        fn key(&self, _: &KeyHandle) -> Result<Option<Secret>, StoreError> {
            Err(self.0.clone())
        }

        fn delete_key(&self, _: &KeyHandle) -> Result<(), StoreError> {
            Err(self.0.clone())
        }
    }

    #[tokio::test]
    async fn a_locked_store_does_not_lose_the_key() {
        let errors = [
            (StoreError::VaultLocked(VaultError::Locked), SignerError::Locked),
            (StoreError::VaultLost { accounts: vec![] }, SignerError::Locked),
            (StoreError::Busy, SignerError::Locked),
            (StoreError::CorruptRow { place: "private_key.sealed" }, SignerError::Invalidated),
            (StoreError::Full, SignerError::Failed),
        ];
        for (error, expected) in errors {
            let signer = SoftwareSigner::new(Failing(error), Arc::new(SystemEntropy));
            assert_eq!(signer.generate(&handle("key"), &spec(&ED25519_ONLY)).await, Err(expected));
            assert_eq!(signer.sign(&handle("key"), b"m", Prompt::Silent).await, Err(expected));
            assert_eq!(signer.delete(&handle("key")).await, Err(expected));
        }
    }
}
