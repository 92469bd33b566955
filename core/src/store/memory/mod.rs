//! Storage that a restart forgets: for tests and for trying things out.

mod keys;
mod state;
mod store;

use std::sync::{Mutex, MutexGuard, PoisonError};

use state::State;

/// Keeps everything in memory, with the same outcomes as [`SqliteStore`](super::SqliteStore). Nothing is sealed.
#[derive(Default)]
pub struct MemoryStore {
    state: Mutex<State>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// Every change is made after its last check, so a panicking thread leaves nothing half done.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MemoryStore").finish_non_exhaustive()
    }
}
