//! All that a store says, to compare.

use countersign_core::model::{
    Account, AccountId, Challenge, ChallengeId, ChallengeStatus, Enrollment, HistoryEntry, HistoryPage, JournalEntry,
};
use countersign_core::store::{Row, Store, StoreError};

use crate::samples::{at, handle};

/// What a store answers to every question.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Snapshot {
    pub(crate) enrollments: Vec<Row<Enrollment>>,
    pub(crate) accounts: Vec<Row<Account>>,
    pub(crate) otp: Vec<(AccountId, Option<Vec<u8>>)>,
    pub(crate) pending: Vec<Row<Challenge>>,
    pub(crate) latched: Vec<Row<Challenge>>,
    pub(crate) unsettled: Vec<Row<JournalEntry>>,
    pub(crate) history: Vec<Row<HistoryEntry>>,
    pub(crate) challenges: Vec<(ChallengeId, ChallengeStatus, Option<JournalEntry>)>,
    pub(crate) keys: Vec<Option<Vec<u8>>>,
}

impl Snapshot {
    /// Asks everything at a time when the sample challenges still wait.
    pub(crate) fn of(store: &impl Store) -> Result<Self, StoreError> {
        let accounts = store.accounts()?;
        let mut otp = Vec::new();
        for account in accounts.iter().cloned().filter_map(Row::intact) {
            let secret = store.otp(&account.id)?;
            otp.push((account.id, secret.map(|secret| secret.expose().to_vec())));
        }
        let pending = store.pending(at(2_000))?;
        let latched = store.latched(at(2_000))?;
        let history = store.history(&HistoryPage { account: None, before: None, limit: 1_000 }, at(2_000))?;
        let mut challenges = Vec::new();
        for id in ids(&pending, &latched, &history) {
            let (_, status) = store.challenge(&id)?;
            let entry = store.journal_entry(&id)?;
            challenges.push((id, status, entry));
        }
        let mut keys = Vec::new();
        for name in ["one", "two", "new"] {
            keys.push(store.key(&handle(name))?.map(|key| key.expose().to_vec()));
        }
        let (enrollments, unsettled) = (store.enrollments()?, store.unsettled()?);
        Ok(Self { enrollments, accounts, otp, pending, latched, unsettled, history, challenges, keys })
    }

    /// How many rows of its lists are damaged.
    pub(crate) fn quarantined(&self) -> usize {
        count(&self.enrollments)
            + count(&self.accounts)
            + count(&self.pending)
            + count(&self.latched)
            + count(&self.unsettled)
            + count(&self.history)
    }
}

fn ids(pending: &[Row<Challenge>], latched: &[Row<Challenge>], history: &[Row<HistoryEntry>]) -> Vec<ChallengeId> {
    let open = pending.iter().chain(latched).cloned().filter_map(Row::intact).map(|challenge| challenge.id);
    let ended = history.iter().cloned().filter_map(Row::intact).filter_map(|entry| match entry {
        HistoryEntry::Challenge { challenge, .. } => Some(challenge.id),
        HistoryEntry::Event(_) => None,
    });
    open.chain(ended).collect()
}

fn count<T>(rows: &[Row<T>]) -> usize {
    rows.iter().filter(|row| matches!(row, Row::Quarantined(_))).count()
}
