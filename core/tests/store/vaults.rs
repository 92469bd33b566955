//! Vaults for tests.

use std::sync::Mutex;

use countersign_core::platform::{KeyVault, VaultError, WrappingKey};
use zeroize::Zeroizing;

/// A vault in memory that can be locked and emptied.
#[derive(Default)]
pub(crate) struct TestVault {
    key: Mutex<Option<[u8; 32]>>,
    failure: Mutex<Option<VaultError>>,
}

impl TestVault {
    pub(crate) fn with_key(key: [u8; 32]) -> Self {
        Self { key: Mutex::new(Some(key)), failure: Mutex::default() }
    }

    pub(crate) fn key(&self) -> Option<[u8; 32]> {
        *self.key.lock().expect("no panic")
    }

    pub(crate) fn set_key(&self, key: Option<[u8; 32]>) {
        *self.key.lock().expect("no panic") = key;
    }

    pub(crate) fn fail_with(&self, failure: Option<VaultError>) {
        *self.failure.lock().expect("no panic") = failure;
    }

    fn check(&self) -> Result<(), VaultError> {
        self.failure.lock().expect("no panic").map_or(Ok(()), Err)
    }
}

impl KeyVault for TestVault {
    fn load(&self) -> Result<Option<WrappingKey>, VaultError> {
        self.check()?;
        Ok(self.key().map(|key| WrappingKey::new(Zeroizing::new(key))))
    }

    fn save(&self, key: &WrappingKey) -> Result<(), VaultError> {
        self.check()?;
        self.set_key(Some(*key.expose()));
        Ok(())
    }
}
