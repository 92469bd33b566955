//! What went wrong lately, for diagnostics.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use crate::model::UnixTime;

/// The most kinds of failures that are remembered.
const MOST: usize = 20;

/// Codes of failed exchanges, those of this process only.
#[derive(Debug, Default)]
pub(super) struct Failures(Mutex<VecDeque<Failure>>);

/// One failure, or several alike in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) code: &'static str,
    pub(super) times: u32,
    /// When last, by this phone's clock.
    pub(super) last: UnixTime,
}

impl Failures {
    pub(super) fn note(&self, code: &'static str, now: UnixTime) {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match failures.back_mut() {
            Some(failure) if failure.code == code => {
                failure.times = failure.times.saturating_add(1);
                failure.last = now;
            }
            Some(_) | None => failures.push_back(Failure { code, times: 1, last: now }),
        }
        if failures.len() > MOST {
            failures.pop_front();
        }
    }

    /// Newest first.
    pub(super) fn recent(&self) -> Vec<Failure> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().rev().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixTime = UnixTime::from_seconds(0);

    #[test]
    fn failures_alike_in_a_row_are_counted() {
        let failures = Failures::default();
        for (code, second) in [("net.connect", 1), ("net.connect", 2), ("net.dns", 3), ("net.connect", 4)] {
            failures.note(code, NOW.plus(second));
        }

        let recent = failures.recent();
        let told: Vec<(&str, u32, i64)> =
            recent.iter().map(|failure| (failure.code, failure.times, failure.last.seconds())).collect();
        assert_eq!(told, [("net.connect", 1, 4), ("net.dns", 1, 3), ("net.connect", 2, 2)]);
    }

    #[test]
    fn only_the_latest_are_remembered() {
        let failures = Failures::default();
        for _ in 0..1_000 {
            failures.note("net.dns", NOW);
            failures.note("net.connect", NOW);
        }

        assert_eq!(failures.recent().len(), MOST);
    }
}
