//! What is sealed is nowhere in the files, and what is deleted is gone from them.

use std::fs;

use countersign_core::store::{KeyStore, Store};

use crate::operations::{OPERATIONS, populate};
use crate::samples::{CANARY, Home, account_id, handle};
use crate::snapshot::Snapshot;

#[test]
fn sealed_texts_are_in_none_of_the_files() {
    let home = Home::new();
    let store = home.open();
    populate(&store);
    assert_no_canary(&home, &["countersign.db", "countersign.db-shm", "countersign.db-wal"]);
    for (name, operation) in OPERATIONS {
        operation(&store).expect(name);
    }
    assert_no_canary(&home, &["countersign.db", "countersign.db-shm", "countersign.db-wal"]);

    drop(store);

    assert_no_canary(&home, &["countersign.db"]);
    assert!(contains(&home, "countersign.db", b"login.example"), "issuer hosts stay readable");
}

#[test]
fn deleted_rows_leave_no_trace_in_the_closed_file() {
    let home = Home::new();
    populate(&home.open());
    let sealed = {
        let connection = rusqlite::Connection::open(home.path()).expect("a database");
        let read = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, Vec<u8>>(0)).expect("a row");
        [
            read("SELECT sealed FROM private_key WHERE handle = 'one'"),
            read("SELECT otp FROM account WHERE id = 'acc'"),
            read("SELECT content FROM challenge WHERE account = 'acc' AND server = 'waiting'"),
            read("SELECT sealed FROM enrollment WHERE id = 'begun'"),
        ]
    };
    assert!(sealed.iter().all(|sealed| contains(&home, "countersign.db", sealed)));

    let store = home.open();
    store.delete_key(&handle("one")).expect("a store");
    store.remove_account(&account_id("acc")).expect("a store");
    store.abandon_enrollment(&account_id("begun")).expect("a store");
    drop(store);

    for sealed in sealed {
        assert!(!contains(&home, "countersign.db", &sealed));
    }
}

#[test]
fn debug_output_and_errors_hold_no_sealed_text() {
    let home = Home::new();
    let store = home.open();
    populate(&store);
    rusqlite::Connection::open(home.path())
        .and_then(|connection| connection.execute_batch("UPDATE account SET profile = x'00'"))
        .expect("a database");

    let snapshot = Snapshot::of(&store).expect("a store");
    assert!(!format!("{:?} {:?}", snapshot.accounts, store).contains(CANARY));
    let error = store.account(&account_id("acc")).expect_err("a damaged row");
    assert!(!format!("{error} {error:?}").contains(CANARY));
}

fn assert_no_canary(home: &Home, expected_files: &[&str]) {
    let mut names: Vec<_> = fs::read_dir(home.folder.path())
        .expect("a folder")
        .map(|file| file.expect("a file").file_name().into_string().expect("a name"))
        .collect();
    names.sort();
    assert_eq!(names, expected_files);
    for name in names {
        assert!(!contains(home, &name, CANARY.as_bytes()), "{name}");
    }
}

fn contains(home: &Home, name: &str, needle: &[u8]) -> bool {
    let bytes = fs::read(home.folder.path().join(name)).expect("a file");
    bytes.windows(needle.len()).any(|window| window == needle)
}
