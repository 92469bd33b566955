//! What the forms of the page send.

use serde::Deserialize;

/// A pasted code.
#[derive(Deserialize)]
pub(super) struct Pasted {
    pub(super) code: String,
}

/// An account or a challenge.
#[derive(Deserialize)]
pub(super) struct Subject {
    pub(super) id: String,
}

/// An approval.
#[derive(Deserialize)]
pub(super) struct Approving {
    pub(super) id: String,
    /// Empty where the challenge asks for no number.
    #[serde(default)]
    pub(super) number: String,
}

/// A denial.
#[derive(Deserialize)]
pub(super) struct Denying {
    pub(super) id: String,
    pub(super) reason: Reason,
}

/// Why a login is denied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Reason {
    Mistake,
    Suspicious,
}

/// What the browser shows already.
#[derive(Deserialize)]
pub(super) struct Seen {
    /// The tag of the screen; empty for none.
    #[serde(default)]
    pub(super) have: String,
}
