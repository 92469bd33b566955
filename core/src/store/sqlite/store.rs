//! The SQLite store as a [`Store`]: which table does it, and whether it waits for the disk.

use super::database::Durability::{self, Relaxed, Synced};
use super::words::ChallengeState;
use super::{SqliteStore, accounts, challenges, enrollments, history, journal};
use crate::model::{
    Account, AccountChange, AccountId, Challenge, ChallengeId, ChallengeStatus, DenyReason, Enrollment, Event,
    HistoryEntry, HistoryPage, JournalEntry, Secret, Settlement, UnixTime,
};
use crate::store::{Begun, Decided, Intake, Row, Store, StoreError};

impl Store for SqliteStore {
    fn begin_enrollment(&self, enrollment: &Enrollment) -> Result<Begun, StoreError> {
        self.database().write(Synced, |connection| enrollments::begin(connection, &self.sealer, enrollment))
    }

    fn replace_enrollment(&self, known: &Enrollment, by: &Enrollment) -> Result<Enrollment, StoreError> {
        self.database().write(Synced, |connection| enrollments::replace(connection, &self.sealer, known, by))
    }

    fn enrollments(&self) -> Result<Vec<Row<Enrollment>>, StoreError> {
        self.database().read(|connection| enrollments::all(connection, &self.sealer))
    }

    fn finish_enrollment(&self, account: &Account, otp: Option<&Secret>) -> Result<(), StoreError> {
        self.database().write(Synced, |connection| enrollments::finish(connection, &self.sealer, account, otp))
    }

    fn abandon_enrollment(&self, id: &AccountId) -> Result<(), StoreError> {
        self.database().write(Synced, |connection| enrollments::abandon(connection, id))
    }

    fn accounts(&self) -> Result<Vec<Row<Account>>, StoreError> {
        self.database().read(|connection| accounts::all(connection, &self.sealer))
    }

    fn account(&self, id: &AccountId) -> Result<Account, StoreError> {
        self.database().read(|connection| accounts::one(connection, &self.sealer, id))
    }

    fn change_account(&self, id: &AccountId, change: &AccountChange) -> Result<(), StoreError> {
        let durability = durability_of(change);
        self.database().write(durability, |connection| accounts::change(connection, &self.sealer, id, change))
    }

    fn next_counter(&self, id: &AccountId) -> Result<u64, StoreError> {
        self.database().write(Synced, |connection| accounts::next_counter(connection, id))
    }

    fn otp(&self, id: &AccountId) -> Result<Option<Secret>, StoreError> {
        self.database().read(|connection| accounts::otp(connection, &self.sealer, id))
    }

    fn remove_account(&self, id: &AccountId) -> Result<(), StoreError> {
        self.database().write(Synced, |connection| accounts::remove(connection, id))
    }

    fn record_challenge(&self, challenge: &Challenge) -> Result<Intake, StoreError> {
        self.database().write(Synced, |connection| challenges::record(connection, &self.sealer, challenge))
    }

    fn challenge(&self, id: &ChallengeId) -> Result<(Challenge, ChallengeStatus), StoreError> {
        self.database().read(|connection| challenges::one(connection, &self.sealer, id))
    }

    fn pending(&self, now: UnixTime) -> Result<Vec<Row<Challenge>>, StoreError> {
        self.database().read(|connection| challenges::open(connection, &self.sealer, ChallengeState::Pending, now))
    }

    fn latched(&self, now: UnixTime) -> Result<Vec<Row<Challenge>>, StoreError> {
        self.database().read(|connection| challenges::open(connection, &self.sealer, ChallengeState::Latched, now))
    }

    fn decide(&self, entry: &JournalEntry) -> Result<Decided, StoreError> {
        self.database().write(Synced, |connection| journal::decide(connection, &self.sealer, entry))
    }

    fn latch_deny(&self, id: &ChallengeId, reason: Option<DenyReason>) -> Result<Decided, StoreError> {
        self.database().write(Synced, |connection| journal::latch_deny(connection, id, reason))
    }

    fn journal_entry(&self, id: &ChallengeId) -> Result<Option<JournalEntry>, StoreError> {
        self.database().read(|connection| journal::entry(connection, &self.sealer, id))
    }

    fn unsettled(&self) -> Result<Vec<Row<JournalEntry>>, StoreError> {
        self.database().read(|connection| journal::unsettled(connection, &self.sealer))
    }

