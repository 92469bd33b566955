//! Events inside their sealed column.

use serde::{Deserialize, Serialize};

use crate::model::{AccountId, Event, EventKind, UnixTime};

/// `event.sealed`.
#[derive(Serialize, Deserialize)]
pub(in crate::store) struct EventDocument {
    at: UnixTime,
    account: AccountId,
    kind: EventKind,
    account_name: String,
}

impl EventDocument {
    pub(in crate::store) fn of(event: &Event) -> Self {
        Self {
            at: event.at,
            account: event.account.clone(),
            kind: event.kind,
            account_name: event.account_name.clone(),
        }
    }

    pub(in crate::store) fn event(self) -> Event {
        Event { at: self.at, account: self.account, kind: self.kind, account_name: self.account_name }
    }
}
