//! SQLite's errors as ours.

use rusqlite::ErrorCode;
use rusqlite::ffi::{SQLITE_CANTOPEN_ISDIR, SQLITE_IOERR_SHMSIZE, SQLITE_MISUSE, SQLITE_RANGE};

use crate::store::StoreError;
use crate::store::sealing::SealError;

/// What goes wrong inside a transaction.
#[derive(Debug)]
pub(super) enum Failure {
    /// SQLite refused.
    Sqlite(rusqlite::Error),
    /// Already in our terms.
    Store(StoreError),
}

/// A value that cannot be read, by table and column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Damage(pub(super) &'static str);

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Damage> for Failure {
    fn from(Damage(place): Damage) -> Self {
        Self::Store(StoreError::CorruptRow { place })
    }
}

/// Sealing fails only without randomness, which the operating system owes us like reading and writing.
impl From<SealError> for Failure {
    fn from(_: SealError) -> Self {
        Self::Store(StoreError::Io)
    }
}

/// A counter that SQLite cannot store.
impl From<std::num::TryFromIntError> for Failure {
    fn from(_: std::num::TryFromIntError) -> Self {
        Self::Store(StoreError::Unexpected { code: SQLITE_RANGE })
    }
}

impl From<Failure> for StoreError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Store(error) => error,
            Failure::Sqlite(rusqlite::Error::SqliteFailure(error, _)) => from_code(error.code, error.extended_code),
            // Everything else is raised by rusqlite itself when it is used wrongly.
            Failure::Sqlite(_) => Self::Unexpected { code: SQLITE_MISUSE },
        }
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "new SQLite codes are unexpected by definition")]
fn from_code(code: ErrorCode, extended: i32) -> StoreError {
    match code {
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => StoreError::CorruptFile,
        ErrorCode::DiskFull => StoreError::Full,
        // Growing the shared-memory file fails for want of space only.
        ErrorCode::SystemIoFailure if extended == SQLITE_IOERR_SHMSIZE => StoreError::Full,
        ErrorCode::SystemIoFailure => StoreError::Io,
        ErrorCode::CannotOpen if extended == SQLITE_CANTOPEN_ISDIR => StoreError::Io,
        ErrorCode::CannotOpen
        | ErrorCode::ReadOnly
        | ErrorCode::PermissionDenied
        | ErrorCode::AuthorizationForStatementDenied => StoreError::Permission,
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed => StoreError::Busy,
        _ => StoreError::Unexpected { code: extended },
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::ffi;

    use super::*;

    #[test]
    fn every_code_becomes_the_error_that_says_what_to_do() {
        let expected = [
            (ffi::SQLITE_CORRUPT, StoreError::CorruptFile),
            (ffi::SQLITE_CORRUPT_INDEX, StoreError::CorruptFile),
            (ffi::SQLITE_NOTADB, StoreError::CorruptFile),
            (ffi::SQLITE_FULL, StoreError::Full),
            (SQLITE_IOERR_SHMSIZE, StoreError::Full),
            (ffi::SQLITE_IOERR_FSYNC, StoreError::Io),
            (ffi::SQLITE_IOERR_WRITE, StoreError::Io),
            (ffi::SQLITE_BUSY, StoreError::Busy),
            (ffi::SQLITE_BUSY_SNAPSHOT, StoreError::Busy),
            (ffi::SQLITE_LOCKED, StoreError::Busy),
            (ffi::SQLITE_PERM, StoreError::Permission),
            (ffi::SQLITE_READONLY, StoreError::Permission),
            (ffi::SQLITE_READONLY_DIRECTORY, StoreError::Permission),
            (ffi::SQLITE_CANTOPEN, StoreError::Permission),
            (SQLITE_CANTOPEN_ISDIR, StoreError::Io),
            (ffi::SQLITE_CONSTRAINT_UNIQUE, StoreError::Unexpected { code: ffi::SQLITE_CONSTRAINT_UNIQUE }),
            (ffi::SQLITE_NOMEM, StoreError::Unexpected { code: ffi::SQLITE_NOMEM }),
        ];
        for (code, error) in expected {
            let sqlite = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
            assert_eq!(StoreError::from(Failure::from(sqlite)), error, "{code}");
        }
    }
}
