//! What is left after the power went: the state after some method, never half of one.

use std::fs;

use countersign_core::store::SqliteStore;

use crate::operations::{OPERATIONS, populate, populated};
use crate::samples::Home;
use crate::snapshot::Snapshot;
use crate::vaults::TestVault;

/// Size of the log's header, and of a page with its header.
const LOG_HEADER: usize = 32;
const FRAME: usize = 24 + 1024;

struct Crashed {
    database: Vec<u8>,
    log: Vec<u8>,
    key: [u8; 32],
}

impl Crashed {
    /// The files as they are now, while the store is open.
    fn of(home: &Home) -> Self {
        let read = |name: &str| fs::read(home.folder.path().join(name)).expect("a file");
        Self {
            database: read("countersign.db"),
            log: read("countersign.db-wal"),
            key: home.vault.key().expect("a key"),
        }
    }

    /// Opens a copy of which only `length` bytes of the log reached the disk.
    fn reopen(&self, length: usize) -> Snapshot {
        let home = Home { vault: TestVault::with_key(self.key), ..Home::new() };
        fs::write(home.path(), &self.database).expect("a file");
        fs::write(home.folder.path().join("countersign.db-wal"), &self.log[..length]).expect("a file");
        Snapshot::of(&home.open()).expect("a readable store")
    }
}

fn snapshot(store: &SqliteStore) -> Snapshot {
    Snapshot::of(store).expect("a store")
}

#[test]
fn every_method_is_there_after_a_crash_right_behind_it() {
    for (name, operation) in OPERATIONS {
        let home = Home::new();
        let store = home.open();
        populate(&store);
        operation(&store).expect(name);

        let crashed = Crashed::of(&home);

        assert_eq!(crashed.reopen(crashed.log.len()), snapshot(&store), "{name}");
    }
}

#[test]
fn a_torn_log_gives_the_state_after_some_method() {
    let home = populated();
    let store = home.open();
    let mut states = vec![snapshot(&store)];
    for (name, operation) in OPERATIONS {
        operation(&store).expect(name);
        states.push(snapshot(&store));
    }
    let crashed = Crashed::of(&home);

    let frames = (crashed.log.len() - LOG_HEADER) / FRAME;
    let mut reached = 0;
    for frame in 0..frames {
        let end = LOG_HEADER + frame * FRAME;
        for length in [end, end + 24, end + FRAME - 1] {
            let found = crashed.reopen(length);
            let state = states.iter().position(|state| *state == found);
            let state = state.unwrap_or_else(|| panic!("{length} bytes of the log give a state that never was"));
            assert!(state >= reached, "a longer log gives an older state");
            reached = state;
        }
    }
    assert_eq!(crashed.reopen(crashed.log.len()), snapshot(&store));
    assert!(reached + 1 >= OPERATIONS.len());
}
