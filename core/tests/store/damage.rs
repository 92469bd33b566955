//! One damaged row: it is named, it stays, and everything else works.

use countersign_core::model::AccountState;
use countersign_core::store::{Begun, KeyStore, LostAccount, QuarantinedRow, Row, Store, StoreError};
use rusqlite::Connection;

use crate::operations::populated;
use crate::samples::{Home, account, account_id, at, challenge_id, enrollment, handle};
use crate::snapshot::Snapshot;

/// Every sealed column, and one row of each that holds a value.
const SEALED: [(&str, &str, &str); 6] = [
    ("enrollment", "sealed", "id = 'begun'"),
    ("account", "profile", "id = 'acc'"),
    ("account", "otp", "id = 'acc'"),
    ("challenge", "content", "account = 'acc' AND server = 'decided'"),
    ("challenge", "answer", "account = 'acc' AND server = 'decided'"),
    ("event", "sealed", "account = 'acc'"),
];

fn run(home: &Home, sql: &str) {
    Connection::open(home.path()).and_then(|connection| connection.execute_batch(sql)).expect("a database");
}

fn flip(home: &Home, (table, column, row): (&str, &str, &str), byte: usize) {
    let connection = Connection::open(home.path()).expect("a database");
    let select = format!("SELECT {column} FROM {table} WHERE {row}");
    let mut value: Vec<u8> = connection.query_row(&select, [], |row| row.get(0)).expect("a row");
    let at = byte.min(value.len() - 1);
    value[at] ^= 0x20;
    let update = format!("UPDATE {table} SET {column} = ?1 WHERE {row}");
    assert_eq!(connection.execute(&update, [value]), Ok(1));
}

#[test]
fn a_flipped_bit_in_any_sealed_column_hides_only_its_row() {
    for place in SEALED {
        for byte in [0, 1, 24, 25, 40, usize::MAX] {
            let home = populated();
            let before = Snapshot::of(&home.open()).expect("an intact store");

            flip(&home, place, byte);

            let store = home.open();
            match Snapshot::of(&store) {
                // Lists leave the row out; only single reads fail.
                Ok(after) => {
                    assert_eq!(after.quarantined(), 1, "{place:?}");
                    assert_eq!(after.keys, before.keys);
                }
                Err(error) => {
                    let (table, column, _) = place;
                    let StoreError::CorruptRow { place } = error else { panic!("{error}") };
                    assert_eq!(place, format!("{table}.{column}"));
                }
            }
            assert_eq!(store.account(&account_id("other")), Ok(account("other")), "{place:?}");
            assert_eq!(store.pending(at(2_000)).expect("a store").len(), 5, "{place:?}");
        }
    }
}

#[test]
fn a_damaged_account_is_named_so_that_it_can_be_enrolled_again() {
    let home = populated();
    flip(&home, SEALED[1], 30);
    let store = home.open();
    let lost = LostAccount {
        id: account_id("acc"),
        dialect: "native".parse().expect("an id"),
        issuer_host: "login.example".to_owned(),
        enrolled_at: at(1_001),
    };
    let damaged = QuarantinedRow { place: "account.profile", row: "acc".to_owned(), account: Some(lost) };

    let accounts = store.accounts().expect("a store");
    assert_eq!(accounts, [Row::Quarantined(damaged), Row::Intact(account("other"))]);
    assert_eq!(store.account(&account_id("acc")), Err(StoreError::CorruptRow { place: "account.profile" }));
    assert!(store.next_counter(&account_id("acc")).is_ok());
    assert_eq!(store.remove_account(&account_id("acc")), Ok(()));
    assert_eq!(store.accounts().expect("a store").len(), 1);
}

#[test]
fn a_damaged_challenge_is_named_with_its_account() {
    let home = populated();
    run(&home, "UPDATE challenge SET content = x'01' WHERE account = 'acc' AND server = 'waiting'");

    let pending = home.open().pending(at(2_000)).expect("a store");

    let Some(Row::Quarantined(damaged)) = pending.first() else { panic!("{pending:?}") };
    assert_eq!((damaged.place, damaged.row.as_str()), ("challenge.content", "acc.waiting"));
    assert_eq!(damaged.account.as_ref().map(|account| account.id.as_str()), Some("acc"));
}

