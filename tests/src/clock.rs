//! A clock that tests move.

use std::sync::Mutex;
use std::time::Duration;

use countersign_core::model::UnixTime;
use countersign_core::platform::{Clock, Instant};

/// Wall and monotonic time, moved separately.
#[derive(Debug)]
pub struct ManualClock(Mutex<(i64, Duration)>);

impl ManualClock {
    /// A clock whose wall time is `wall` seconds after the epoch.
    pub fn new(wall: i64) -> Self {
        Self(Mutex::new((wall, Duration::from_secs(1_000))))
    }

    /// Lets time pass, on both clocks.
    pub fn advance(&self, seconds: u32) {
        let mut time = self.0.lock().expect("not poisoned");
        time.0 += i64::from(seconds);
        time.1 += Duration::from_secs(seconds.into());
    }

    /// Sets the wall clock, as a person does.
    pub fn set_wall(&self, wall: i64) {
        self.0.lock().expect("not poisoned").0 = wall;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> UnixTime {
        UnixTime::from_seconds(self.0.lock().expect("not poisoned").0)
    }

    fn monotonic(&self) -> Instant {
        Instant(self.0.lock().expect("not poisoned").1)
    }
}
