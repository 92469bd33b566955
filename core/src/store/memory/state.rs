//! What the memory store holds, in order of insertion.

use std::collections::HashMap;

use zeroize::Zeroizing;

use super::super::StoreError;
use crate::model::{
    Account, AccountId, Challenge, ChallengeId, ChallengeStatus, Enrollment, Event, JournalEntry, KeyHandle, UnixTime,
};

#[derive(Default)]
pub(super) struct State {
    pub(super) enrollments: Vec<Enrollment>,
    pub(super) accounts: Vec<StoredAccount>,
    pub(super) challenges: Vec<StoredChallenge>,
    pub(super) events: Vec<Event>,
    pub(super) keys: HashMap<KeyHandle, Zeroizing<Vec<u8>>>,
}

pub(super) struct StoredAccount {
    pub(super) account: Account,
    pub(super) otp: Option<Zeroizing<Vec<u8>>>,
}

pub(super) struct StoredChallenge {
    pub(super) challenge: Challenge,
    pub(super) status: ChallengeStatus,
    pub(super) entry: Option<JournalEntry>,
}

impl State {
    pub(super) fn account(&self, id: &AccountId) -> Result<&StoredAccount, StoreError> {
        self.accounts.iter().find(|stored| stored.account.id == *id).ok_or(StoreError::NotFound)
    }

    pub(super) fn account_mut(&mut self, id: &AccountId) -> Result<&mut StoredAccount, StoreError> {
        self.accounts.iter_mut().find(|stored| stored.account.id == *id).ok_or(StoreError::NotFound)
    }

    pub(super) fn challenge(&self, id: &ChallengeId) -> Result<&StoredChallenge, StoreError> {
        self.challenges.iter().find(|stored| stored.challenge.id == *id).ok_or(StoreError::NotFound)
    }

    pub(super) fn challenge_mut(&mut self, id: &ChallengeId) -> Result<&mut StoredChallenge, StoreError> {
        self.challenges.iter_mut().find(|stored| stored.challenge.id == *id).ok_or(StoreError::NotFound)
    }

    /// `now` by the clock of the account's server; of a removed account nothing is known any more.
    pub(super) fn server_time(&self, account: &AccountId, now: UnixTime) -> UnixTime {
        self.account(account).map_or(now, |stored| now.plus(stored.account.clock_offset))
    }
}
