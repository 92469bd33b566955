//! The one error of all calls.

use countersign_core::error::{self, Error, ErrorKind};
use countersign_core::model;
use countersign_core::model::Recorded;

/// Why a call did not do what was asked. The variant says what can be done about it, roughly: choose the screen by it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
#[uniffi::export(Display)]
pub enum Fault {
    /// The scanned or pasted code cannot be used: show another one.
    #[error("{facts}")]
    Code {
        /// What is known.
        facts: FaultFacts,
    },
    /// The server refused the enrollment, or the account is already here.
    #[error("{facts}")]
    Enrollment {
        /// What is known.
        facts: FaultFacts,
    },
    /// The account cannot be used now, or no longer.
    #[error("{facts}")]
    Account {
        /// What is known.
        facts: FaultFacts,
    },
    /// The device key cannot be used now, or no longer.
    #[error("{facts}")]
    Key {
        /// What is known.
        facts: FaultFacts,
    },
    /// The person has to be verified (again).
    #[error("{facts}")]
    UserVerification {
        /// What is known.
        facts: FaultFacts,
    },
    /// The challenge is over, unknown, or was refused as unsafe.
    #[error("{facts}")]
    Challenge {
        /// What is known.
        facts: FaultFacts,
    },
    /// The answer was not accepted as given.
    #[error("{facts}")]
    Answer {
        /// What is known.
        facts: FaultFacts,
    },
    /// A decision was made before, here or elsewhere.
    #[error("{facts}")]
    AlreadyDecided {
        /// What is known.
        facts: FaultFacts,
    },
    /// The server could not be reached.
    #[error("{facts}")]
    Network {
        /// What is known.
        facts: FaultFacts,
    },
    /// The server failed or said something unacceptable.
    #[error("{facts}")]
    Server {
        /// What is known.
        facts: FaultFacts,
    },
    /// Something is wrong with the storage of this phone.
    #[error("{facts}")]
    Storage {
        /// What is known.
        facts: FaultFacts,
    },
    /// The caller or this software made a mistake.
    #[error("{facts}")]
    Internal {
        /// What is known.
        facts: FaultFacts,
    },
}

/// What every fault says. Safe to log: no secret, token, name or URL is in it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FaultFacts {
    /// Stable code, for example `challenge.expired`. Never reused for something else.
    pub code: String,
    /// What to do next.
    pub advice: Advice,
    /// Where the decision stands, for faults of approve and deny.
    pub decision: Option<DecisionState>,
    /// Explanation in English, for logs and not for people.
    pub detail: String,
}

impl std::fmt::Display for FaultFacts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} [{}]", self.detail, self.code)
    }
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Advice {
    /// Trying again will not help.
    Never,
    /// Try again at once.
    Now,
    /// Try again after a while.
    After {
        /// How long to wait, in whole seconds, rounded up.
        seconds: u64,
    },
    /// The person has to do something first: unlock, free space, type another number, scan another code.
    AfterUserAction,
    /// An administrator has to do something first.
    AfterAdministrator,
    /// The account must be enrolled again.
    AfterEnrollment,
    /// Update the app.
    AfterUpdate,
}

/// Where a decision stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum DecisionState {
    /// The server has nothing from us: answering again is safe.
    NotSent,
    /// Sent, or perhaps sent, without a reply that can be trusted. Calling again finds out before anything is sent.
    Unknown,
    /// The server recorded our answer.
    RecordedByUs {
        /// What it recorded.
        recorded: Recorded,
    },
    /// The server recorded something that did not come from this decision: another device answered, or time ran out.
    RecordedElsewhere {
        /// What it recorded. If undisclosed, it may have come from this decision all the same.
        recorded: Recorded,
    },
}

/// What a server recorded for a challenge. Final.
#[uniffi::remote(Enum)]
pub enum Recorded {
    /// The login went through.
    Approved,
    /// The login was refused.
    Denied,
    /// A wrong number: the login was refused and counts as a failed attempt.
    WrongNumber,
    /// Nobody answered in time.
    Expired,
    /// The login was withdrawn.
    Canceled,
    /// The login is over, and the server does not say how.
    Undisclosed,
}