    fn settle(&self, id: &ChallengeId, settlement: &Settlement) -> Result<Settlement, StoreError> {
        self.database().write(Relaxed, |connection| journal::settle(connection, id, settlement))
    }

    fn append_event(&self, event: &Event) -> Result<(), StoreError> {
        self.database().write(Relaxed, |connection| history::append(connection, &self.sealer, event))
    }

    fn history(&self, page: &HistoryPage, now: UnixTime) -> Result<Vec<Row<HistoryEntry>>, StoreError> {
        self.database().read(|connection| history::page(connection, &self.sealer, page, now))
    }
}

/// A clock offset comes again with the next reply.
const fn durability_of(change: &AccountChange) -> Durability {
    match change {
        AccountChange::ClockOffset(_) => Relaxed,
        AccountChange::Label(_)
        | AccountChange::State(_)
        | AccountChange::Push(_)
        | AccountChange::NextKey(_)
        | AccountChange::PromoteNextKey => Synced,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{AccountState, EventKind, Recorded, Verdict};
    use crate::platform::{FileVault, SystemEntropy};
    use crate::store::{KeyStore, OpenOptions};

    /// SQLite's numbers for `PRAGMA synchronous`.
    const NORMAL: i64 = 1;
    const FULL: i64 = 2;

    type Method = (&'static str, fn(&SqliteStore));

    fn account() -> AccountId {
        "nobody".parse().expect("an id")
    }

    fn challenge() -> ChallengeId {
        ChallengeId { account: account(), server: "none".parse().expect("an id") }
    }

    fn change(store: &SqliteStore, change: &AccountChange) {
        let _ = store.change_account(&account(), change);
    }

    fn event(store: &SqliteStore) {
        let at = UnixTime::from_seconds(1);
        let event = Event { at, account: account(), kind: EventKind::Enrolled, account_name: String::new() };
        store.append_event(&event).expect("a store");
    }

    fn settle(store: &SqliteStore) {
        let settlement = Settlement { recorded: Recorded::Denied, by_us: true, at: UnixTime::from_seconds(1) };
        let _ = store.settle(&challenge(), &settlement);
    }

    fn decide(store: &SqliteStore) {
        let decided_at = UnixTime::from_seconds(1);
        let (verdict, answer) = (Verdict::Approve, vec![]);
        let entry = JournalEntry { challenge: challenge(), verdict, reason: None, counter: 1, answer, decided_at };
        let _ = store.decide(&entry);
    }

    fn synchronous(store: &SqliteStore) -> i64 {
        let level =
            |connection: &rusqlite::Connection| Ok(connection.query_row("PRAGMA synchronous", [], |row| row.get(0))?);
        store.database().read(level).expect("a database")
    }

    /// Whether a method finds its row or not, it chooses how to commit first.
    #[test]
    fn only_what_the_server_can_tell_again_is_not_synced() {
        let folder = tempfile::tempdir().expect("a folder");
        let vault = FileVault::new(folder.path().join("key"));
        let path = folder.path().join("countersign.db");
        let store = SqliteStore::open(&path, &OpenOptions::default(), &vault, Arc::new(SystemEntropy));
        let store = store.expect("a database");
        let synced: [Method; 9] = [
            ("decide", decide),
            ("latch_deny", |store| drop(store.latch_deny(&challenge(), None))),
            ("next_counter", |store| drop(store.next_counter(&account()))),
            ("abandon_enrollment", |store| drop(store.abandon_enrollment(&account()))),
            ("remove_account", |store| drop(store.remove_account(&account()))),
            ("change_account state", |store| change(store, &AccountChange::State(AccountState::Active))),
            ("change_account promote", |store| change(store, &AccountChange::PromoteNextKey)),
            ("put_key", |store| drop(store.put_key(&"key".parse().expect("an id"), &Secret::new(vec![1])))),
            ("delete_key", |store| drop(store.delete_key(&"key".parse().expect("an id")))),
        ];
        let relaxed: [Method; 3] = [
            ("settle", settle),
            ("append_event", event),
            ("change_account clock offset", |store| change(store, &AccountChange::ClockOffset(1))),
        ];

        assert_eq!(synchronous(&store), FULL);
        for (name, method) in synced {
            event(&store);
            method(&store);
            assert_eq!(synchronous(&store), FULL, "{name}");
        }
        for (name, method) in relaxed {
            decide(&store);
            method(&store);
            assert_eq!(synchronous(&store), NORMAL, "{name}");
        }
    }
}
