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

/// The last requests outside the control API: at most 10,000, and at most 64 MiB of bodies. Clones are the same
/// journal.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    entries: Arc<Mutex<Entries>>,
}

#[derive(Debug, Default)]
struct Entries {
    last: u64,
    bytes: usize,
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
        let mut entries = lock(&self.entries);
        entries.list.clear();
        entries.bytes = 0;
    }

    pub(crate) fn add(&self, mut entry: JournalEntry) {
        let mut entries = lock(&self.entries);
        entries.last += 1;
        entry.sequence = entries.last;
        entries.bytes += entry.body_bytes();
        entries.list.push_back(entry);
        while entries.list.len() > KEPT || entries.bytes > KEPT_BYTES {
            let Some(oldest) = entries.list.pop_front() else { break };
            entries.bytes -= oldest.body_bytes();
        }
    }
}

impl JournalEntry {
    fn body_bytes(&self) -> usize {
        [&self.request_body, &self.response_body].into_iter().flatten().map(String::len).sum()
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
const KEPT_BYTES: usize = 64 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(body: usize) -> JournalEntry {
        JournalEntry {
            sequence: 0,
            time: 0,
            method: "POST".into(),
            path: "/".into(),
            operation: "page".into(),
            status: Some(200),
            faults: Vec::new(),
            request_bytes: body,
            response_bytes: 0,
            request_body: kept_body(&vec![b'a'; body]),
            response_body: None,
        }
    }

    #[test]
    fn oldest_entries_leave_when_there_are_too_many_or_too_large_ones() {
        let journal = Journal::default();
        (0..10_001).for_each(|_| journal.add(entry(1)));
        assert_eq!(journal.entries()[0].sequence, 2);

        (0..1_100).for_each(|_| journal.add(entry(65_536)));
        let bytes: usize = journal.entries().iter().map(JournalEntry::body_bytes).sum();
        assert!(bytes <= 64 << 20);
        assert_eq!(journal.entries().last().unwrap().sequence, 11_101);
    }

    #[test]
    fn larger_bodies_are_counted_but_not_kept() {
        assert_eq!(entry(65_537).request_body, None);
        assert_eq!(kept_body(&[0xff]), None);
    }
}
