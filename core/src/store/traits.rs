//! What a store can do.

use super::{Begun, Decided, Intake, Row, StoreError};
use crate::model::{
    Account, AccountChange, AccountId, Challenge, ChallengeId, ChallengeStatus, DenyReason, Enrollment, Event,
    HistoryEntry, HistoryPage, JournalEntry, KeyHandle, Secret, Settlement, UnixTime,
};

/// Accounts, challenges, the decision journal and history, durable and safe for several processes at once.
///
/// Every method is one transaction: when it returns `Ok` the change survives a crash, when it returns `Err` nothing
/// changed. Methods marked *relaxed* may be forgotten by a power loss, because the server can be asked again.
///
/// Where a method takes `now`, that is this phone's clock: the store adds the clock offset of each account, because
/// challenges have times by the clock of their own server. A challenge has expired when [`Challenge::leaves_at`] is not after that.
pub trait Store: KeyStore {
    // Enrollment

    /// Remembers an enrollment before anything is sent.
    fn begin_enrollment(&self, enrollment: &Enrollment) -> Result<Begun, StoreError>;
    /// Replaces what is remembered of an enrollment that began, unless that is not `known` any more. Returns what is remembered then;
    /// `NotFound` when the enrollment is over.
    fn replace_enrollment(&self, known: &Enrollment, by: &Enrollment) -> Result<Enrollment, StoreError>;
    /// Enrollments without a receipt, oldest first.
    fn enrollments(&self) -> Result<Vec<Row<Enrollment>>, StoreError>;
    /// Replaces an enrollment by its account (with its one-time-code secret) in one step. Doing it twice is doing it once:
    /// an account that exists stays as it is. `NotFound` when there is neither, so that a late reply cannot bring back an
    /// account that was removed meanwhile.
    fn finish_enrollment(&self, account: &Account, otp: Option<&Secret>) -> Result<(), StoreError>;
    /// Forgets an enrollment that was given up. Its keys must be deleted first. Doing it twice is doing it once.
    fn abandon_enrollment(&self, id: &AccountId) -> Result<(), StoreError>;

    // Accounts

    /// All accounts, in order of enrollment.
    fn accounts(&self) -> Result<Vec<Row<Account>>, StoreError>;
    /// One account.
    fn account(&self, id: &AccountId) -> Result<Account, StoreError>;
    /// Applies one change. A change of the clock offset is *relaxed*. Promoting without a next key changes nothing.
    fn change_account(&self, id: &AccountId, change: &AccountChange) -> Result<(), StoreError>;
    /// Gives out the account's next message counter, durably: no two calls in any process get the same. It starts after
    /// [`Account::counter`] and skips what [`Store::decide`] took.
    fn next_counter(&self, id: &AccountId) -> Result<u64, StoreError>;
    /// The account's one-time-code secret and parameters, as [`Store::finish_enrollment`] stored them.
    fn otp(&self, id: &AccountId) -> Result<Option<Secret>, StoreError>;
    /// Removes an account with its challenges that wait undecided. Everything else stays as history. Its keys must be
    /// deleted first. Doing it twice is doing it once.
    fn remove_account(&self, id: &AccountId) -> Result<(), StoreError>;

    // Challenges

    /// Remembers a challenge. The first message with an id stays: what was shown can never be exchanged.
    fn record_challenge(&self, challenge: &Challenge) -> Result<Intake, StoreError>;
    /// One challenge and where it stands.
    fn challenge(&self, id: &ChallengeId) -> Result<(Challenge, ChallengeStatus), StoreError>;
    /// Challenges that wait for the person and have not expired by `now`, oldest first. The cost depends on how many
    /// wait, not on the number of accounts or the length of history.
    fn pending(&self, now: UnixTime) -> Result<Vec<Row<Challenge>>, StoreError>;
    /// Denied challenges of existing accounts whose deny could not be signed yet and that have not expired by `now`,
    /// oldest first.
    fn latched(&self, now: UnixTime) -> Result<Vec<Row<Challenge>>, StoreError>;

    // The decision journal

    /// Moves a challenge from pending (or from latched, for a deny) to decided and stores the answer, in one durable step.
    /// Its counter must be above the account's, which then takes it over.
    fn decide(&self, entry: &JournalEntry) -> Result<Decided, StoreError>;
    /// Makes a deny final on this phone although it cannot be signed yet. The first reason stays.
    fn latch_deny(&self, id: &ChallengeId, reason: Option<DenyReason>) -> Result<Decided, StoreError>;
    /// The journal entry of a challenge, if it was decided here.
    fn journal_entry(&self, id: &ChallengeId) -> Result<Option<JournalEntry>, StoreError>;
    /// Answers that the server has not confirmed, oldest decision first, of accounts that still exist.
    fn unsettled(&self) -> Result<Vec<Row<JournalEntry>>, StoreError>;
    /// Records how a challenge ended. The first settlement stays and is returned. *Relaxed.*
    fn settle(&self, id: &ChallengeId, settlement: &Settlement) -> Result<Settlement, StoreError>;

    // History

    /// Adds an event. *Relaxed.*
    fn append_event(&self, event: &Event) -> Result<(), StoreError>;
    /// Events, and challenges that are no longer waiting, newest first by [`HistoryEntry::at`]. A challenge that ran out
    /// by `now` without an answer is shown as expired, although nothing was settled.
    fn history(&self, page: &HistoryPage, now: UnixTime) -> Result<Vec<Row<HistoryEntry>>, StoreError>;
}

/// Where a software signer keeps private keys, and the engine those of the Web Push subscription. Sealed like everything else.
pub trait KeyStore: Send + Sync {
    /// Stores a new key. When the handle is taken the stored key stays, so that making a key can be retried.
    fn put_key(&self, handle: &KeyHandle, key: &Secret) -> Result<(), StoreError>;
    /// The key, if there is one.
    fn key(&self, handle: &KeyHandle) -> Result<Option<Secret>, StoreError>;
    /// Deletes the key. Deleting twice is deleting once.
    fn delete_key(&self, handle: &KeyHandle) -> Result<(), StoreError>;
}
