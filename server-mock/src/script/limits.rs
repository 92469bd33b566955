//! What a run may use, and what it is told of the world.

use std::time::Duration;

/// Bounds of one run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Work: one poll is about 5,000 turns of a loop or calls, or one job of the queue. The same script needs the same
    /// number on every machine.
    pub(crate) polls: u32,
    /// A backstop for a machine that is slower than any script may be.
    pub(crate) wall: Duration,
}

impl Limits {
    /// `polls` of work.
    pub(crate) fn of(polls: u32) -> Self {
        Self { polls, wall: WALL }
    }

    /// After this long a run counts as stuck: the engine had every chance to stop it.
    pub(super) fn patience(&self) -> Duration {
        self.wall * 2
    }
}

/// What a script may know of the time, and where its random numbers start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Surroundings {
    /// Seconds since 1970; time stands still during a run.
    pub(crate) now: u64,
    /// The same seed gives the same random numbers. They are fit for samples and tests, not for secrets.
    pub(crate) seed: u32,
}

/// Bytes.
pub(super) const MEMORY: usize = 32 << 20;
/// Bytes.
pub(super) const STACK: usize = 256 << 10;
const WALL: Duration = Duration::from_secs(5);
