//! A full disk: nothing is lost, and everything works again once there is space.

use countersign_core::store::{OpenOptions, Store, StoreError};

use crate::operations::{OPERATIONS, populate, populated};
use crate::samples::{Home, event, open_with};
use crate::snapshot::Snapshot;

fn pages(home: &Home) -> u32 {
    let connection = rusqlite::Connection::open(home.path()).expect("a database");
    connection.query_row("PRAGMA page_count", [], |row| row.get(0)).expect("a number")
}

#[test]
fn every_method_either_works_or_changes_nothing_on_a_full_disk() {
    for (name, operation) in OPERATIONS {
        let home = populated();
        let options = OpenOptions { max_pages: Some(pages(&home)), ..OpenOptions::default() };
        let store = open_with(&home.path(), &options, &home.vault).expect("a database");
        while store.append_event(&event("acc", 500)) != Err(StoreError::Full) {}
        let before = Snapshot::of(&store).expect("a store");

        match operation(&store) {
            Ok(()) => assert_ne!(Snapshot::of(&store).as_ref(), Ok(&before), "{name}"),
            Err(error) => {
                assert_eq!(error, StoreError::Full, "{name}");
                assert_eq!(Snapshot::of(&store).as_ref(), Ok(&before), "{name}");
                assert_eq!(operation(&home.open()), Ok(()), "{name}, with space again");
            }
        }
    }
}

#[test]
fn a_full_disk_refuses_answers_before_they_are_sent() {
    use crate::samples::{account, challenge, challenge_id, enroll, entry};
    use countersign_core::model::{ChallengeStatus, JournalEntry, Verdict};

    let home = Home::new();
    let store = home.open();
    enroll(&store, &account("acc"));
    store.record_challenge(&challenge("acc", "one")).expect("an account");
    drop(store);
    let options = OpenOptions { max_pages: Some(pages(&home)), ..OpenOptions::default() };
    let store = open_with(&home.path(), &options, &home.vault).expect("a database");
    let id = challenge_id("acc", "one");
    let large = JournalEntry { answer: vec![7; 1 << 16], ..entry(&id, Verdict::Approve, 8) };

    assert_eq!(store.decide(&large), Err(StoreError::Full));
    assert_eq!(store.challenge(&id).expect("a challenge").1, ChallengeStatus::Pending);
    assert_eq!(store.account(&id.account).expect("an account").counter, 7);
}

#[test]
fn a_database_that_cannot_be_made_can_be_made_later() {
    for pages in (1..40).step_by(3) {
        let home = Home::new();
        let options = OpenOptions { max_pages: Some(pages), ..OpenOptions::default() };
        if let Err(error) = open_with(&home.path(), &options, &home.vault) {
            assert_eq!(error, StoreError::Full, "{pages} pages");
        }
        let key = home.vault.key();

        populate(&home.open());

        assert!(key.is_none() || key == home.vault.key(), "{pages} pages");
    }
}
