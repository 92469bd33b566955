//! The memory store as a [`Store`].

use zeroize::Zeroizing;

use super::MemoryStore;
use super::state::{StoredAccount, StoredChallenge};
use crate::model::{
    Account, AccountChange, AccountId, Challenge, ChallengeId, ChallengeStatus, DenyReason, Enrollment, Event,
    HistoryEntry, HistoryPage, JournalEntry, Secret, Settlement, UnixTime,
};
use crate::store::transition::{apply, in_history, obstacle_to_decide, obstacle_to_latch, settlement_of, verdict_of};
use crate::store::{Begun, Decided, Intake, Row, Store, StoreError};

impl Store for MemoryStore {
    fn begin_enrollment(&self, enrollment: &Enrollment) -> Result<Begun, StoreError> {
        let mut state = self.state();
        if state.account(&enrollment.id).is_ok() {
            return Ok(Begun::AlreadyEnrolled(enrollment.id.clone()));
        }
        if let Some(begun) = state.enrollments.iter().find(|begun| begun.id == enrollment.id) {
            return Ok(Begun::Resumed(Box::new(begun.clone())));
        }
        state.enrollments.push(enrollment.clone());
        Ok(Begun::Started)
    }

    fn replace_enrollment(&self, known: &Enrollment, by: &Enrollment) -> Result<Enrollment, StoreError> {
        let mut state = self.state();
        let begun = state.enrollments.iter_mut().find(|begun| begun.id == known.id).ok_or(StoreError::NotFound)?;
        if begun == known {
            begun.clone_from(by);
        }
        Ok(begun.clone())
    }

    fn enrollments(&self) -> Result<Vec<Row<Enrollment>>, StoreError> {
        Ok(self.state().enrollments.iter().cloned().map(Row::Intact).collect())
    }

    fn finish_enrollment(&self, account: &Account, otp: Option<&Secret>) -> Result<(), StoreError> {
        let mut state = self.state();
        if state.account(&account.id).is_ok() {
            return Ok(());
        }
        let begun = state.enrollments.iter().position(|begun| begun.id == account.id && !begun.is_given_up);
        state.enrollments.remove(begun.ok_or(StoreError::NotFound)?);
        let otp = otp.map(|secret| Zeroizing::new(secret.expose().to_vec()));
        state.accounts.push(StoredAccount { account: account.clone(), otp });
        Ok(())
    }

    fn abandon_enrollment(&self, id: &AccountId) -> Result<(), StoreError> {
        self.state().enrollments.retain(|begun| begun.id != *id);
        Ok(())
    }

    fn accounts(&self) -> Result<Vec<Row<Account>>, StoreError> {
        Ok(self.state().accounts.iter().map(|stored| Row::Intact(stored.account.clone())).collect())
    }

    fn account(&self, id: &AccountId) -> Result<Account, StoreError> {
        self.state().account(id).map(|stored| stored.account.clone())
    }

    fn change_account(&self, id: &AccountId, change: &AccountChange) -> Result<(), StoreError> {
        self.state().account_mut(id).map(|stored| apply(&mut stored.account, change))
    }

    fn next_counter(&self, id: &AccountId) -> Result<u64, StoreError> {
        let mut state = self.state();
        let account = &mut state.account_mut(id)?.account;
        account.counter = account.counter.checked_add(1).ok_or(StoreError::Unexpected { code: OUT_OF_RANGE })?;
        Ok(account.counter)
    }

    fn otp(&self, id: &AccountId) -> Result<Option<Secret>, StoreError> {
        let state = self.state();
        Ok(state.account(id)?.otp.as_ref().map(|otp| Secret::new(otp.to_vec())))
    }

    fn remove_account(&self, id: &AccountId) -> Result<(), StoreError> {
        let mut state = self.state();
        state.accounts.retain(|stored| stored.account.id != *id);
        state
            .challenges
            .retain(|stored| stored.challenge.id.account != *id || stored.status != ChallengeStatus::Pending);
        Ok(())
    }

    fn record_challenge(&self, challenge: &Challenge) -> Result<Intake, StoreError> {
        let mut state = self.state();
        if let Ok(known) = state.challenge(&challenge.id) {
            return Ok(Intake::Known(known.status));
        }
        state.account(&challenge.id.account)?;
        let status = ChallengeStatus::Pending;
        state.challenges.push(StoredChallenge { challenge: challenge.clone(), status, entry: None });
        Ok(Intake::New)
    }

    fn challenge(&self, id: &ChallengeId) -> Result<(Challenge, ChallengeStatus), StoreError> {
        self.state().challenge(id).map(|stored| (stored.challenge.clone(), stored.status))
    }

    fn pending(&self, now: UnixTime) -> Result<Vec<Row<Challenge>>, StoreError> {
        Ok(self.open_challenges(now, |status| status == ChallengeStatus::Pending))
    }

