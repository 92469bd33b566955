//! Runs a script on a thread of its own, so that one that does not stop costs a thread and not the server.

use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;

use super::error::ScriptError;
use super::limits::{Limits, Surroundings};
use super::places::PLACES;
use super::sandbox::Sandbox;
use super::source::Source;

/// Works in a fresh engine on behalf of `source` and waits for the result.
///
/// Blocks the calling thread for at most three times [`Limits::wall`]; hold no lock. A run that outlives that is left
/// behind, and `source` is refused from then on.
pub(crate) fn run<T: Send + 'static>(
    source: &Source,
    limits: Limits,
    surroundings: Surroundings,
    work: impl FnOnce(&Sandbox<'_>) -> Result<T, ScriptError> + Send + 'static,
) -> Result<T, ScriptError> {
    let (id, file) = (source.id(), source.file);
    let place = PLACES.take(&id, limits.wall)?;
    let (reply, answer) = sync_channel(1);
    let spawned = thread::Builder::new().name("script".to_owned()).stack_size(THREAD_STACK).spawn(move || {
        let result = Sandbox::enter(file, limits, surroundings, work);
        drop(place);
        // Nobody waits any more when the run took too long.
        let _ = reply.send(result);
    });
    if spawned.is_err() {
        return Err(ScriptError::Busy);
    }
    match answer.recv_timeout(limits.patience()) {
        Ok(result) => result,
        Err(RecvTimeoutError::Timeout) => {
            PLACES.note_stuck(&id);
            Err(ScriptError::Stuck)
        }
        Err(RecvTimeoutError::Disconnected) => Err(ScriptError::Result("the engine failed")),
    }
}

/// Bytes; several times what the engine may use of it.
const THREAD_STACK: usize = 4 << 20;
