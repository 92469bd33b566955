//! The data file: keeps keys, users, devices, tickets and counters across restarts.
//!
//! Logins and their challenges are not kept; they live for minutes. Every change is written before its reply is sent.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex};

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

use super::Keys;
use super::state::{Row, State};
use crate::random::Random;
use crate::sync::lock;

/// The data file cannot be used.
#[derive(Debug, Error)]
pub(crate) enum StoreError {
    #[error("data file: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("data file has a damaged row: {0}")]
    Row(#[from] serde_json::Error),
    #[error("data file is of a newer version")]
    Version,
}

/// An open data file.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    connection: Arc<Mutex<Connection>>,
}

impl Store {
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        let connection = Connection::open(path)?;
        connection.execute_batch("PRAGMA synchronous = FULL;")?;
        match connection.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0))? {
            0 => connection.execute_batch(SCHEMA)?,
            VERSION => {}
            _ => return Err(StoreError::Version),
        }
        Ok(Self { connection: Arc::new(Mutex::new(connection)) })
    }

    /// The issuer's keys; made with `random` when the file is new.
    pub(crate) fn keys(&self, random: &mut Random) -> Result<Keys, StoreError> {
        let connection = lock(&self.connection);
        let query = "SELECT value FROM item WHERE kind = 'keys'";
        let stored: Option<String> = connection.query_row(query, [], |row| row.get(0)).optional()?;
        if let Some(stored) = stored {
            return Ok(serde_json::from_str(&stored)?);
        }
        let keys = Keys::generate(random);
        connection.execute(INSERT, params!["keys", "", serde_json::to_string(&keys)?])?;
        Ok(keys)
    }

    pub(crate) fn load(&self) -> Result<State, StoreError> {
        let connection = lock(&self.connection);
        let mut state = State::new();
        state.users.extend(read(&connection, "user")?);
        state.devices.extend(read(&connection, "device")?);
        state.tickets.extend(read(&connection, "ticket")?);
        for (id, used) in read(&connection, "counter")? {
            if let Some((device, counter)) = id.split_once(':')
                && let Ok(counter) = counter.parse()
            {
                state.counters.insert((device.to_owned(), counter), used);
            }
        }
        if let Some((_, tenant)) = read(&connection, "tenant")?.pop() {
            state.tenant = tenant;
        }
        if let Some((_, identity)) = read(&connection, "identity")?.pop() {
            state.identity = identity;
        }
        let offers = state.tickets.values().map(|ticket| (ticket.offer.clone(), ticket.value.clone()));
        state.offers = offers.collect();
        Ok(state)
    }

    /// Writes the changed rows in one transaction.
    pub(crate) fn save(&self, state: &State, changed: &BTreeSet<Row>) -> Result<(), StoreError> {
        let mut connection = lock(&self.connection);
        let transaction = connection.transaction()?;
        for row in changed {
            write_row(&transaction, state, row)?;
        }
        Ok(transaction.commit()?)
    }

    /// Writes the whole state in place of what was there; keys stay.
    pub(crate) fn replace(&self, state: &State) -> Result<(), StoreError> {
        let mut connection = lock(&self.connection);
        let transaction = connection.transaction()?;
        transaction.execute("DELETE FROM item WHERE kind <> 'keys'", [])?;
        let users = state.users.keys().cloned().map(Row::User);
        let devices = state.devices.keys().cloned().map(Row::Device);
        let tickets = state.tickets.keys().cloned().map(Row::Ticket);
        let counters = state.counters.keys().cloned().map(|(device, counter)| Row::Counter(device, counter));
        for row in users.chain(devices).chain(tickets).chain(counters).chain([Row::Tenant, Row::Identity]) {
            write_row(&transaction, state, &row)?;
        }
        Ok(transaction.commit()?)
    }
}

fn write_row(transaction: &Transaction<'_>, state: &State, row: &Row) -> Result<(), StoreError> {
    match row {
        Row::User(name) => write(transaction, "user", name, state.users.get(name)),
        Row::Device(id) => write(transaction, "device", id, state.devices.get(id)),
        Row::Ticket(value) => write(transaction, "ticket", value, state.tickets.get(value)),
        Row::Tenant => write(transaction, "tenant", "", Some(&state.tenant)),
        Row::Identity => write(transaction, "identity", "", Some(&state.identity)),
        Row::Counter(device, counter) => {
            let used = state.counters.get(&(device.clone(), *counter));
            write(transaction, "counter", &format!("{device}:{counter}"), used)
        }
    }
}

fn write<T: Serialize>(
    transaction: &Transaction<'_>,
    kind: &str,
    id: &str,
    value: Option<&T>,
) -> Result<(), StoreError> {
    match value {
        Some(value) => transaction.execute(INSERT, params![kind, id, serde_json::to_string(value)?])?,
        None => transaction.execute("DELETE FROM item WHERE kind = ?1 AND id = ?2", params![kind, id])?,
    };
    Ok(())
}

fn read<T: DeserializeOwned>(connection: &Connection, kind: &str) -> Result<Vec<(String, T)>, StoreError> {
    let mut statement = connection.prepare("SELECT id, value FROM item WHERE kind = ?1")?;
    let rows = statement.query_map([kind], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let parse = |row: Result<(String, String), rusqlite::Error>| {
        let (id, value) = row?;
        Ok((id, serde_json::from_str(&value)?))
    };
    rows.map(parse).collect()
}

const VERSION: i64 = 1;
const SCHEMA: &str = "
    CREATE TABLE item (kind TEXT NOT NULL, id TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;
    PRAGMA user_version = 1;
";
const INSERT: &str = "INSERT INTO item (kind, id, value) VALUES (?1, ?2, ?3)
    ON CONFLICT (kind, id) DO UPDATE SET value = excluded.value";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_survive_and_files_of_a_newer_version_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mock.db");
        let first = Store::open(&path).unwrap().keys(&mut Random::system()).unwrap();

        let second = Store::open(&path).unwrap().keys(&mut Random::system()).unwrap();

        assert_eq!(first.issuer_seed, second.issuer_seed);
        Connection::open(&path).unwrap().execute_batch("PRAGMA user_version = 2").unwrap();
        assert!(matches!(Store::open(&path), Err(StoreError::Version)));
    }
}