    fn latched(&self, now: UnixTime) -> Result<Vec<Row<Challenge>>, StoreError> {
        Ok(self.open_challenges(now, |status| matches!(status, ChallengeStatus::Latched { .. })))
    }

    fn decide(&self, entry: &JournalEntry) -> Result<Decided, StoreError> {
        let mut state = self.state();
        if let Some(obstacle) = obstacle_to_decide(state.challenge(&entry.challenge)?.status, entry.verdict) {
            return Ok(obstacle);
        }
        let account = &mut state.account_mut(&entry.challenge.account)?.account;
        if account.counter >= entry.counter {
            return Ok(Decided::CounterTaken);
        }
        account.counter = entry.counter;
        let stored = state.challenge_mut(&entry.challenge)?;
        stored.status = ChallengeStatus::Decided { verdict: entry.verdict };
        stored.entry = Some(entry.clone());
        Ok(Decided::Now)
    }

    fn latch_deny(&self, id: &ChallengeId, reason: Option<DenyReason>) -> Result<Decided, StoreError> {
        let mut state = self.state();
        let stored = state.challenge_mut(id)?;
        if let Some(obstacle) = obstacle_to_latch(stored.status) {
            return Ok(obstacle);
        }
        stored.status = ChallengeStatus::Latched { reason };
        Ok(Decided::Now)
    }

    fn journal_entry(&self, id: &ChallengeId) -> Result<Option<JournalEntry>, StoreError> {
        Ok(self.state().challenge(id).ok().and_then(|stored| stored.entry.clone()))
    }

    fn unsettled(&self) -> Result<Vec<Row<JournalEntry>>, StoreError> {
        let state = self.state();
        let mut entries: Vec<_> = state
            .challenges
            .iter()
            .filter(|stored| settlement_of(stored.status).is_none())
            .filter(|stored| state.account(&stored.challenge.id.account).is_ok())
            .filter_map(|stored| stored.entry.clone())
            .collect();
        entries.sort_by_key(|entry| entry.decided_at);
        Ok(entries.into_iter().map(Row::Intact).collect())
    }

    fn settle(&self, id: &ChallengeId, settlement: &Settlement) -> Result<Settlement, StoreError> {
        let mut state = self.state();
        let stored = state.challenge_mut(id)?;
        if let Some(first) = settlement_of(stored.status) {
            return Ok(first);
        }
        let verdict = verdict_of(stored.status);
        stored.status = ChallengeStatus::Settled { verdict, settlement: *settlement };
        Ok(*settlement)
    }

    fn append_event(&self, event: &Event) -> Result<(), StoreError> {
        self.state().events.push(event.clone());
        Ok(())
    }

    fn history(&self, page: &HistoryPage, now: UnixTime) -> Result<Vec<Row<HistoryEntry>>, StoreError> {
        let state = self.state();
        let challenges = state.challenges.iter().rev().filter_map(|stored| {
            let challenge = &stored.challenge;
            let server_now = state.server_time(&challenge.id.account, now);
            let status = in_history(stored.status, challenge.leaves_at(), server_now)?;
            Some((&challenge.id.account, HistoryEntry::Challenge { challenge: Box::new(challenge.clone()), status }))
        });
        let events = state.events.iter().rev().map(|event| (&event.account, HistoryEntry::Event(event.clone())));

        let mut entries: Vec<_> = events
            .chain(challenges)
            .filter(|(account, _)| page.account.as_ref().is_none_or(|wanted| wanted == *account))
            .filter(|(_, entry)| page.before.is_none_or(|before| entry.at() < before))
            .map(|(_, entry)| entry)
            .collect();
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.at()));
        let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
        let last = limit.checked_sub(1).and_then(|last| entries.get(last)).map(HistoryEntry::at);
        entries
            .truncate(entries.iter().enumerate().filter(|(i, entry)| *i < limit || Some(entry.at()) == last).count());
        Ok(entries.into_iter().map(Row::Intact).collect())
    }
}

impl MemoryStore {
    fn open_challenges(&self, now: UnixTime, wanted: impl Fn(ChallengeStatus) -> bool) -> Vec<Row<Challenge>> {
        let state = self.state();
        let mut challenges: Vec<_> = state
            .challenges
            .iter()
            .filter(|stored| wanted(stored.status))
            .map(|stored| &stored.challenge)
            .filter(|challenge| state.account(&challenge.id.account).is_ok())
            .filter(|challenge| {
                let server_now = state.server_time(&challenge.id.account, now);
                server_now < challenge.leaves_at()
            })
            .cloned()
            .collect();
        challenges.sort_by_key(|challenge| challenge.issued_at);
        challenges.into_iter().map(Row::Intact).collect()
    }
}

/// SQLite's code for a number that does not fit.
const OUT_OF_RANGE: i32 = 25;
