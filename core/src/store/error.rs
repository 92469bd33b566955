//! What can be wrong with storage, told apart by what can be done about it.

use super::LostAccount;
use crate::platform::VaultError;

/// Why storage did not do what was asked. Nothing changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// No such account, challenge or enrollment.
    #[error("not found")]
    NotFound,
    /// The key vault is locked or cannot be reached now. The data is fine; try again after unlocking.
    #[error("the key vault cannot be used now: {0}")]
    VaultLocked(#[source] VaultError),
    /// The key vault no longer has the key of this database (restored backup, wiped key store). The accounts must be
    /// enrolled again; their names are here, their history and metadata stay.
    #[error("the key vault has lost the key of this database; {} accounts must be enrolled again", accounts.len())]
    VaultLost {
        /// The accounts to enroll again.
        accounts: Vec<LostAccount>,
    },
    /// One row is damaged.
    #[error("a stored record is damaged: {place}")]
    CorruptRow {
        /// Table and column.
        place: &'static str,
    },
    /// The file is damaged or is not a database.
    #[error("the database file is damaged")]
    CorruptFile,
    /// No space left.
    #[error("the disk is full")]
    Full,
    /// The file was written by a newer version of this software.
    #[error("the database has version {found}, this software knows up to {supported}")]
    TooNew {
        /// In the file.
        found: u32,
        /// The newest one this software knows.
        supported: u32,
    },
    /// A migration failed; the file is as it was before.
    #[error("the database could not be upgraded to version {version}")]
    MigrationFailed {
        /// The version that could not be reached.
        version: u32,
    },
    /// Another process kept the database busy for too long.
    #[error("another process is using the database")]
    Busy,
    /// The file or its folder cannot be read or written by this user.
    #[error("no permission to use the database file")]
    Permission,
    /// The operating system failed to read or write.
    #[error("reading or writing the database failed")]
    Io,
    /// SQLite refused something it should accept: a bug of ours. The code is SQLite's extended result code.
    #[error("unexpected database error {code}")]
    Unexpected {
        /// SQLite extended result code.
        code: i32,
    },
}
