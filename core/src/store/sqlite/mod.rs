//! Storage in one SQLite file, sealed column by column.
//!
//! The file is safe for several processes. Changes are synced to disk before they are reported; *relaxed* ones are only
//! handed to the operating system. The rule not to break: one transaction per method, and nothing is written on reading.

mod accounts;
mod challenges;
mod columns;
mod data_key;
mod database;
mod enrollments;
mod error;
mod history;
mod journal;
mod keys;
mod migrate;
mod open;
#[cfg(test)]
mod plans;
mod store;
mod words;

use std::sync::{Mutex, MutexGuard, PoisonError};

use database::Database;
pub use open::OpenOptions;

use super::sealing::Sealer;

/// Accounts, challenges, journal, history and software keys in one file.
///
/// Dropping it closes the file. Several stores, in one process or in many, may have the same file open.
pub struct SqliteStore {
    database: Mutex<Database>,
    sealer: Sealer,
}

impl SqliteStore {
    /// A thread that panicked left at most an open transaction, which the next use rolls back.
    fn database(&self) -> MutexGuard<'_, Database> {
        self.database.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SqliteStore").finish_non_exhaustive()
    }
}
