//! Challenges as they come to wait, each once. Without timers: whoever watches sleeps between the turns.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::authenticator::Authenticator;
use super::inbox::Problem;
use crate::error::{Advice, Error};
use crate::model::{AccountId, Challenge, ChallengeId};
use crate::platform::Instant;

/// Remembers what was news, so that the loop of an app is only "next turn, sleep".
///
/// A server that fails is asked less and less often, at least every [`Watch::LONGEST_REST`], and not before it said; the others are
/// asked every turn.
#[derive(Debug)]
pub struct Watch {
    every: Duration,
    memory: Mutex<Memory>,
}

/// What one turn brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Challenges that wait and were in no turn before, oldest first.
    pub news: Vec<Challenge>,
    /// What went wrong just now, account by account.
    pub problems: Vec<Problem>,
    /// When to take the next turn. A push that was taken makes an earlier one worthwhile.
    pub again: Duration,
}

#[derive(Debug, Default)]
struct Memory {
    seen: HashSet<ChallengeId>,
    resting: HashMap<AccountId, Rest>,
    /// Unfinished enrollments and unconfirmed answers.
    chores: Option<Rest>,
}

/// Failures in a row, and when to try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rest {
    failures: u32,
    until: Instant,
}

impl Watch {
    /// The longest that a failing server is left alone, unless it asks for longer.
    pub const LONGEST_REST: Duration = Duration::from_secs(60);

    /// A watch that asks servers this often. Nothing is asked before the first turn.
    pub fn new(every: Duration) -> Self {
        Self { every, memory: Mutex::default() }
    }

    /// Takes a turn: what waits in storage and is news is returned at once; otherwise the servers are asked first.
    ///
    /// # Errors
    /// Only when storage fails.
    pub async fn next(&self, phone: &Authenticator) -> Result<Turn, Error> {
        let news = self.news(phone)?;
        if !news.is_empty() {
            return Ok(Turn { news, problems: Vec::new(), again: Duration::ZERO });
        }
        let now = phone.platform.clock.monotonic();
        let (resting, chores_can_wait) = self.memory().resting(now);
        if !chores_can_wait {
            phone.resume_enrollments().await?;
            phone.settle_journal().await?;
            let is_left = phone.has_chores()?;
            self.memory().did_chores(is_left, self.every, now);
        }
        let problems = phone.ask_servers(&resting).await?.problems;
        self.memory().asked(&resting, &problems, self.every, now);
        Ok(Turn { news: self.news(phone)?, problems, again: self.every })
    }

    fn news(&self, phone: &Authenticator) -> Result<Vec<Challenge>, Error> {
        // Locked before what waits is read: of two turns at once, the later one sees what the earlier one told.
        let mut memory = self.memory();
        Ok(memory.news(phone.pending()?))
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Memory {
    /// What waits and was not seen before. What no longer waits is forgotten.
    fn news(&mut self, mut waiting: Vec<Challenge>) -> Vec<Challenge> {
        let seen: HashSet<ChallengeId> = waiting.iter().map(|challenge| challenge.id.clone()).collect();
        waiting.retain(|challenge| !self.seen.contains(&challenge.id));
        self.seen = seen;
        waiting
    }

    /// The accounts that are left alone now, and whether the chores are.
    fn resting(&self, now: Instant) -> (HashSet<AccountId>, bool) {
        let resting = self.resting.iter().filter(|(_, rest)| rest.until > now);
        (resting.map(|(id, _)| id.clone()).collect(), self.chores.is_some_and(|rest| rest.until > now))
    }

    fn did_chores(&mut self, is_left: bool, every: Duration, now: Instant) {
        self.chores = is_left.then(|| Rest::after(self.chores, Duration::ZERO, every, now));
    }

    fn asked(&mut self, left_alone: &HashSet<AccountId>, problems: &[Problem], every: Duration, now: Instant) {
        let rest = |problem: &Problem| {
            let wanted = match problem.error.advice {
                Advice::After(wait) => wait,
                Advice::Never
                | Advice::Now
                | Advice::AfterUserAction
                | Advice::AfterAdministrator
                | Advice::AfterEnrollment
                | Advice::AfterUpdate => Duration::ZERO,
            };
            let earlier = self.resting.get(&problem.account).copied();
            (problem.account.clone(), Rest::after(earlier, wanted, every, now))
        };
        let failed: Vec<(AccountId, Rest)> = problems.iter().map(rest).collect();
        self.resting.retain(|id, _| left_alone.contains(id));
        self.resting.extend(failed);
    }
}

impl Rest {
    /// The rest after one more failure: twice as long each time, and at least as long as the server wants.
    fn after(earlier: Option<Self>, wanted: Duration, every: Duration, now: Instant) -> Self {
        let failures = earlier.map_or(0, |rest| rest.failures).saturating_add(1);
        let doubled = every.saturating_mul(2_u32.saturating_pow(failures)).min(Watch::LONGEST_REST.max(every));
        Self { failures, until: Instant(now.0.saturating_add(doubled.max(wanted))) }
    }
}

impl Authenticator {
    fn has_chores(&self) -> Result<bool, Error> {
        let enrolls = self.store().enrollments()?.into_iter().any(|row| row.intact().is_some());
        Ok(enrolls || self.store().unsettled()?.into_iter().any(|row| row.intact().is_some()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rests(failures: u32, wanted: u64, every: u64) -> u64 {
        let mut rest = None;
        for _ in 0..failures {
            rest = Some(Rest::after(
                rest,
                Duration::from_secs(wanted),
                Duration::from_secs(every),
                Instant(Duration::ZERO),
            ));
        }
        rest.expect("at least one failure").until.0.as_secs()
    }

    #[test]
    fn a_failing_server_rests_twice_as_long_each_time_up_to_a_minute() {
        let waits: Vec<u64> = (1..=8).map(|failures| rests(failures, 0, 1)).collect();

        assert_eq!(waits, [2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(rests(u32::from(u8::MAX), 0, 1), 60);
    }

    #[test]
    fn a_server_that_says_when_is_not_asked_before() {
        assert_eq!(rests(1, 7, 1), 7);
        assert_eq!(rests(1, 3_600, 1), 3_600);
        assert_eq!(rests(6, 7, 1), 60);
    }

    #[test]
    fn a_watch_that_asks_rarely_does_not_ask_more_often_after_a_failure() {
        assert_eq!(rests(1, 0, 300), 300);
    }
}