impl Fault {
    /// What is known, whatever the kind.
    pub const fn facts(&self) -> &FaultFacts {
        match self {
            Self::Code { facts }
            | Self::Enrollment { facts }
            | Self::Account { facts }
            | Self::Key { facts }
            | Self::UserVerification { facts }
            | Self::Challenge { facts }
            | Self::Answer { facts }
            | Self::AlreadyDecided { facts }
            | Self::Network { facts }
            | Self::Server { facts }
            | Self::Storage { facts }
            | Self::Internal { facts } => facts,
        }
    }

    /// A bug, caught before it could end the app.
    pub(crate) fn panicked() -> Self {
        Self::internal("core.panicked", Advice::Never, "a bug in this library ended the call")
    }

    /// The app canceled the call. For a decision, asking again finds out where it stands.
    pub(crate) fn canceled() -> Self {
        Self::internal("core.canceled", Advice::Now, "the call was canceled")
    }

    /// This build was made without a part that the app did not bring either.
    #[cfg(not(all(feature = "reqwest", feature = "keyring", feature = "scan")))]
    pub(crate) fn not_built_in() -> Self {
        Self::internal(
            "core.feature_disabled",
            Advice::Never,
            "the app must bring a part that this build does not have",
        )
    }

    /// Somebody else in this process receives all logs.
    pub(crate) fn logging_taken() -> Self {
        Self::internal("core.logging_taken", Advice::Never, "another receiver of logs was installed before")
    }

    fn internal(code: &str, advice: Advice, detail: &str) -> Self {
        Self::Internal {
            facts: FaultFacts { code: code.to_owned(), advice, decision: None, detail: detail.to_owned() },
        }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        let kind = error.kind;
        let facts = FaultFacts::from(error);
        match kind {
            ErrorKind::Code => Self::Code { facts },
            ErrorKind::Enrollment => Self::Enrollment { facts },
            ErrorKind::Account => Self::Account { facts },
            ErrorKind::Key => Self::Key { facts },
            ErrorKind::UserVerification => Self::UserVerification { facts },
            ErrorKind::Challenge => Self::Challenge { facts },
            ErrorKind::Answer => Self::Answer { facts },
            ErrorKind::AlreadyDecided => Self::AlreadyDecided { facts },
            ErrorKind::Network => Self::Network { facts },
            ErrorKind::Server => Self::Server { facts },
            ErrorKind::Storage => Self::Storage { facts },
            ErrorKind::Internal => Self::Internal { facts },
        }
    }
}

impl From<Error> for FaultFacts {
    fn from(error: Error) -> Self {
        let Error { kind: _, code, advice, decision, detail } = error;
        let decision = decision.map(DecisionState::from);
        Self { code: code.to_owned(), advice: advice.into(), decision, detail }
    }
}

impl From<error::Advice> for Advice {
    fn from(advice: error::Advice) -> Self {
        match advice {
            error::Advice::Never => Self::Never,
            error::Advice::Now => Self::Now,
            error::Advice::After(wait) => {
                Self::After { seconds: wait.as_millis().div_ceil(1000).try_into().unwrap_or(u64::MAX) }
            }
            error::Advice::AfterUserAction => Self::AfterUserAction,
            error::Advice::AfterAdministrator => Self::AfterAdministrator,
            error::Advice::AfterEnrollment => Self::AfterEnrollment,
            error::Advice::AfterUpdate => Self::AfterUpdate,
        }
    }
}

impl From<model::DecisionState> for DecisionState {
    fn from(state: model::DecisionState) -> Self {
        match state {
            model::DecisionState::NotSent => Self::NotSent,
            model::DecisionState::Unknown => Self::Unknown,
            model::DecisionState::RecordedByUs(recorded) => Self::RecordedByUs { recorded },
            model::DecisionState::RecordedElsewhere(recorded) => Self::RecordedElsewhere { recorded },
        }
    }
}
