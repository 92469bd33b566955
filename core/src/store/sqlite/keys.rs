//! The table `private_key`.

use rusqlite::Connection;

use super::SqliteStore;
use super::columns::sealed;
use super::database::Durability;
use super::error::Failure;
use crate::model::{KeyHandle, Secret};
use crate::store::sealing::{Column, Sealer};
use crate::store::{KeyStore, StoreError};

impl KeyStore for SqliteStore {
    fn put_key(&self, handle: &KeyHandle, key: &Secret) -> Result<(), StoreError> {
        self.database().write(Durability::Synced, |connection| put(connection, &self.sealer, handle, key))
    }

    fn key(&self, handle: &KeyHandle) -> Result<Option<Secret>, StoreError> {
        self.database().read(|connection| read(connection, &self.sealer, handle))
    }

    fn delete_key(&self, handle: &KeyHandle) -> Result<(), StoreError> {
        self.database().write(Durability::Synced, |connection| delete(connection, handle))
    }
}

fn put(connection: &Connection, sealer: &Sealer, handle: &KeyHandle, key: &Secret) -> Result<(), Failure> {
    let sealed = sealer.seal(&SEALED, handle.as_str(), key.expose())?;
    connection
        .prepare_cached("INSERT INTO private_key (handle, sealed) VALUES (?1, ?2) ON CONFLICT (handle) DO NOTHING")?
        .execute((handle.as_str(), sealed))?;
    Ok(())
}

fn read(connection: &Connection, sealer: &Sealer, handle: &KeyHandle) -> Result<Option<Secret>, Failure> {
    let mut statement = connection.prepare_cached("SELECT sealed FROM private_key WHERE handle = ?1")?;
    let mut rows = statement.query([handle.as_str()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let key = sealed(row, 0, sealer, &SEALED, handle.as_str())?;
    Ok(Some(Secret::new(key.to_vec())))
}

fn delete(connection: &Connection, handle: &KeyHandle) -> Result<(), Failure> {
    connection.prepare_cached("DELETE FROM private_key WHERE handle = ?1")?.execute([handle.as_str()])?;
    Ok(())
}

const SEALED: Column = Column { table: "private_key", column: "sealed", place: "private_key.sealed" };
