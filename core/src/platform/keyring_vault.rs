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
