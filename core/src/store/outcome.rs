//! What became of a change that may come second.

use crate::model::{AccountId, ChallengeStatus, Enrollment, Settlement, Verdict};

/// Outcome of [`Store::begin_enrollment`](super::Store::begin_enrollment).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// Remembered now.
    Started,
    /// The same ticket was begun before: go on with this one.
    Resumed(Box<Enrollment>),
    /// The ticket already made an account.
    AlreadyEnrolled(AccountId),
}

/// Outcome of [`Store::record_challenge`](super::Store::record_challenge).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intake {
    /// Seen for the first time.
    New,
    /// Seen before; it stands like this.
    Known(ChallengeStatus),
}

/// Outcome of [`Store::decide`](super::Store::decide) and [`Store::latch_deny`](super::Store::latch_deny).
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
