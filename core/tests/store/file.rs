//! What can be wrong with the file as a whole.

use std::fs;
use std::time::Duration;

use countersign_core::store::{OpenOptions, SqliteStore, Store, StoreError};
use rusqlite::Connection;

use crate::operations::{OPERATIONS, populate, populated};
use crate::samples::{Home, account, account_id, enroll, open_with};
use crate::snapshot::Snapshot;

#[test]
fn garbage_is_no_database() {
    for garbage in [&b"x"[..], &[0; 100], &[0xff; 8192], b"SQLite format 3\0 and then something else"] {
        let home = Home::new();
        fs::write(home.path(), garbage).expect("a file");

        assert_eq!(home.try_open().err(), Some(StoreError::CorruptFile));
        assert_eq!(fs::read(home.path()).expect("a file"), garbage, "the file stays as it was");
        assert_eq!(home.vault.key(), None, "no key was made");
    }
}

#[test]
fn a_database_of_somebody_else_is_not_touched() {
    for sql in ["CREATE TABLE t (x)", "PRAGMA user_version = 1; CREATE TABLE t (x)"] {
        let home = Home::new();
        Connection::open(home.path()).and_then(|connection| connection.execute_batch(sql)).expect("a database");
        let before = fs::read(home.path()).expect("a file");

        assert_eq!(home.try_open().err(), Some(StoreError::CorruptFile));
        assert_eq!(fs::read(home.path()).expect("a file"), before);
    }
}

#[test]
fn a_truncated_file_is_damaged_at_any_length() {
    let home = populated();
    let intact = Snapshot::of(&home.open()).expect("an intact store");
    let bytes = fs::read(home.path()).expect("a file");
    assert!(bytes.len() > 10 * PAGE);

    let cuts = (1..bytes.len()).step_by(397).chain((1..bytes.len() / PAGE).map(|page| page * PAGE));
    for length in cuts {
        let cut = Home { vault: crate::vaults::TestVault::with_key(home.vault.key().expect("a key")), ..Home::new() };
        fs::write(cut.path(), &bytes[..length]).expect("a file");

        let result = cut.try_open().and_then(|store| Snapshot::of(&store));

        match result {
            // The rest of the last page may hold nothing, or one row that is then named.
            Ok(found) if length > bytes.len() - PAGE => assert!(found == intact || found.quarantined() > 0),
            result => assert_eq!(result, Err(StoreError::CorruptFile), "cut at {length}"),
        }
    }
}

#[test]
fn truncation_while_open_is_found_when_reading() {
    let home = Home::new();
    let store = home.open();
    populate(&store);
    drop(store);
    let store = home.open();
    let length = fs::metadata(home.path()).expect("a file").len();
    fs::OpenOptions::new().write(true).open(home.path()).and_then(|file| file.set_len(length / 2)).expect("a file");

    let result = Snapshot::of(&store);

    assert!(matches!(result, Err(StoreError::CorruptFile | StoreError::Io)), "{result:?}");
}

#[test]
fn an_emptied_file_with_a_log_is_damaged() {
    let home = Home::new();
    let store = home.open();
    populate(&store);
    let copy = Home::new();
    fs::write(copy.path(), b"").expect("a file");
    fs::copy(home.folder.path().join("countersign.db-wal"), copy.folder.path().join("countersign.db-wal"))
        .expect("a log");

    assert_eq!(copy.try_open().err(), Some(StoreError::CorruptFile));
}

#[test]
fn a_newer_database_is_not_touched() {
    let home = populated();
    Connection::open(home.path())
        .and_then(|connection| connection.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA user_version = 2"))
        .expect("a database");
    let before = fs::read(home.path()).expect("a file");

    assert_eq!(home.try_open().err(), Some(StoreError::TooNew { found: 2, supported: 1 }));
    assert_eq!(fs::read(home.path()).expect("a file"), before);
}

#[test]
fn a_busy_database_changes_nothing_and_can_be_read() {
    let home = populated();
    let store = open_with(&home.path(), &impatient(), &home.vault).expect("a database");
    let before = Snapshot::of(&store).expect("a store");
    let other = Connection::open(home.path()).expect("a database");
    other.execute_batch("BEGIN IMMEDIATE").expect("a lock");

    for (name, operation) in OPERATIONS {
        assert_eq!(operation(&store), Err(StoreError::Busy), "{name}");
    }
    assert_eq!(Snapshot::of(&store), Ok(before));
    other.execute_batch("ROLLBACK").expect("a lock");
    for (name, operation) in OPERATIONS {
        assert_eq!(operation(&store), Ok(()), "{name}");
    }
}

#[test]
fn a_folder_in_place_of_the_file_cannot_be_opened() {
    let home = Home::new();
    fs::create_dir(home.path()).expect("a folder");

    assert_eq!(home.try_open().err(), Some(StoreError::Io));
}

#[cfg(unix)]
#[test]
fn files_and_new_folders_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    let folder = home.folder.path().join("new").join("folder");
    let path = folder.join("countersign.db");
    let store = open_with(&path, &OpenOptions::default(), &home.vault).expect("a database");
    enroll(&store, &account("acc"));

    let mode = |path: &std::path::Path| fs::metadata(path).expect("a file").permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    assert_eq!(mode(&home.folder.path().join("new")), 0o700);
    for name in ["countersign.db", "countersign.db-wal", "countersign.db-shm"] {
        assert_eq!(mode(&folder.join(name)), 0o600, "{name}");
    }
}

/// Means nothing to a privileged user, who may write everywhere.
#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_written_is_a_permission_error() {
    use std::os::unix::fs::PermissionsExt;
    let home = populated();
    fs::set_permissions(home.path(), fs::Permissions::from_mode(0o400)).expect("a file");
    let is_privileged = fs::OpenOptions::new().write(true).open(home.path()).is_ok();

    let result = home.try_open();

    assert_eq!(result.err(), if is_privileged { None } else { Some(StoreError::Permission) });
}

#[test]
fn opening_and_reading_write_nothing() {
    let home = populated();
    let before = fs::read(home.path()).expect("a file");

    let store = home.open();
    Snapshot::of(&store).expect("a store");
    let log = fs::metadata(home.folder.path().join("countersign.db-wal")).map_or(0, |file| file.len());
    drop(store);

    assert_eq!(log, 0);
    assert_eq!(fs::read(home.path()).expect("a file"), before);
}

#[test]
fn a_store_can_be_shared_between_threads() {
    fn assert_shareable<T: Send + Sync>(_: &T) {}
    let home = Home::new();
    let store: SqliteStore = home.open();
    assert_shareable(&store);
    assert_eq!(store.account(&account_id("nobody")), Err(StoreError::NotFound));
}

fn impatient() -> OpenOptions {
    OpenOptions { busy_timeout: Duration::ZERO, ..OpenOptions::default() }
}

/// Bytes of a page of a new database.
const PAGE: usize = 1024;
