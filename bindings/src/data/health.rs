//! What needs attention.

use countersign_core::engine;
use countersign_core::model::{AccountId, AccountState};

use super::account::DamagedRecord;
use crate::Fault;

/// The state of everything.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Health {
    /// Whether nothing needs attention.
    pub is_good: bool,
    /// Account by account, in order of enrollment.
    pub accounts: Vec<AccountHealth>,
    /// Records that cannot be read. They are kept.
    pub damaged: Vec<DamagedRecord>,
    /// Enrollments that began and have no receipt yet.
    pub unfinished_enrollments: Vec<AccountId>,
    /// Answers that the server has not confirmed.
    pub unconfirmed_answers: u64,
}

/// The state of one account.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct AccountHealth {
    /// The account.
    pub account: AccountId,
    /// Whether it can be used.
    pub state: AccountState,
    /// Server time minus this device's time, in seconds.
    pub clock_offset: i64,
    /// Whether the server knows where pushes go; nothing for a device that only polls.
    pub push_registered: Option<bool>,
    /// What went wrong when the server was asked just now.
    pub problem: Option<Fault>,
}

impl From<engine::Health> for Health {
    fn from(health: engine::Health) -> Self {
        let is_good = health.is_good();
        let engine::Health { accounts, damaged, unfinished_enrollments, unconfirmed_answers } = health;
        Self {
            is_good,
            accounts: accounts.into_iter().map(AccountHealth::from).collect(),
            damaged: damaged.into_iter().map(DamagedRecord::from).collect(),
            unfinished_enrollments,
            unconfirmed_answers: u64::try_from(unconfirmed_answers).unwrap_or(u64::MAX),
        }
    }
}

impl From<engine::AccountHealth> for AccountHealth {
    fn from(health: engine::AccountHealth) -> Self {
        let engine::AccountHealth { account, state, clock_offset, push_registered, problem } = health;
        Self { account, state, clock_offset, push_registered, problem: problem.map(Fault::from) }
    }
}
