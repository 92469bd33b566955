//! The code itself: HOTP (RFC 4226 section 5.3).

use std::fmt;
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use zeroize::Zeroizing;

use super::OtpAlgorithm;

/// A one-time code. Not printed by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct OtpCode {
    digits: Zeroizing<String>,
    life: Option<Life>,
}

/// How long a code that ends by itself is good for, in seconds, and how much of the present second is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Life {
    period: u32,
    left: u32,
    into_second: Duration,
}

impl OtpCode {
    /// A code that ends by itself, `left` of `period` seconds from now.
    pub(super) const fn ending(digits: Zeroizing<String>, period: u32, left: u32) -> Self {
        Self { digits, life: Some(Life { period, left, into_second: Duration::ZERO }) }
    }

    /// A code that stays until it is used.
    pub(super) const fn staying(digits: Zeroizing<String>) -> Self {
        Self { digits, life: None }
    }

    /// The same code, so much of the present second being over.
    #[must_use]
    pub(crate) fn into_second(mut self, passed: Duration) -> Self {
        let passed = passed.min(LAST_OF_SECOND);
        self.life = self.life.map(|life| Life { into_second: passed, ..life });
        self
    }

    /// The digits, leading zeros included.
    pub fn digits(&self) -> &str {
        &self.digits
    }

    /// Seconds until the next code, at least 1. `None` for a code that stays until it is used.
    pub fn seconds_left(&self) -> Option<u32> {
        self.life.map(|life| life.left)
    }

    /// Seconds from one code to the next, for a countdown. `None` for a code that stays until it is used.
    pub fn period(&self) -> Option<u32> {
        self.life.map(|life| life.period)
    }

    /// When to look again, for whoever counts down: once [`seconds_left`](Self::seconds_left) is another, which is within a second.
    /// `None` for a code that stays until it is used.
    pub fn again(&self) -> Option<Duration> {
        self.life.map(|life| Duration::from_secs(1).saturating_sub(life.into_second))
    }
}

impl fmt::Debug for OtpCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OtpCode").field("life", &self.life).finish_non_exhaustive()
    }
}

/// The end of a second, as far as it can be told from the next.
const LAST_OF_SECOND: Duration = Duration::from_millis(999);

/// The code of `counter`, with `digits` digits.
pub(super) fn hotp(key: &[u8], counter: u64, algorithm: OtpAlgorithm, digits: u8) -> Zeroizing<String> {
    let value = match algorithm {
        OtpAlgorithm::Sha1 => truncate(&mac::<Hmac<Sha1>>(key, counter)),
        OtpAlgorithm::Sha256 => truncate(&mac::<Hmac<Sha256>>(key, counter)),
        OtpAlgorithm::Sha512 => truncate(&mac::<Hmac<Sha512>>(key, counter)),
    };
    let digits = usize::from(digits);
    let text = Zeroizing::new(format!("{value:010}"));
    Zeroizing::new(text.chars().skip(text.len().saturating_sub(digits)).collect())
}

fn mac<M: Mac + KeyInit>(key: &[u8], counter: u64) -> Zeroizing<Vec<u8>> {
    let mut mac = <M as KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(&counter.to_be_bytes());
    Zeroizing::new(mac.finalize().into_bytes().to_vec())
}

/// Dynamic truncation: four bytes from where the last nibble says, without the sign bit.
fn truncate(mac: &[u8]) -> u32 {
    let offset = mac.last().map_or(0, |last| usize::from(last & 0x0f));
    let bytes = mac.get(offset..).and_then(<[u8]>::first_chunk).expect("a MAC has at least 20 bytes");
    u32::from_be_bytes(*bytes) & 0x7fff_ffff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_rfc_4226() {
        let vectors: serde_json::Value = serde_json::from_str(include_str!("../../../tests/vectors/otp.json")).unwrap();
        let key = vectors["keys"]["SHA1"].as_str().unwrap().as_bytes();
        let codes = vectors["hotp"].as_array().unwrap();

        assert_eq!(codes.len(), 10);
        for (counter, code) in (0..).zip(codes) {
            assert_eq!(hotp(key, counter, OtpAlgorithm::Sha1, 6).as_str(), code.as_str().unwrap(), "{counter}");
        }
    }

    #[test]
    fn debug_shows_no_digits() {
        let code = OtpCode::ending(Zeroizing::new("755224".to_owned()), 30, 7);
        assert!(!format!("{code:?}").contains("755224"));
    }

    #[test]
    fn the_next_look_is_at_the_next_second() {
        let code = OtpCode::ending(Zeroizing::default(), 30, 7);
        let again = |millis| code.clone().into_second(Duration::from_millis(millis)).again();

        assert_eq!(again(0), Some(Duration::from_secs(1)));
        assert_eq!(again(600), Some(Duration::from_millis(400)));
        assert_eq!(again(5_000), Some(Duration::from_millis(1)));
        assert_eq!(OtpCode::staying(Zeroizing::default()).into_second(Duration::ZERO).again(), None);
    }
}
