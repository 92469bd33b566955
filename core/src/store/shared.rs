//! A store behind an `Arc` is a store.

use std::sync::Arc;

use super::{Begun, Decided, Intake, KeyStore, Row, Store, StoreError};
use crate::model::{
    Account, AccountChange, AccountId, Challenge, ChallengeId, ChallengeStatus, DenyReason, Enrollment, Event,
    HistoryEntry, HistoryPage, JournalEntry, KeyHandle, Secret, Settlement, UnixTime,
};

impl<S: Store + ?Sized> Store for Arc<S> {
    fn begin_enrollment(&self, enrollment: &Enrollment) -> Result<Begun, StoreError> {
        (**self).begin_enrollment(enrollment)
    }

    fn replace_enrollment(&self, known: &Enrollment, by: &Enrollment) -> Result<Enrollment, StoreError> {
        (**self).replace_enrollment(known, by)
    }

    fn enrollments(&self) -> Result<Vec<Row<Enrollment>>, StoreError> {
        (**self).enrollments()
    }

    fn finish_enrollment(&self, account: &Account, otp: Option<&Secret>) -> Result<(), StoreError> {
        (**self).finish_enrollment(account, otp)
    }

    fn abandon_enrollment(&self, id: &AccountId) -> Result<(), StoreError> {
        (**self).abandon_enrollment(id)
    }

    fn accounts(&self) -> Result<Vec<Row<Account>>, StoreError> {
        (**self).accounts()
    }

    fn account(&self, id: &AccountId) -> Result<Account, StoreError> {
        (**self).account(id)
    }

    fn change_account(&self, id: &AccountId, change: &AccountChange) -> Result<(), StoreError> {
        (**self).change_account(id, change)
    }

    fn next_counter(&self, id: &AccountId) -> Result<u64, StoreError> {
        (**self).next_counter(id)
    }

    fn otp(&self, id: &AccountId) -> Result<Option<Secret>, StoreError> {
        (**self).otp(id)
    }

    fn remove_account(&self, id: &AccountId) -> Result<(), StoreError> {
        (**self).remove_account(id)
    }

    fn record_challenge(&self, challenge: &Challenge) -> Result<Intake, StoreError> {
        (**self).record_challenge(challenge)
    }

    fn challenge(&self, id: &ChallengeId) -> Result<(Challenge, ChallengeStatus), StoreError> {
        (**self).challenge(id)
    }

    fn pending(&self, now: UnixTime) -> Result<Vec<Row<Challenge>>, StoreError> {
        (**self).pending(now)
    }

    fn latched(&self, now: UnixTime) -> Result<Vec<Row<Challenge>>, StoreError> {
        (**self).latched(now)
    }

    fn decide(&self, entry: &JournalEntry) -> Result<Decided, StoreError> {
        (**self).decide(entry)
    }

    fn latch_deny(&self, id: &ChallengeId, reason: Option<DenyReason>) -> Result<Decided, StoreError> {
        (**self).latch_deny(id, reason)
    }

    fn journal_entry(&self, id: &ChallengeId) -> Result<Option<JournalEntry>, StoreError> {
        (**self).journal_entry(id)
    }

    fn unsettled(&self) -> Result<Vec<Row<JournalEntry>>, StoreError> {
        (**self).unsettled()
    }

    fn settle(&self, id: &ChallengeId, settlement: &Settlement) -> Result<Settlement, StoreError> {
        (**self).settle(id, settlement)
    }

    fn append_event(&self, event: &Event) -> Result<(), StoreError> {
        (**self).append_event(event)
    }

    fn history(&self, page: &HistoryPage, now: UnixTime) -> Result<Vec<Row<HistoryEntry>>, StoreError> {
        (**self).history(page, now)
    }
}

impl<K: KeyStore + ?Sized> KeyStore for Arc<K> {
    fn put_key(&self, handle: &KeyHandle, key: &Secret) -> Result<(), StoreError> {
        (**self).put_key(handle, key)
    }

    fn key(&self, handle: &KeyHandle) -> Result<Option<Secret>, StoreError> {
        (**self).key(handle)
    }

    fn delete_key(&self, handle: &KeyHandle) -> Result<(), StoreError> {
        (**self).delete_key(handle)
    }
}
