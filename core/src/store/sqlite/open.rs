//! Opening the file.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags};

use super::database::Database;
use super::error::Failure;
use super::{SqliteStore, data_key, migrate};
use crate::platform::{Entropy, KeyVault, private_files};
use crate::store::StoreError;

/// How to open a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenOptions {
    /// How long to wait for another process before [`StoreError::Busy`]. Five seconds by default.
    pub busy_timeout: Duration,
    /// The most pages of 1 KiB the file may have before [`StoreError::Full`]; `None`, the default, for no limit but the
    /// disk's.
    pub max_pages: Option<u32>,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self { busy_timeout: Duration::from_secs(5), max_pages: None }
    }
}

impl SqliteStore {
    /// Opens the database at `path`, or makes it: the file for its owner only (mode 0600), a missing folder too (0700).
    ///
    /// A new database gets a random data key, wrapped by the key in `vault`; the vault gets a key if it has none. Several
    /// processes may do this at once and end up with the same keys. An empty file counts as a new database.
    ///
    /// # Errors
    /// - `VaultLost` when the vault has no key, or another one than this database was made with. Nothing is changed:
    ///   opening again with the right vault works.
    /// - `VaultLocked` when the vault cannot tell.
    /// - `TooNew` before anything is touched, `MigrationFailed` with the file as it was.
    /// - `CorruptFile` also for a file that is a database of somebody else.
    /// - `Permission`, `Busy`, `Full` and `Io` as everywhere.
    pub fn open(
        path: &Path,
        options: &OpenOptions,
        vault: &dyn KeyVault,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, StoreError> {
        create_file(path).map_err(from_io)?;
        let mut database = Database::new(connect(path, options)?);
        migrate::migrate(&mut database)?;
        let sealer = data_key::sealer(&mut database, vault, entropy)?;
        Ok(Self { database: Mutex::new(database), sealer })
    }
}

/// Makes the file before SQLite does, to choose its mode; SQLite gives the same mode to the files next to it.
///
/// An existing file is never opened here: closing it would drop the locks that this process has on it.
fn create_file(path: &Path) -> io::Result<()> {
    private_files::create_folder_of(path)?;
    match private_files::new_file().open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_file() => Ok(()),
        Err(error) => Err(error),
    }
}

fn connect(path: &Path, options: &OpenOptions) -> Result<Connection, Failure> {
    check_length(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(options.busy_timeout)?;
    migrate::check_version(&connection)?;
    if connection.is_readonly("main")? {
        return Err(StoreError::Permission.into());
    }
    // Of a new database; an existing one keeps its own.
    connection.execute_batch(&format!("PRAGMA page_size = {PAGE_SIZE}"))?;
    write_ahead(&connection, options.busy_timeout)?;
    connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;")?;
    connection.query_row(&format!("PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}"), [], |_| Ok(()))?;
    if let Some(pages) = options.max_pages {
        connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?;
    }
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

/// Refuses two damaged files that SQLite would take for new databases and overwrite.
fn check_length(path: &Path) -> Result<(), StoreError> {
    // In this order, because who makes a database fills the file before the log.
    let has_log = length(&beside(path, "-wal")).is_some_and(|length| length > 0);
    let is_damaged = match length(path) {
        // Its write-ahead log would be thrown away.
        Some(0) => has_log,
        // SQLite works around a bug of an old file system by calling one byte empty.
        length => length == Some(1),
    };
    if is_damaged { Err(StoreError::CorruptFile) } else { Ok(()) }
}

/// Switches to write-ahead logging. SQLite does not wait for others here, so the waiting is ours.
fn write_ahead(connection: &Connection, timeout: Duration) -> Result<(), Failure> {
    let started = Instant::now();
    loop {
        let result = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get::<_, String>(0));
        match result.map_err(Failure::from).map_err(StoreError::from) {
            Ok(mode) if mode == "wal" => return Ok(()),
            // The file system cannot share memory between processes.
            Ok(_) => return Err(StoreError::Io.into()),
            Err(StoreError::Busy) if started.elapsed() < timeout => std::thread::sleep(RETRY),
            Err(error) => return Err(error.into()),
        }
    }
}

fn length(path: &Path) -> Option<u64> {
    fs::metadata(path).ok().map(|metadata| metadata.len())
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn from_io(error: io::Error) -> StoreError {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the operating system has many ways to fail")]
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => StoreError::Permission,
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::Full,
        _ => StoreError::Io,
    }
}

/// Bytes. Every change writes whole pages, and small ones let an approval write 5 KB instead of 16.
const PAGE_SIZE: u32 = 1024;
/// A checkpoint costs three more syncs; every 4 MiB of log, as with SQLite's own page size, it is rarely the person who waits for it.
const CHECKPOINT_PAGES: u32 = 4096;
/// More than there are statements, so that each is compiled once.
const STATEMENTS: usize = 64;
const RETRY: Duration = Duration::from_millis(2);
