//! What is wrong, in one call.

use super::authenticator::Authenticator;
use crate::error::Error;
use crate::model::{AccountId, AccountState};
use crate::store::{QuarantinedRow, Row};

/// The state of everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// Account by account, in order of enrollment.
    pub accounts: Vec<AccountHealth>,
    /// Records that cannot be read. They are kept.
    pub damaged: Vec<QuarantinedRow>,
    /// Enrollments that began and have no receipt yet.
    pub unfinished_enrollments: Vec<AccountId>,
    /// Answers that the server has not confirmed.
    pub unconfirmed_answers: usize,
}

/// The state of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountHealth {
    /// The account.
    pub account: AccountId,
    /// Whether it can be used.
    pub state: AccountState,
    /// Server time minus this device's time, in seconds.
    pub clock_offset: i64,
    /// Whether the server knows where pushes go; `None` for a device that only polls.
    pub push_registered: Option<bool>,
    /// What went wrong when the server was asked just now.
    pub problem: Option<Error>,
}

impl Health {
    /// Whether nothing needs attention.
    pub fn is_good(&self) -> bool {
        let is_well = |account: &AccountHealth| {
            account.problem.is_none() && account.state == AccountState::Active && account.push_registered != Some(false)
        };
        self.accounts.iter().all(is_well)
            && self.damaged.is_empty()
            && self.unfinished_enrollments.is_empty()
            && self.unconfirmed_answers == 0
    }
}

impl Authenticator {
    /// Asks every server, reads every record, and says what needs attention.
    ///
    /// # Errors
    /// Only when storage as a whole fails.
    pub async fn doctor(&self) -> Result<Health, Error> {
        let problems = self.refresh().await?.problems;
        let mut damaged = Vec::new();
        let mut accounts = Vec::new();
        for account in keep(self.store().accounts()?, &mut damaged) {
            let problem = problems.iter().find(|problem| problem.account == account.id);
            let push_registered = account.push.wanted.is_some().then(|| !account.push.is_stale());
            accounts.push(AccountHealth {
                state: account.state,
                clock_offset: account.clock_offset,
                push_registered,
                problem: problem.map(|problem| problem.error.clone()),
                account: account.id,
            });
        }
        let unfinished = keep(self.store().enrollments()?, &mut damaged);
        let unconfirmed = keep(self.store().unsettled()?, &mut damaged);
        keep(self.store().pending(self.clocks.local())?, &mut damaged);
        Ok(Health {
            accounts,
            damaged,
            unfinished_enrollments: unfinished.into_iter().map(|enrollment| enrollment.id).collect(),
            unconfirmed_answers: unconfirmed.len(),
        })
    }
}

fn keep<T>(rows: Vec<Row<T>>, damaged: &mut Vec<QuarantinedRow>) -> Vec<T> {
    let mut intact = Vec::with_capacity(rows.len());
    for row in rows {
        match row {
            Row::Intact(value) => intact.push(value),
            Row::Quarantined(row) => damaged.push(row),
        }
    }
    intact
}
