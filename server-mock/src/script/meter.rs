//! Counts the work of a run and says when it is too much.

use std::cell::Cell;
use std::time::Instant;

use super::limits::Limits;

/// The count of one run. Once it is over, it stays over.
#[derive(Debug)]
pub(super) struct Meter {
    used: Cell<u32>,
    limit: u32,
    deadline: Instant,
}

impl Meter {
    pub(super) fn start(limits: Limits) -> Self {
        Self { used: Cell::new(0), limit: limits.polls, deadline: Instant::now() + limits.wall }
    }

    /// Adds a poll; true when the run must end.
    pub(super) fn poll(&self) -> bool {
        self.used.set(self.used.get().saturating_add(1));
        if Instant::now() >= self.deadline {
            self.used.set(u32::MAX);
        }
        self.is_over()
    }

    pub(super) fn is_over(&self) -> bool {
        self.used.get() > self.limit
    }

    pub(super) fn used(&self) -> u32 {
        self.used.get()
    }
}
