//! The key that everything is sealed with, itself sealed under the vault's key.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::accounts;
use super::database::{Database, Durability};
use super::error::Failure;
use crate::platform::{Entropy, KeyVault, WrappingKey};
use crate::store::StoreError;
use crate::store::sealing::{Column, Sealer};

/// The sealer of this database, made with the first call.
pub(super) fn sealer(
    database: &mut Database,
    vault: &dyn KeyVault,
    entropy: Arc<dyn Entropy>,
) -> Result<Sealer, StoreError> {
    if let Some(stored) = database.read(stored)? {
        return database.read(|connection| unwrap(connection, &stored, vault, entropy));
    }
    // Under the write lock only one process makes the key; those that waited find it.
    database.write(Durability::Synced, |connection| match stored(connection)? {
        Some(stored) => unwrap(connection, &stored, vault, entropy),
        None => create(connection, vault, entropy),
    })
}

struct Stored {
    vault_key_id: Vec<u8>,
    wrapped: Vec<u8>,
}

fn stored(connection: &Connection) -> Result<Option<Stored>, Failure> {
    let row = connection.query_row("SELECT vault_key_id, wrapped FROM data_key", [], |row| {
        Ok(Stored { vault_key_id: row.get(0)?, wrapped: row.get(1)? })
    });
    match row.optional() {
        Err(rusqlite::Error::InvalidColumnType(..)) => Err(DAMAGED.into()),
        row => Ok(row?),
    }
}

fn unwrap(
    connection: &Connection,
    stored: &Stored,
    vault: &dyn KeyVault,
    entropy: Arc<dyn Entropy>,
) -> Result<Sealer, Failure> {
    let lost = || Ok(StoreError::VaultLost { accounts: accounts::lost(connection)? }.into());
    let Some(vault_key) = vault.load().map_err(StoreError::VaultLocked)? else {
        return Err(lost().unwrap_or_else(|failure: Failure| failure));
    };
    let wrapping = Sealer::new(vault_key.expose(), Arc::clone(&entropy));
    match wrapping.open(&WRAPPED, ROW, &stored.wrapped) {
        Ok(key) => {
            let key = <&[u8; 32]>::try_from(key.as_slice()).map_err(|_| DAMAGED)?;
            Ok(Sealer::new(key, entropy))
        }
        Err(_) if id_of(&vault_key) == stored.vault_key_id.as_slice() => Err(DAMAGED.into()),
        Err(_) => Err(lost().unwrap_or_else(|failure: Failure| failure)),
    }
}

fn create(connection: &Connection, vault: &dyn KeyVault, entropy: Arc<dyn Entropy>) -> Result<Sealer, Failure> {
    // A new key would turn what is sealed under the missing one into garbage.
    if holds_sealed_rows(connection)? {
        return Err(DAMAGED.into());
    }
    let vault_key = establish(vault, &*entropy)?;
    let key = random_key(&*entropy)?;
    let wrapped = Sealer::new(vault_key.expose(), Arc::clone(&entropy)).seal(&WRAPPED, ROW, key.as_slice())?;
    connection.execute(
        "INSERT INTO data_key (only, vault_key_id, wrapped) VALUES (1, ?1, ?2)",
        (id_of(&vault_key).as_slice(), wrapped),
    )?;
    Ok(Sealer::new(&key, entropy))
}

/// The vault's key, new if there was none. What the vault gives back is what counts: another process, with another
/// database, may have stored its key first.
fn establish(vault: &dyn KeyVault, entropy: &dyn Entropy) -> Result<WrappingKey, Failure> {
    if let Some(key) = vault.load().map_err(StoreError::VaultLocked)? {
        return Ok(key);
    }
    vault.save(&WrappingKey::new(random_key(entropy)?)).map_err(StoreError::VaultLocked)?;
    let key = vault.load().map_err(StoreError::VaultLocked)?;
    Ok(key.ok_or(StoreError::VaultLocked(crate::platform::VaultError::Failed))?)
}

fn random_key(entropy: &dyn Entropy) -> Result<Zeroizing<[u8; 32]>, Failure> {
    let mut key = Zeroizing::new([0; 32]);
    entropy.fill(key.as_mut_slice()).map_err(|_| StoreError::Io)?;
    Ok(key)
}

fn holds_sealed_rows(connection: &Connection) -> Result<bool, Failure> {
    let sql = "SELECT EXISTS (SELECT 1 FROM account) OR EXISTS (SELECT 1 FROM enrollment) \
               OR EXISTS (SELECT 1 FROM challenge) OR EXISTS (SELECT 1 FROM event) OR EXISTS (SELECT 1 FROM private_key)";
    Ok(connection.query_row(sql, [], |row| row.get(0))?)
}

/// Eight bytes that say which key it is and nothing about it.
fn id_of(key: &WrappingKey) -> [u8; 8] {
    let digest = Sha256::new().chain_update("countersign vault key").chain_update(key.expose()).finalize();
    *digest.first_chunk().expect("SHA-256 has 32 bytes")
}

const WRAPPED: Column = Column { table: "data_key", column: "wrapped", place: "data_key.wrapped" };
const ROW: &str = "1";
const DAMAGED: StoreError = StoreError::CorruptRow { place: WRAPPED.place };
