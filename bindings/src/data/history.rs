//! What happened.

use countersign_core::model::{self, AccountId, Event, EventKind, UnixTime};
use countersign_core::store::Row;

use super::account::{DamagedRecord, sorted};
use crate::{ChallengeRecord, ChallengeStatus};

/// A part of history.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct History {
    /// Newest first.
    pub entries: Vec<HistoryEntry>,
    /// Records that cannot be read. They are kept.
    pub damaged: Vec<DamagedRecord>,
}

/// One line of history.
#[derive(Clone, PartialEq, Eq, uniffi::Enum)]
#[expect(clippy::large_enum_variant, reason = "made once, to cross the border")]
pub enum HistoryEntry {
    /// A login and what became of it.
    Login {
        /// What was shown.
        challenge: ChallengeRecord,
        /// What became of it.
        status: ChallengeStatus,
    },
    /// Something else.
    Happened {
        /// What happened.
        event: EventRecord,
    },
}

/// Something worth remembering that is not a login.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct EventRecord {
    /// When, by the server's clock where known.
    pub at: UnixTime,
    /// The account; it may be gone by now.
    pub account: AccountId,
    /// What happened.
    pub kind: EventKind,
    /// Name of the account at that time.
    pub account_name: String,
}

/// Kinds of events.
#[uniffi::remote(Enum)]
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

impl From<Vec<Row<model::HistoryEntry>>> for History {
    fn from(rows: Vec<Row<model::HistoryEntry>>) -> Self {
        let (entries, damaged) = sorted(rows, HistoryEntry::from);
        Self { entries, damaged }
    }
}

impl From<model::HistoryEntry> for HistoryEntry {
    fn from(entry: model::HistoryEntry) -> Self {
        match entry {
            model::HistoryEntry::Challenge { challenge, status } => {
                Self::Login { challenge: (*challenge).into(), status: status.into() }
            }
            model::HistoryEntry::Event(event) => Self::Happened { event: event.into() },
        }
    }
}

impl From<Event> for EventRecord {
    fn from(event: Event) -> Self {
        let Event { at, account, kind, account_name } = event;
        Self { at, account, kind, account_name }
    }
}
