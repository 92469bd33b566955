//! Private keys in memory.

use zeroize::Zeroizing;

use super::MemoryStore;
use crate::model::{KeyHandle, Secret};
use crate::store::{KeyStore, StoreError};

impl KeyStore for MemoryStore {
    fn put_key(&self, handle: &KeyHandle, key: &Secret) -> Result<(), StoreError> {
        self.state().keys.entry(handle.clone()).or_insert_with(|| Zeroizing::new(key.expose().to_vec()));
        Ok(())
    }

    fn key(&self, handle: &KeyHandle) -> Result<Option<Secret>, StoreError> {
        Ok(self.state().keys.get(handle).map(|key| Secret::new(key.to_vec())))
    }

    fn delete_key(&self, handle: &KeyHandle) -> Result<(), StoreError> {
        self.state().keys.remove(handle);
        Ok(())
    }
}
