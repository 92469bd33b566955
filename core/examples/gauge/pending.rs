//! What listing the waiting challenges costs when there is a lot of everything else.

use std::path::Path;
use std::sync::Arc;

use countersign_core::model::{PublicKey, Recorded, Settlement, UnixTime};
use countersign_core::platform::{FileVault, SoftwareSigner, SystemEntropy};
use countersign_core::store::{OpenOptions, SqliteStore, Store};
use rusqlite::Connection;

use crate::approve::{account, challenge, keep};
use crate::replier::phone;

/// How many challenges wait in every measurement.
const WAITING: usize = 3;

/// Makes a store with `accounts` accounts and `history` answered challenges, of which three more wait.
///
/// One real account and one real answered challenge are copied, which is as good as thousands of real ones: listing must not read
/// them.
pub(crate) fn prepare(folder: &Path, accounts: usize, history: usize) {
    std::fs::create_dir_all(folder).expect("a folder");
    let store = open(folder);
    let account = account("key".parse().expect("a handle"), PublicKey::Ed25519([5; 32]));
    keep(&store, &account);
    for index in 0..=WAITING {
        store.record_challenge(&challenge(&account, index)).expect("recorded");
    }
    let settlement =
        Settlement { recorded: Recorded::Expired, by_us: false, at: UnixTime::from_seconds(1_700_000_100) };
    store.settle(&challenge(&account, WAITING).id, &settlement).expect("settled");
    drop(store);
    copy_rows(folder, accounts.saturating_sub(1), history.saturating_sub(1)).expect("copies");
}

fn copy_rows(folder: &Path, accounts: usize, history: usize) -> rusqlite::Result<()> {
    let connection = Connection::open(folder.join("countersign.db"))?;
    let number = "WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?1) ";
    if accounts > 0 {
        connection.execute(
            &format!(
                "{number} INSERT INTO account (id, dialect, issuer_host, state, counter, clock_offset, enrolled_at, profile) \
                 SELECT id || n, dialect, issuer_host, state, counter, n % 5, enrolled_at + n, profile FROM account, number"
            ),
            [i64::try_from(accounts).expect("small")],
        )?;
    }
    if history > 0 {
        connection.execute(
            &format!(
                "{number} INSERT INTO challenge (account, server, issued_at, expires_at, state, recorded, by_us, settled_at, content) \
                 SELECT account, server || n, issued_at + n, expires_at, state, recorded, by_us, settled_at + n, content \
                 FROM challenge, number WHERE state = 'settled'"
            ),
            [i64::try_from(history).expect("small")],
        )?;
    }
    Ok(())
}

/// Lists what waits, `times` times.
pub(crate) fn list(folder: &Path, times: usize) {
    let store = Arc::new(open(folder));
    let signer = Arc::new(SoftwareSigner::new(Arc::clone(&store), Arc::new(SystemEntropy)));
    let phone = phone(store, signer);
    for _ in 0..times {
        assert_eq!(phone.pending().expect("a list").len(), WAITING);
    }
}

fn open(folder: &Path) -> SqliteStore {
    let vault = FileVault::new(folder.join("vault.key"));
    let path = folder.join("countersign.db");
    SqliteStore::open(&path, &OpenOptions::default(), &vault, Arc::new(SystemEntropy)).expect("a store")
}