#[test]
fn a_damaged_answer_is_never_sent() {
    let home = populated();
    flip(&home, SEALED[4], 50);
    let store = home.open();

    let error = StoreError::CorruptRow { place: "challenge.answer" };
    assert_eq!(store.journal_entry(&challenge_id("acc", "decided")), Err(error));
    assert!(matches!(store.unsettled().expect("a store")[..], [Row::Quarantined(_)]));
}

#[test]
fn a_damaged_key_or_enrollment_is_an_error_and_not_a_new_one() {
    let home = populated();
    run(&home, "UPDATE private_key SET sealed = x'0102' WHERE handle = 'one'");
    flip(&home, SEALED[0], 60);
    let store = home.open();

    assert_eq!(store.key(&handle("one")).err(), Some(StoreError::CorruptRow { place: "private_key.sealed" }));
    assert!(store.key(&handle("two")).is_ok_and(|key| key.is_some()));
    let begun = store.begin_enrollment(&enrollment("begun"));
    assert_eq!(begun, Err(StoreError::CorruptRow { place: "enrollment.sealed" }));
    assert_eq!(store.begin_enrollment(&enrollment("another")), Ok(Begun::Started));
}

#[test]
fn a_value_moved_to_another_row_or_column_is_noticed() {
    let home = populated();
    run(&home, "UPDATE account SET profile = (SELECT profile FROM account WHERE id = 'acc') WHERE id = 'other'");
    run(&home, "UPDATE account SET otp = (SELECT profile FROM account WHERE id = 'acc') WHERE id = 'acc'");
    run(
        &home,
        "UPDATE challenge SET content = (SELECT content FROM challenge WHERE account = 'other' AND server = 'waiting') \
         WHERE account = 'acc' AND server = 'waiting'",
    );
    let store = home.open();

    let place = "account.profile";
    assert_eq!(store.account(&account_id("other")), Err(StoreError::CorruptRow { place }));
    assert_eq!(store.otp(&account_id("acc")).err(), Some(StoreError::CorruptRow { place: "account.otp" }));
    let place = "challenge.content";
    assert_eq!(store.challenge(&challenge_id("acc", "waiting")), Err(StoreError::CorruptRow { place }));
}

#[test]
fn changed_clear_columns_are_noticed_where_they_must_not_change() {
    for (column, value, where_, place) in [
        ("dialect", "'other'", "account", "account.dialect"),
        ("dialect", "'no id'", "account", "account.dialect"),
        ("issuer_host", "'evil.example'", "account", "account.issuer_host"),
        ("enrolled_at", "5", "account", "account.enrolled_at"),
        ("state", "'unheard-of'", "account", "account.state"),
        ("state", "CAST(x'ff' AS TEXT)", "account", "account.state"),
        ("counter", "-1", "account", "account.counter"),
    ] {
        let home = populated();
        run(&home, &format!("UPDATE {where_} SET {column} = {value} WHERE id = 'acc'"));
        let store = home.open();

        assert_eq!(store.account(&account_id("acc")), Err(StoreError::CorruptRow { place }), "{value}");
        assert_eq!(store.account(&account_id("other")), Ok(account("other")));
    }
    for (column, value) in [("expires_at", "99999"), ("issued_at", "1"), ("state", "'new'")] {
        let home = populated();
        run(&home, &format!("UPDATE challenge SET {column} = {value} WHERE account = 'acc' AND server = 'waiting'"));

        let result = home.open().challenge(&challenge_id("acc", "waiting"));

        let Err(StoreError::CorruptRow { place }) = result else { panic!("{result:?}") };
        assert_eq!(place, format!("challenge.{column}"));
    }
}

#[test]
fn a_damaged_account_can_still_change_its_state() {
    let home = populated();
    flip(&home, SEALED[1], 30);
    let store = home.open();
    let change = countersign_core::model::AccountChange::State(AccountState::Removing);

    assert_eq!(store.change_account(&account_id("acc"), &change), Ok(()));
    let label = countersign_core::model::AccountChange::Label(None);
    let place = "account.profile";
    assert_eq!(store.change_account(&account_id("acc"), &label), Err(StoreError::CorruptRow { place }));
}
