//! What survives a restart.
//!
//! One trait, two stores ([`SqliteStore`] for devices, [`MemoryStore`] for tests), one conformance suite that both
//! must pass. The rule not to break: **storage never lies**. A lost key, a locked key, a corrupt row, a full disk and a
//! newer database are different errors, nothing is ever deleted automatically, and one bad row never hides the others.

mod error;
mod memory;
mod sqlite;

pub use error::StoreError;
pub use memory::MemoryStore;
pub use sqlite::{OpenOptions, SqliteStore};

use crate::model::{
    Account, AccountChange, AccountId, Challenge, ChallengeId, ChallengeStatus, DenyReason, DialectId, Enrollment, Event,
    HistoryEntry, HistoryPage, JournalEntry, KeyHandle, Secret, Settlement, UnixTime, Verdict,
};

/// Accounts, challenges, the decision journal and history, durable and safe for several processes at once.
///
/// Every method is one transaction: when it returns `Ok` the change survives a crash, when it returns `Err` nothing
/// changed. Methods marked *relaxed* may be forgotten by a power loss, because the server can be asked again.
pub trait Store: Send + Sync {
    // Enrollment

    /// Remembers an enrollment before anything is sent.
    fn begin_enrollment(&self, enrollment: &Enrollment) -> Result<Begun, StoreError>;
    /// Enrollments without a receipt, oldest first.
    fn enrollments(&self) -> Result<Vec<Row<Enrollment>>, StoreError>;
    /// Replaces an enrollment by its account (with its one-time-code secret) in one step. Doing it twice is doing it once.
    fn finish_enrollment(&self, account: &Account, otp: Option<&Secret>) -> Result<(), StoreError>;
    /// Forgets an enrollment that the server refused. Its key must be deleted first.
    fn abandon_enrollment(&self, id: &AccountId) -> Result<(), StoreError>;

    // Accounts

    /// All accounts, in order of enrollment.
    fn accounts(&self) -> Result<Vec<Row<Account>>, StoreError>;
    /// One account.
    fn account(&self, id: &AccountId) -> Result<Account, StoreError>;
    /// Applies one change.
    fn change_account(&self, id: &AccountId, change: &AccountChange) -> Result<(), StoreError>;
    /// Gives out the account's next message counter, durably: no two calls in any process get the same.
    fn next_counter(&self, id: &AccountId) -> Result<u64, StoreError>;
    /// The account's one-time-code secret and parameters, as [`Store::finish_enrollment`] stored them.
    fn otp(&self, id: &AccountId) -> Result<Option<Secret>, StoreError>;
    /// Removes an account with its challenges that were never decided. History stays. Its key must be deleted first.
    fn remove_account(&self, id: &AccountId) -> Result<(), StoreError>;

    // Challenges

    /// Remembers a challenge. The first message with an id stays: what was shown can never be exchanged.
    fn record_challenge(&self, challenge: &Challenge) -> Result<Intake, StoreError>;
    /// One challenge and where it stands.
    fn challenge(&self, id: &ChallengeId) -> Result<(Challenge, ChallengeStatus), StoreError>;
    /// Challenges that wait for the person and have not expired by `now`, oldest first. The cost depends on how many
    /// wait, not on the number of accounts or the length of history.
    fn pending(&self, now: UnixTime) -> Result<Vec<Row<Challenge>>, StoreError>;

    // The decision journal

    /// Moves a challenge from pending (or from latched, for a deny) to decided and stores the answer, in one durable step.
    fn decide(&self, entry: &JournalEntry) -> Result<Decided, StoreError>;
    /// Makes a deny final on this phone although it cannot be signed yet.
    fn latch_deny(&self, id: &ChallengeId, reason: Option<DenyReason>) -> Result<Decided, StoreError>;
    /// The journal entry of a challenge, if it was decided here.
    fn journal_entry(&self, id: &ChallengeId) -> Result<Option<JournalEntry>, StoreError>;
    /// Denies that are latched and not yet signed, oldest first.
    fn latched(&self) -> Result<Vec<(ChallengeId, Option<DenyReason>)>, StoreError>;
    /// Answers that the server has not confirmed, oldest first.
    fn unsettled(&self) -> Result<Vec<Row<JournalEntry>>, StoreError>;
    /// Records how a challenge ended. The first settlement stays and is returned. *Relaxed.*
    fn settle(&self, id: &ChallengeId, settlement: &Settlement) -> Result<Settlement, StoreError>;

    // History

    /// Adds an event. *Relaxed.*
    fn append_event(&self, event: &Event) -> Result<(), StoreError>;
    /// Events and challenges that are no longer waiting, newest first.
    fn history(&self, page: &HistoryPage, now: UnixTime) -> Result<Vec<Row<HistoryEntry>>, StoreError>;
}

/// Where a software signer keeps private keys. Sealed like everything else.
pub trait KeyStore: Send + Sync {
    /// Stores a new key. When the handle is taken the stored key stays, so that making a key can be retried.
    fn put_key(&self, handle: &KeyHandle, key: &Secret) -> Result<(), StoreError>;
    /// The key, if there is one.
    fn key(&self, handle: &KeyHandle) -> Result<Option<Secret>, StoreError>;
    /// Deletes the key. Deleting twice is deleting once.
    fn delete_key(&self, handle: &KeyHandle) -> Result<(), StoreError>;
}

/// A row that could be read, or what is known of one that could not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row<T> {
    /// As stored.
    Intact(T),
    /// Damaged. It stays in the file, untouched; everything else works.
    Quarantined(QuarantinedRow),
}

impl<T> Row<T> {
    /// The value, when intact.
    pub fn intact(self) -> Option<T> {
        match self {
            Self::Intact(value) => Some(value),
            Self::Quarantined(_) => None,
        }
    }
}

/// What is known of a row that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarantinedRow {
    /// Table and column that failed, for example `account.sealed`.
    pub place: &'static str,
    /// The row's id as far as it is readable.
    pub row: String,
    /// The account it belongs to.
    pub account: Option<LostAccount>,
}

/// What stays known of an account whose sealed part is unreadable: enough to enroll it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostAccount {
    /// Its id on this phone.
    pub id: AccountId,
    /// The language its server speaks.
    pub dialect: DialectId,
    /// Host name of its issuer.
    pub issuer_host: String,
    /// When it was enrolled.
    pub enrolled_at: UnixTime,
}

/// Outcome of [`Store::begin_enrollment`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// Remembered now.
    Started,
    /// The same ticket was begun before: go on with this one.
    Resumed(Enrollment),
    /// The ticket already made an account.
    AlreadyEnrolled(AccountId),
}

/// Outcome of [`Store::record_challenge`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intake {
    /// Seen for the first time.
    New,
    /// Seen before; it stands like this.
    Known(ChallengeStatus),
}

/// Outcome of [`Store::decide`] and [`Store::latch_deny`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decided {
    /// This decision is now the decision.
    Now,
    /// Another one came first and stays.
    Before {
        /// What was decided then.
        verdict: Verdict,
        /// Where the challenge stands.
        status: ChallengeStatus,
    },
    /// The challenge ended before anybody decided here.
    Ended(Settlement),
    /// The counter in the answer was given out meanwhile: sign again with a higher one.
    CounterTaken,
}
