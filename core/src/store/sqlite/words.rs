//! Words of clear columns.

use crate::model::{AccountState, DenyReason, Recorded, Verdict};

/// A closed set of words in a text column.
pub(super) trait Word: Copy + 'static {
    /// Every value.
    const ALL: &'static [Self];

    /// The word on disk. It never changes.
    fn word(self) -> &'static str;

    /// The value of a word; `None` for a word that does not exist.
    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.word() == word)
    }
}

/// The column `challenge.state`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ChallengeState {
    Pending,
    Latched,
    Decided,
    Settled,
}

impl Word for ChallengeState {
    const ALL: &'static [Self] = &[Self::Pending, Self::Latched, Self::Decided, Self::Settled];

    fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Latched => "latched",
            Self::Decided => "decided",
            Self::Settled => "settled",
        }
    }
}

impl Word for AccountState {
    const ALL: &'static [Self] = &[Self::Active, Self::Removing, Self::RemovedOnServer, Self::Suspended];

    fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Removing => "removing",
            Self::RemovedOnServer => "removed_on_server",
            Self::Suspended => "suspended",
        }
    }
}

impl Word for Verdict {
    const ALL: &'static [Self] = &[Self::Approve, Self::Deny];

    fn word(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Deny => "deny",
        }
    }
}

impl Word for DenyReason {
    const ALL: &'static [Self] = &[Self::Mistake, Self::Suspicious, Self::WrongNumber];

    fn word(self) -> &'static str {
        match self {
            Self::Mistake => "mistake",
            Self::Suspicious => "suspicious",
            Self::WrongNumber => "wrong_number",
        }
    }
}

impl Word for Recorded {
    const ALL: &'static [Self] =
        &[Self::Approved, Self::Denied, Self::WrongNumber, Self::Expired, Self::Canceled, Self::Undisclosed];

    fn word(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Denied => "denied",
            Self::WrongNumber => "wrong_number",
            Self::Expired => "expired",
            Self::Canceled => "canceled",
            Self::Undisclosed => "undisclosed",
        }
    }
}
