//! One connection, and how long a commit takes.

use rusqlite::Connection;

use super::error::Failure;
use crate::store::StoreError;

/// Whether a commit waits for the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Durability {
    /// One sync: survives a power loss.
    Synced,
    /// No sync: survives a crash of the process, perhaps not a power loss.
    Relaxed,
}

/// A connection that knows its `synchronous` setting.
pub(super) struct Database {
    connection: Connection,
    durability: Durability,
}

impl Database {
    /// Takes over a connection that syncs every commit.
    pub(super) fn new(connection: Connection) -> Self {
        Self { connection, durability: Durability::Synced }
    }

    /// Runs `query`, which changes nothing.
    pub(super) fn read<T>(&self, query: impl FnOnce(&Connection) -> Result<T, Failure>) -> Result<T, StoreError> {
        self.roll_back()?;
        Ok(query(&self.connection)?)
    }

    /// Runs `change` as one transaction that takes the write lock first; an error undoes all of it.
    pub(super) fn write<T>(
        &mut self,
        durability: Durability,
        change: impl FnOnce(&Connection) -> Result<T, Failure>,
    ) -> Result<T, StoreError> {
        self.roll_back()?;
        self.set_durability(durability)?;
        self.run("BEGIN IMMEDIATE")?;
        let result = change(&self.connection).and_then(|value| {
            self.run("COMMIT")?;
            Ok(value)
        });
        if result.is_err() {
            // The first error is the one to report; what cannot be rolled back now is rolled back at the next use.
            let _ = self.roll_back();
        }
        Ok(result?)
    }

    /// SQLite reads this pragma while it is parsed, so it cannot be a cached statement.
    fn set_durability(&mut self, durability: Durability) -> Result<(), Failure> {
        if self.durability != durability {
            self.connection.execute_batch(match durability {
                Durability::Synced => "PRAGMA synchronous = FULL",
                Durability::Relaxed => "PRAGMA synchronous = NORMAL",
            })?;
            self.durability = durability;
        }
        Ok(())
    }

    fn roll_back(&self) -> Result<(), Failure> {
        if self.connection.is_autocommit() { Ok(()) } else { self.run("ROLLBACK") }
    }

    fn run(&self, sql: &'static str) -> Result<(), Failure> {
        self.connection.prepare_cached(sql)?.execute([])?;
        Ok(())
    }
}
