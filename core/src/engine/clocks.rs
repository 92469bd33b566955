//! What time it is for a server.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::model::{Account, UnixTime};
use crate::platform::{Clock, Instant};

/// Server-relative time, one clock per issuer.
///
/// Once a server has told its time in this process, time goes on from there by the monotonic clock: the wall clock may be wrong by
/// years and may jump. Before that, the offset remembered from last time corrects the wall clock, which is read only once.
pub(super) struct ServerClocks {
    clock: Arc<dyn Clock>,
    started: Heard,
    heard: Mutex<HashMap<String, Heard>>,
}

#[derive(Clone, Copy)]
struct Heard {
    date: UnixTime,
    at: Instant,
}

impl ServerClocks {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        let started = Heard { date: clock.now(), at: clock.monotonic() };
        Self { clock, started, heard: Mutex::default() }
    }

    /// This phone's own time: the wall clock of when this process started, going on without jumps.
    pub(super) fn local(&self) -> UnixTime {
        self.after(self.started).0
    }

    /// The issuer's time now. Where nobody is ever asked for the time, what this phone shows counts, also after it was set.
    pub(super) fn now(&self, account: &Account) -> UnixTime {
        self.now_at(&account.issuer, account.clock_offset)
    }

    /// The same, and how much of that second is over.
    pub(super) fn now_within(&self, account: &Account) -> (UnixTime, Duration) {
        self.within_at(&account.issuer, account.clock_offset)
    }

    fn now_at(&self, issuer: &str, offset: i64) -> UnixTime {
        self.within_at(issuer, offset).0
    }

    fn within_at(&self, issuer: &str, offset: i64) -> (UnixTime, Duration) {
        if issuer.is_empty() { self.clock.now_within() } else { self.within_at_issuer(issuer, offset) }
    }

    /// The issuer's time now, assuming `offset` seconds when the issuer has not been heard yet.
    pub(super) fn at_issuer(&self, issuer: &str, offset: i64) -> UnixTime {
        self.within_at_issuer(issuer, offset).0
    }

    fn within_at_issuer(&self, issuer: &str, offset: i64) -> (UnixTime, Duration) {
        match self.heard(issuer) {
            Some(heard) => self.after(heard),
            None => {
                let (local, into_second) = self.after(self.started);
                (local.plus(offset), into_second)
            }
        }
    }

    /// How long ago the issuer was heard, in this process.
    pub(super) fn heard_ago(&self, issuer: &str) -> Option<Duration> {
        self.heard(issuer).map(|heard| self.clock.monotonic().0.saturating_sub(heard.at.0))
    }

    fn heard(&self, issuer: &str) -> Option<Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).get(issuer).copied()
    }

    /// The issuer said what time it is.
    pub(super) fn hear(&self, issuer: &str, date: UnixTime) {
        let heard = Heard { date, at: self.clock.monotonic() };
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).insert(issuer.to_owned(), heard);
    }

    /// Issuer time minus this phone's time, when the issuer has been heard.
    pub(super) fn offset(&self, issuer: &str) -> Option<i64> {
        self.heard(issuer).map(|heard| self.after(heard).0.since(self.local()))
    }

    fn after(&self, heard: Heard) -> (UnixTime, Duration) {
        let passed = self.clock.monotonic().0.saturating_sub(heard.at.0);
        let now = heard.date.plus(i64::try_from(passed.as_secs()).unwrap_or(i64::MAX));
        (now, Duration::from_nanos(passed.subsec_nanos().into()))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};
    use std::time::Duration;

    use super::*;

    #[derive(Default)]
    struct Hands {
        wall: AtomicI64,
        passed: AtomicI64,
    }

    impl Clock for Hands {
        fn now(&self) -> UnixTime {
            UnixTime::from_seconds(self.wall.load(Ordering::Relaxed))
        }

        fn monotonic(&self) -> Instant {
            Instant(Duration::from_secs(self.passed.load(Ordering::Relaxed).unsigned_abs()))
        }
    }

    #[test]
    fn a_wall_clock_that_is_years_off_or_jumps_does_not_matter_once_the_server_spoke() {
        let hands = Arc::new(Hands::default());
        let clocks = ServerClocks::new(hands.clone());
        let ten_years = 315_360_000;
        for wall in [0, -ten_years, ten_years, i64::MAX, i64::MIN] {
            hands.wall.store(wall, Ordering::Relaxed);
            clocks.hear("https://a.example", UnixTime::from_seconds(1_000_000));
            hands.passed.fetch_add(7, Ordering::Relaxed);
            hands.wall.fetch_xor(123_456_789, Ordering::Relaxed);

            assert_eq!(clocks.at_issuer("https://a.example", 0).seconds(), 1_000_007);
        }
    }

    #[test]
    fn this_phones_own_time_does_not_jump() {
        let hands = Arc::new(Hands::default());
        let clocks = ServerClocks::new(hands.clone());
        hands.wall.store(-5_000_000, Ordering::Relaxed);
        hands.passed.store(3, Ordering::Relaxed);

        assert_eq!(clocks.local().seconds(), 3);
    }

    #[test]
    fn without_a_server_the_time_is_what_the_phone_shows() {
        let hands = Arc::new(Hands::default());
        let clocks = ServerClocks::new(hands.clone());
        hands.wall.store(7_000, Ordering::Relaxed);

        assert_eq!(clocks.now_at("", 5).seconds(), 7_000);
        assert_eq!(clocks.now_at("https://a.example", 5).seconds(), 5);
    }

    #[test]
    fn issuers_have_clocks_of_their_own() {
        let clocks = ServerClocks::new(Arc::new(Hands::default()));
        clocks.hear("https://a.example", UnixTime::from_seconds(50));

        assert_eq!(clocks.at_issuer("https://b.example", 30).seconds(), 30);
        assert_eq!(clocks.offset("https://a.example"), Some(50));
        assert_eq!(clocks.offset("https://b.example"), None);
    }
}
