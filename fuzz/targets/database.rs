//! The database file as bytes: a file of somebody else's making, or a real one with damage. Nothing of it may be lost
//! without a word, and what is read as intact is what was written.
#![no_main]

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use countersign_core::model::{HistoryPage, KeyHandle, Secret, UnixTime};
use countersign_core::platform::{KeyVault, SystemEntropy, VaultError, WrappingKey};
use countersign_core::store::{KeyStore, OpenOptions, Row, SqliteStore, Store, StoreError};
use countersign_fuzz::{Issuer, Phone};
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

static PHONE: LazyLock<Phone> = LazyLock::new(Phone::new);
static FOLDER: LazyLock<TempDir> = LazyLock::new(|| TempDir::new().expect("a folder for the database"));
static ORIGINAL: LazyLock<Vec<u8>> = LazyLock::new(original);

fuzz_target!(|data: &[u8]| {
    let Some((kind, rest)) = data.split_first() else { return };
    let bytes = if kind % 2 == 0 { rest.to_vec() } else { damaged(rest) };
    fs::write(path(), bytes).expect("the database can be written");
    if let Ok(store) = open() {
        look_at_everything(&store);
    }
    remove();
});

/// The original with pieces overwritten: three bytes of position, one of length, then the piece.
fn damaged(mut edits: &[u8]) -> Vec<u8> {
    let mut bytes = ORIGINAL.clone();
    while let Some(([high, middle, low, length], rest)) = edits.split_first_chunk() {
        let position = usize::from(*high) << 16 | usize::from(*middle) << 8 | usize::from(*low);
        let piece = &rest[..usize::from(*length).min(rest.len())];
        let start = position % bytes.len();
        let end = (start + piece.len()).min(bytes.len());
        bytes[start..end].copy_from_slice(&piece[..end - start]);
        edits = &rest[piece.len()..];
    }
    bytes
}

fn look_at_everything(store: &SqliteStore) {
    let (now, phone) = (UnixTime::from_seconds(Issuer::NOW), &*PHONE);
    for account in store.accounts().into_iter().flatten().filter_map(Row::intact) {
        assert_eq!(account.issuer, phone.account.issuer);
        assert_eq!(account.key, phone.account.key);
        assert_eq!(account.policy, phone.account.policy);
    }
    let _ = (store.enrollments(), store.pending(now), store.unsettled(), store.latched(now));
    let _ =
        (store.history(&HistoryPage { account: None, before: None, limit: 100 }, now), store.otp(&phone.account.id));
    let _ = (store.challenge(&phone.challenge("cid-1")), store.journal_entry(&phone.challenge("cid-1")));
    if let Ok(Some(key)) = store.key(&handle()) {
        assert_eq!(key.expose(), [9; 32], "another key than was stored");
    }
    let _ = store.next_counter(&phone.account.id);
}

fn original() -> Vec<u8> {
    let store = open().expect("a new database can be made");
    store.begin_enrollment(&PHONE.enrollment()).expect("the enrollment is stored");
    store.finish_enrollment(&PHONE.account, Some(&Secret::new(vec![1; 20]))).expect("the account is stored");
    store.put_key(&handle(), &Secret::new(vec![9; 32])).expect("the key is stored");
    store.record_challenge(&PHONE.shown()).expect("the challenge is stored");
    store.decide(&PHONE.entry()).expect("the decision is stored");
    drop(store);
    let bytes = fs::read(path()).expect("the database can be read");
    remove();
    bytes
}

fn open() -> Result<SqliteStore, StoreError> {
    let options = OpenOptions { busy_timeout: Duration::ZERO, max_pages: None };
    SqliteStore::open(&path(), &options, &FixedVault, Arc::new(SystemEntropy))
}

fn remove() {
    for suffix in ["", "-wal", "-shm"] {
        let mut name = path().into_os_string();
        name.push(suffix);
        let _ = fs::remove_file(name);
    }
}

fn path() -> PathBuf {
    FOLDER.path().join("countersign.db")
}

fn handle() -> KeyHandle {
    "key-1".parse().expect("an id")
}

struct FixedVault;

impl KeyVault for FixedVault {
    fn load(&self) -> Result<Option<WrappingKey>, VaultError> {
        Ok(Some(WrappingKey::new([3; 32].into())))
    }

    fn save(&self, _: &WrappingKey) -> Result<(), VaultError> {
        Ok(())
    }
}
