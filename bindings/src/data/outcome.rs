//! What calls bring.

use countersign_core::engine::{self, Removal};
use countersign_core::model::AccountId;

use crate::{ChallengeRecord, EventRecord, Fault};

/// What a push turned out to be.
#[derive(Clone, PartialEq, Eq, uniffi::Enum)]
#[expect(clippy::large_enum_variant, reason = "made once, to cross the border")]
pub enum PushOutcome {
    /// Not for this software: pass it on.
    NotOurs,
    /// For no account on this device, or about a challenge that is over. Show nothing.
    Nothing,
    /// A challenge waits. Show it.
    Waiting {
        /// The challenge.
        challenge: ChallengeRecord,
    },
    /// News for the person to read, now in history: nothing is to be answered.
    Notice {
        /// What happened, as the server says.
        event: EventRecord,
    },
}

/// What asking all servers brought.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Refreshed {
    /// Challenges seen for the first time.
    pub new_challenges: Vec<ChallengeRecord>,
    /// What went wrong, account by account; the others are up to date.
    pub problems: Vec<Problem>,
}

/// What went wrong with one account.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Problem {
    /// The account.
    pub account: AccountId,
    /// Why.
    pub fault: Fault,
}

/// How far a removal goes.
#[uniffi::remote(Enum)]
pub enum Removal {
    /// Tell the server, then forget. Stays in progress until the server has confirmed.
    Everywhere,
    /// Forget here at once. The server may go on sending challenges nobody can answer.
    OnlyHere,
}

impl From<engine::PushOutcome> for PushOutcome {
    fn from(outcome: engine::PushOutcome) -> Self {
        match outcome {
            engine::PushOutcome::NotOurs => Self::NotOurs,
            engine::PushOutcome::Nothing => Self::Nothing,
            engine::PushOutcome::Waiting(challenge) => Self::Waiting { challenge: (*challenge).into() },
            engine::PushOutcome::Notice(event) => Self::Notice { event: event.into() },
        }
    }
}

impl From<engine::Refreshed> for Refreshed {
    fn from(refreshed: engine::Refreshed) -> Self {
        let engine::Refreshed { new, problems } = refreshed;
        Self {
            new_challenges: new.into_iter().map(ChallengeRecord::from).collect(),
            problems: problems.into_iter().map(Problem::from).collect(),
        }
    }
}

impl From<engine::Problem> for Problem {
    fn from(problem: engine::Problem) -> Self {
        let engine::Problem { account, error } = problem;
        Self { account, fault: error.into() }
    }
}
