//! Points in time as the wire has them.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Whole seconds since 1970-01-01T00:00:00Z. Arithmetic saturates, so hostile numbers cannot overflow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnixTime(i64);

impl UnixTime {
    /// The moment `seconds` after the epoch (before it, when negative).
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since the epoch.
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// This moment moved by `seconds`, later when positive.
    #[must_use]
    pub const fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Seconds from `earlier` to this moment; negative when this moment is the earlier one.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// How long until `later`, zero when it has passed.
    pub fn until(self, later: Self) -> Duration {
        Duration::from_secs(u64::try_from(later.since(self)).unwrap_or(0))
    }
}

impl fmt::Display for UnixTime {
    /// An HTTP date (RFC 9110), or the bare number outside the years 1970 to 9999.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const YEAR_10000: i64 = 253_402_300_800;
        match u64::try_from(self.0) {
            Ok(seconds) if self.0 < YEAR_10000 => {
                let moment = std::time::UNIX_EPOCH + Duration::from_secs(seconds);
                f.write_str(&httpdate::fmt_http_date(moment))
            }
            Ok(_) | Err(_) => write!(f, "{}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_saturates_at_the_ends() {
        assert_eq!(UnixTime::from_seconds(i64::MAX).plus(1).seconds(), i64::MAX);
        assert_eq!(UnixTime::from_seconds(i64::MIN).since(UnixTime::from_seconds(1)), i64::MIN);
        assert_eq!(UnixTime::from_seconds(10).until(UnixTime::from_seconds(3)), Duration::ZERO);
    }

    #[test]
    fn shows_a_date_a_person_can_read() {
        assert_eq!(UnixTime::from_seconds(784_111_777).to_string(), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(UnixTime::from_seconds(-1).to_string(), "-1");
    }
}
