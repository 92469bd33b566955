//! The request journal: what was asked and what was said, for tests to look at.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use serde::Serialize;
use utoipa::ToSchema;

use crate::sync::lock;

/// One request and its reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct JournalEntry {
    /// Position since the server started, from 1.
    pub sequence: u64,
    /// Seconds since 1970, by the server's clock.
    pub time: u64,
    /// HTTP method.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Operation name, as faults use it.
    pub operation: String,
    /// HTTP status; unset when the connection was closed without a reply.
    pub status: Option<u16>,
    /// Names of the faults that happened.
    pub faults: Vec<String>,
    /// Bytes of the request body.
    pub request_bytes: usize,
    /// Bytes of the reply body; 0 for a hint stream.
    pub response_bytes: usize,
    /// The request body, unless it is larger than 64 KiB or not UTF-8.
    pub request_body: Option<String>,
    /// The reply body, unless it is larger than 64 KiB, not UTF-8 or a hint stream.
    pub response_body: Option<String>,
}

/// The last 10,000 requests outside the control API. Clones are the same journal.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    entries: Arc<Mutex<Entries>>,
}

#[derive(Debug, Default)]
struct Entries {
    last: u64,
    list: VecDeque<JournalEntry>,
}

impl Journal {
    /// All kept entries, oldest first.
    #[must_use]
    pub fn entries(&self) -> Vec<JournalEntry> {
        lock(&self.entries).list.iter().cloned().collect()
    }

    /// Forgets all entries; the numbering goes on.
    pub fn clear(&self) {
        lock(&self.entries).list.clear();
    }

    pub(crate) fn add(&self, mut entry: JournalEntry) {
        let mut entries = lock(&self.entries);
        entries.last += 1;
        entry.sequence = entries.last;
        if entries.list.len() >= KEPT {
            entries.list.pop_front();
        }
        entries.list.push_back(entry);
    }
}

/// A body as the journal keeps it.
pub(crate) fn kept_body(body: &[u8]) -> Option<String> {
    if body.len() > 65_536 {
        return None;
    }
    String::from_utf8(body.to_vec()).ok()
}

const KEPT: usize = 10_000;
