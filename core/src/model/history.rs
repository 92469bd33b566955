//! What happened, for the person to read later.

use serde::{Deserialize, Serialize};

use super::{AccountId, Challenge, ChallengeStatus, UnixTime};

/// Something worth remembering that is not a challenge.
#[derive(Clone, PartialEq, Eq)]
pub struct Event {
    /// When, by the server's clock where known.
    pub at: UnixTime,
    /// The account; it may be gone by now.
    pub account: AccountId,
    /// What happened.
    pub kind: EventKind,
    /// Name of the account at that time, so that history stays readable after removal.
    pub account_name: String,
}

impl std::fmt::Debug for Event {
    /// Without the account's name: it is personal.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut event = f.debug_struct("Event");
        event.field("at", &self.at).field("account", &self.account).field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// Kinds of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// The account was enrolled.
    Enrolled,
    /// The account was removed by the person.
    Removed,
    /// The server no longer knows this device.
    RemovedOnServer,
    /// The server suspended this device.
    Suspended,
    /// The device key was replaced.
    KeyRotated,
    /// The person reported an attack and asked to lock the account.
    LockedOut,
    /// A challenge was refused because it was weaker than the signed policy.
    WeakChallengeRefused,
    /// A challenge was refused because it could not be verified.
    ForgedChallengeRefused,
    /// The server says that another device was registered for the account. Nothing proves it.
    DeviceAdded,
}

/// One line of history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HistoryEntry {
    /// A login and what became of it.
    Challenge {
        /// What was shown.
        challenge: Box<Challenge>,
        /// What became of it.
        status: ChallengeStatus,
    },
    /// Something else.
    Event(Event),
}

impl HistoryEntry {
    /// When it happened: a challenge counts from when it was issued.
    pub fn at(&self) -> UnixTime {
        match self {
            Self::Challenge { challenge, .. } => challenge.issued_at,
            Self::Event(event) => event.at,
        }
    }
}

/// Which part of history is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryPage {
    /// Only this account, or all.
    pub account: Option<AccountId>,
    /// Only entries strictly before this moment.
    pub before: Option<UnixTime>,
    /// So many, newest first, and all that happened in the same second as the last of them: the next page begins before that second.
    pub limit: u32,
}
