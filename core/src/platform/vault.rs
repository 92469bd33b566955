//! The one secret that is not in the database.

use zeroize::Zeroizing;

/// The 32-byte key that wraps the database's data key. Wiped when dropped, never printed.
pub struct WrappingKey(Zeroizing<[u8; 32]>);

impl WrappingKey {
    /// Takes over `bytes`.
    pub fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }

    /// The bytes. Do not copy them anywhere that outlives the call.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for WrappingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WrappingKey(redacted)")
    }
}

/// Why a vault could not be used. "There is no key" is not an error but an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum VaultError {
    /// Locked: before the first unlock, or the person refused to unlock it.
    #[error("the key store is locked")]
    Locked,
    /// No key store is running or reachable here.
    #[error("no key store is available")]
    Unavailable,
    /// The key file can be read by others, or may not be read by us.
    #[error("the key file must be readable by its owner only (mode 0600)")]
    Permission,
    /// What is stored is not a 32-byte key.
    #[error("what the key store holds is not a key of this software")]
    Malformed,
    /// Something else went wrong inside the key store.
    #[error("the key store failed")]
    Failed,
}

/// Keeps one wrapping key outside the database: an OS key store, or a file when asked explicitly.
pub trait KeyVault: Send + Sync {
    /// The key; `None` when the vault works and has none.
    ///
    /// # Errors
    /// When the vault cannot tell. Callers must never take that for "there is none".
    fn load(&self) -> Result<Option<WrappingKey>, VaultError>;

    /// Stores the key of a new database. Where the vault can do that, a key that is there already stays: load again to
    /// learn which one counts.
    ///
    /// # Errors
    /// When it could not be stored; then there is none.
    fn save(&self, key: &WrappingKey) -> Result<(), VaultError>;
}
