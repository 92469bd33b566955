//! The server's time: ticks like a real clock, but can jump, stand still and be set.
//!
//! Everything the server says about time, the `Date` header included, comes from here.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::sync::lock;

/// A virtual clock. Clones show the same time.
#[derive(Clone, Debug)]
pub struct Clock {
    reading: Arc<Mutex<Reading>>,
}

impl Clock {
    /// A ticking clock that starts at the machine's time.
    #[must_use]
    pub fn system() -> Self {
        Self::ticking_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default())
    }

    /// A ticking clock that starts at `unix` seconds since 1970.
    #[must_use]
    pub fn starting_at(unix: u64) -> Self {
        Self::ticking_from(Duration::from_secs(unix))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn now(&self) -> u64 {
        lock(&self.reading).elapsed().as_secs()
    }

    /// Moves the clock forward by `step`; a frozen clock stays frozen at the new time.
    pub fn advance(&self, step: Duration) {
        let mut reading = lock(&self.reading);
        let time = reading.elapsed().saturating_add(step);
        reading.jump_to(time);
    }

    /// Sets the clock to `unix` seconds since 1970, forward or back; a frozen clock stays frozen.
    pub fn set(&self, unix: u64) {
        lock(&self.reading).jump_to(Duration::from_secs(unix));
    }

    /// Stops the clock at the present time.
    pub fn freeze(&self) {
        let mut reading = lock(&self.reading);
        *reading = Reading { time: reading.elapsed(), since: None };
    }

    /// Lets a frozen clock tick again from where it stands.
    pub fn resume(&self) {
        let mut reading = lock(&self.reading);
        if reading.since.is_none() {
            reading.since = Some(Instant::now());
        }
    }

    /// Whether the clock stands still.
    #[must_use]
    pub fn is_frozen(&self) -> bool {
        lock(&self.reading).since.is_none()
    }

    fn ticking_from(time: Duration) -> Self {
        Self { reading: Arc::new(Mutex::new(Reading { time, since: Some(Instant::now()) })) }
    }
}

/// The time when the clock was last touched, and when that was; without `since` it stands still.
#[derive(Debug)]
struct Reading {
    time: Duration,
    since: Option<Instant>,
}

impl Reading {
    fn elapsed(&self) -> Duration {
        match self.since {
            Some(since) => self.time.saturating_add(since.elapsed()),
            None => self.time,
        }
    }

    fn jump_to(&mut self, time: Duration) {
        self.time = time.min(LATEST);
        if self.since.is_some() {
            self.since = Some(Instant::now());
        }
    }
}

/// 9999-12-31T23:59:59Z, the last second that an HTTP date can express.
const LATEST: Duration = Duration::from_secs(253_402_300_799);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frozen_clock_moves_only_when_told() {
        let clock = Clock::starting_at(1_000);
        clock.freeze();
        clock.set(2_000);

        clock.advance(Duration::from_secs(5));

        assert_eq!(clock.now(), 2_005);
        assert!(clock.is_frozen());
    }

    #[test]
    fn resumed_clock_goes_on_from_where_it_stood() {
        let clock = Clock::starting_at(1_000);
        clock.freeze();
        clock.advance(Duration::from_secs(500));

        clock.resume();

        assert!(!clock.is_frozen());
        assert!((1_500..1_600).contains(&clock.now()));
    }

    #[test]
    fn jump_beyond_the_last_http_date_stops_there() {
        let clock = Clock::starting_at(0);
        clock.freeze();

        clock.advance(Duration::MAX);

        assert_eq!(clock.now(), 253_402_300_799);
    }
}
