//! The wrapping key in the operating system's key store.

use keyring_core::{Entry, Error};
use zeroize::Zeroizing;

use super::{KeyVault, VaultError, WrappingKey};

/// Keeps the key in the key store that the application chose with `keyring_core::set_default_store`: Secret Service,
/// Keychain, Credential Manager.
#[derive(Debug, Clone)]
pub struct KeyringVault {
    service: String,
    user: String,
}

impl KeyringVault {
    /// The key stored under these two names. Applications with different names have different keys.
    pub fn new(service: impl Into<String>, user: impl Into<String>) -> Self {
        Self { service: service.into(), user: user.into() }
    }

    fn entry(&self) -> Result<Entry, VaultError> {
        Entry::new(&self.service, &self.user).map_err(|error| from_keyring(&error))
    }
}

impl KeyVault for KeyringVault {
    fn load(&self) -> Result<Option<WrappingKey>, VaultError> {
        let secret = match self.entry()?.get_secret() {
            Ok(secret) => Zeroizing::new(secret),
            Err(Error::NoEntry) => return Ok(None),
            Err(error) => return Err(from_keyring(&error)),
        };
        let bytes = <[u8; 32]>::try_from(secret.as_slice()).map_err(|_| VaultError::Malformed)?;
        Ok(Some(WrappingKey::new(Zeroizing::new(bytes))))
    }

    fn save(&self, key: &WrappingKey) -> Result<(), VaultError> {
        self.entry()?.set_secret(key.expose()).map_err(|error| from_keyring(&error))
    }
}

/// Errors of the key store carry texts and sometimes the stored bytes; only their kind leaves here.
#[expect(clippy::wildcard_enum_match_arm, reason = "the enum is not exhaustive")]
fn from_keyring(error: &Error) -> VaultError {
    match error {
        Error::NoStorageAccess(_) => VaultError::Locked,
        Error::PlatformFailure(_) | Error::NoDefaultStore => VaultError::Unavailable,
        Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::BadStoreFormat(_) | Error::Ambiguous(_) => {
            VaultError::Malformed
        }
        _ => VaultError::Failed,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use keyring_core::mock;

    use super::*;

    /// The default store is one for the whole process.
    static ALONE: Mutex<()> = Mutex::new(());

    fn with_mock_store(test: impl FnOnce(&KeyringVault)) {
        let _alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        keyring_core::set_default_store(mock::Store::new().expect("a store"));
        test(&KeyringVault::new("countersign", "test"));
        keyring_core::unset_default_store();
    }

    fn loaded(vault: &KeyringVault) -> Result<Option<[u8; 32]>, VaultError> {
        vault.load().map(|key| key.map(|key| *key.expose()))
    }

    #[test]
    fn a_saved_key_comes_back() {
        with_mock_store(|vault| {
            assert_eq!(loaded(vault), Ok(None));
            assert_eq!(vault.save(&WrappingKey::new(Zeroizing::new([7; 32]))), Ok(()));
            assert_eq!(loaded(vault), Ok(Some([7; 32])));
            assert_eq!(loaded(&KeyringVault::new("countersign", "other")), Ok(None));
        });
    }

    #[test]
    fn what_is_no_key_is_not_taken_for_one() {
        with_mock_store(|vault| {
            for secret in [&b""[..], &[1; 31], &[1; 33]] {
                vault
                    .entry()
                    .and_then(|entry| entry.set_secret(secret).map_err(|_| VaultError::Failed))
                    .expect("a store");
                assert_eq!(loaded(vault), Err(VaultError::Malformed));
            }
        });
    }

    #[test]
    fn errors_of_the_key_store_are_told_apart() {
        let boxed = || -> Box<dyn std::error::Error + Send + Sync> { "no".into() };
        with_mock_store(|vault| {
            let errors = [
                (Error::NoStorageAccess(boxed()), VaultError::Locked),
                (Error::PlatformFailure(boxed()), VaultError::Unavailable),
                (Error::BadStoreFormat("no".to_owned()), VaultError::Malformed),
                (Error::Invalid("no".to_owned(), "no".to_owned()), VaultError::Failed),
            ];
            for (error, expected) in errors {
                assert_eq!(from_keyring(&error), expected);
                let entry = vault.entry().expect("a store");
                let credential = entry.as_any().downcast_ref::<mock::Cred>().expect("the mock store");
                credential.set_error(error);
                assert_eq!(loaded(vault), Err(expected));
            }
            assert_eq!(loaded(vault), Ok(None));
        });
    }

    #[test]
    fn without_a_key_store_nothing_is_stored() {
        let _alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        keyring_core::unset_default_store();
        let vault = KeyringVault::new("countersign", "test");

        assert_eq!(loaded(&vault), Err(VaultError::Unavailable));
        assert_eq!(vault.save(&WrappingKey::new(Zeroizing::new([7; 32]))), Err(VaultError::Unavailable));
    }
}
