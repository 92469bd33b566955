//! Time.

use std::time::Duration;

use crate::model::UnixTime;

/// A point on a clock that never jumps. Only differences mean something, and only within one process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(pub Duration);

/// Tells the time twice: as people set it, and as it passes.
pub trait Clock: Send + Sync {
    /// The wall clock. It may be wrong by years and may jump.
    fn now(&self) -> UnixTime;
    /// The wall clock, and how much of its present second is over, where it can tell.
    fn now_within(&self) -> (UnixTime, Duration) {
        (self.now(), Duration::ZERO)
    }
    /// A clock that only moves forward, also while the device sleeps where the platform can do that.
    fn monotonic(&self) -> Instant;
}

/// The operating system's clocks. On Linux and Android the monotonic one counts sleep.
#[derive(Debug)]
pub struct SystemClock {
    started: std::time::Instant,
}

impl SystemClock {
    /// Starts counting now.
    pub fn new() -> Self {
        Self { started: std::time::Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> UnixTime {
        self.now_within().0
    }

    fn now_within(&self) -> (UnixTime, Duration) {
        let signed = |duration: Duration| i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
        match std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH) {
            Ok(since) => (UnixTime::from_seconds(signed(since)), Duration::from_nanos(since.subsec_nanos().into())),
            Err(before) => (UnixTime::from_seconds(-signed(before.duration())), Duration::ZERO),
        }
    }

    fn monotonic(&self) -> Instant {
        Instant(since_boot().unwrap_or_else(|| self.started.elapsed()))
    }
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn since_boot() -> Option<Duration> {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    Some(Duration::new(u64::try_from(time.tv_sec).ok()?, u32::try_from(time.tv_nsec).ok()?))
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn since_boot() -> Option<Duration> {
    None
}
