//! The wrapping key in the app's key store.

use std::sync::Arc;

use countersign_core::platform::{self, VaultError, WrappingKey};
use uniffi::UnexpectedUniFFICallbackError;
use zeroize::Zeroizing;

/// Keeps one 32-byte key outside the database. Called while an authenticator is opened, on the thread that opens it.
///
/// This is the only secret that crosses, and only to be kept: store it where the operating system protects it, and keep no copy.
#[uniffi::export(foreign)]
pub trait KeyVault: Send + Sync {
    /// The key; nothing when the vault works and has none. When the vault cannot tell, fail: "there is none" loses accounts.
    fn load(&self) -> Result<Option<Vec<u8>>, VaultFailure>;

    /// Stores the key of a new database. A key that is there already stays where the vault can do that.
    fn save(&self, key: Vec<u8>) -> Result<(), VaultFailure>;
}

/// Why a vault could not be used. "There is no key" is not a failure but an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum VaultFailure {
    /// Locked: before the first unlock, or the person refused to unlock it.
    #[error("the key store is locked")]
    Locked,
    /// No key store is running or reachable here.
    #[error("no key store is available")]
    Unavailable,
    /// The key can be read by others, or may not be read by us.
    #[error("the key is not for its owner alone")]
    Permission,
    /// What is stored is not a 32-byte key.
    #[error("what the key store holds is not a key of this software")]
    Malformed,
    /// Something else went wrong inside the key store.
    #[error("the key store failed")]
    Failed,
}

impl From<UnexpectedUniFFICallbackError> for VaultFailure {
    fn from(_: UnexpectedUniFFICallbackError) -> Self {
        Self::Failed
    }
}

impl From<VaultFailure> for VaultError {
    fn from(failure: VaultFailure) -> Self {
        match failure {
            VaultFailure::Locked => Self::Locked,
            VaultFailure::Unavailable => Self::Unavailable,
            VaultFailure::Permission => Self::Permission,
            VaultFailure::Malformed => Self::Malformed,
            VaultFailure::Failed => Self::Failed,
        }
    }
}

/// The app's key store as the core wants it.
pub(crate) struct AppVault(pub(crate) Arc<dyn KeyVault>);

impl platform::KeyVault for AppVault {
    fn load(&self) -> Result<Option<WrappingKey>, VaultError> {
        self.0.load()?.map(|bytes| wrapping_key(Zeroizing::new(bytes))).transpose()
    }

    fn save(&self, key: &WrappingKey) -> Result<(), VaultError> {
        Ok(self.0.save(key.expose().to_vec())?)
    }
}

fn wrapping_key(bytes: Zeroizing<Vec<u8>>) -> Result<WrappingKey, VaultError> {
    let key = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| VaultError::Malformed)?;
    Ok(WrappingKey::new(Zeroizing::new(key)))
}
