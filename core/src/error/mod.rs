//! What callers see when something does not work.
//!
//! Every error says what kind it is (so that an app can choose a screen), a stable code (so that it can be looked up and
//! counted), what to do next, and, when a decision was involved, where that decision stands. Texts are safe to log: they
//! never hold a secret, a token, a name or a URL.

mod map;

use std::fmt;
use std::time::Duration;

use crate::model::DecisionState;

/// Why a call did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// What the person or the developer can do about it, roughly.
    pub kind: ErrorKind,
    /// Stable code, for example `challenge.expired`. Never reused for something else.
    pub code: &'static str,
    /// What to do next.
    pub advice: Advice,
    /// Where the decision stands, for errors of approve and deny.
    pub decision: Option<DecisionState>,
    /// Log-safe explanation in English.
    pub detail: String,
}

/// Kinds of errors, told apart by what can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The scanned or pasted code cannot be used: show another one.
    Code,
    /// The server refused the enrollment, or the account is already here.
    Enrollment,
    /// The account cannot be used now, or no longer.
    Account,
    /// The device key cannot be used now, or no longer.
    Key,
    /// The person has to be verified (again).
    UserVerification,
    /// The challenge is over, unknown, or was refused as unsafe.
    Challenge,
    /// The answer was not accepted as given.
    Answer,
    /// A decision was made before, here or elsewhere.
    AlreadyDecided,
    /// The server could not be reached.
    Network,
    /// The server failed or said something unacceptable.
    Server,
    /// Something is wrong with the storage of this phone.
    Storage,
    /// The caller or this software made a mistake.
    Internal,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Advice {
    /// Trying again will not help.
    Never,
    /// Try again at once.
    Now,
    /// Try again after this long.
    After(Duration),
    /// The person has to do something first: unlock, free space, type another number, scan another code.
    AfterUserAction,
    /// An administrator has to do something first.
    AfterAdministrator,
    /// The account must be enrolled again.
    AfterEnrollment,
    /// Update the app.
    AfterUpdate,
}

impl Error {
    /// An error without a decision.
    pub(crate) fn new(kind: ErrorKind, code: &'static str, advice: Advice, detail: impl fmt::Display) -> Self {
        Self { kind, code, advice, decision: None, detail: detail.to_string() }
    }

    /// The same error, saying where the decision stands.
    #[must_use]
    pub(crate) fn with_decision(mut self, state: DecisionState) -> Self {
        self.decision = Some(state);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}]", self.detail, self.code)
    }
}

impl std::error::Error for Error {}
