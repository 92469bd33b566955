//! How many scripts run at once in this process, and which ones never stopped.

use std::collections::BTreeSet;
use std::sync::{Condvar, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use super::error::ScriptError;
use super::source::SourceId;
use crate::sync::lock;

/// The places of this process: threads are the process's, whatever server a script belongs to.
pub(super) static PLACES: LazyLock<Places> = LazyLock::new(Places::default);

/// A bounded number of running scripts.
#[derive(Debug, Default)]
pub(super) struct Places {
    state: Mutex<State>,
    freed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    running: usize,
    stuck: BTreeSet<SourceId>,
}

impl Places {
    /// A place for a run, waiting for one at most `patience`. It is free again when the value is dropped; a script that is
    /// stuck keeps its place, so that stuck scripts cannot take the whole machine.
    pub(super) fn take(&self, script: &SourceId, patience: Duration) -> Result<Place<'_>, ScriptError> {
        let state = lock(&self.state);
        if state.stuck.contains(script) {
            return Err(ScriptError::Stuck);
        }
        let waited = self.freed.wait_timeout_while(state, patience, |state| state.running >= AT_ONCE);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if state.running >= AT_ONCE {
            return Err(ScriptError::Busy);
        }
        state.running += 1;
        Ok(Place { places: self })
    }

    /// Refuses `script` from now on.
    pub(super) fn note_stuck(&self, script: &SourceId) {
        lock(&self.state).stuck.insert(script.clone());
    }
}

/// The right to run one script.
#[derive(Debug)]
pub(super) struct Place<'a> {
    places: &'a Places,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        lock(&self.places.state).running -= 1;
        self.places.freed.notify_one();
    }
}

/// Scripts that run at the same time.
const AT_ONCE: usize = 8;

#[cfg(test)]
mod tests {
    use super::super::source::Source;
    use super::*;

    #[test]
    fn ninth_script_waits_until_a_place_is_free() {
        let places = Places::default();
        let id = Source { file: "test", text: String::new() }.id();
        let mut taken: Vec<_> = (0..8).map(|_| places.take(&id, Duration::ZERO).unwrap()).collect();

        assert_eq!(places.take(&id, Duration::ZERO).unwrap_err(), ScriptError::Busy);

        taken.pop();
        assert!(places.take(&id, Duration::ZERO).is_ok());
    }

    #[test]
    fn script_that_was_stuck_gets_no_place() {
        let places = Places::default();
        let id = Source { file: "test", text: String::new() }.id();

        places.note_stuck(&id);

        assert_eq!(places.take(&id, Duration::ZERO).unwrap_err(), ScriptError::Stuck);
    }
}
