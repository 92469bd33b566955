//! What devices sign: compact JWS whose `exp` is read as strictly as the server is.

use serde_json::Value;

use crate::jose::{CompactJws, RsaKey};
use crate::json::Members;
use crate::speaks::Mode;

/// Why a device's message is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MessageFlaw {
    /// Not a compact JWS, or one with members that do not belong there.
    Malformed,
    /// Made with another key or algorithm.
    Signature,
    /// No `exp`, or one that is no number.
    NoExpiry,
    /// `exp` has passed.
    Expired,
    /// `exp` is farther away than a strict server allows, such as one in milliseconds.
    LivesTooLong,
}

/// A message with an acceptable header. Its claims mean nothing until `verify` says so.
#[derive(Clone, Debug)]
pub(crate) struct DeviceMessage<'a> {
    jws: CompactJws<'a>,
    mode: Mode,
}

impl<'a> DeviceMessage<'a> {
    /// Reads a message; a strict server wants no header members but `members` and no claims but `claims`.
    pub(crate) fn parse(text: &'a str, members: &[&str], claims: &[&str], mode: Mode) -> Result<Self, MessageFlaw> {
        let jws = CompactJws::parse(text).map_err(|_| MessageFlaw::Malformed)?;
        let only = |found: &Members, known: &[&str]| found.0.keys().all(|name| known.contains(&name.as_str()));
        let is_exact = jws.header.text("typ") == Ok("JWT") && only(&jws.header, members) && only(&jws.claims, claims);
        if jws.header.has("crit") || (mode == Mode::Strict && !is_exact) {
            return Err(MessageFlaw::Malformed);
        }
        Ok(Self { jws, mode })
    }

    pub(crate) fn header(&self) -> &Members {
        &self.jws.header
    }

    pub(crate) fn claims(&self) -> &Members {
        &self.jws.claims
    }

    /// Refuses a message that `key` did not sign or that is not good at `now`, seconds since 1970.
    pub(crate) fn verify(&self, key: &RsaKey, now: u64) -> Result<(), MessageFlaw> {
        self.verify_signature(key)?;
        let expires = match self.mode {
            Mode::Strict => self.jws.claims.integer("exp").map_err(|_| MessageFlaw::NoExpiry)?,
            Mode::AsIs => self.whole_seconds()?,
        };
        if expires <= now {
            return Err(MessageFlaw::Expired);
        }
        if self.mode == Mode::Strict && expires > now + LONGEST_LIFE + TOLERANCE {
            return Err(MessageFlaw::LivesTooLong);
        }
        Ok(())
    }

    /// Refuses a message that `key` did not sign.
    pub(crate) fn verify_signature(&self, key: &RsaKey) -> Result<(), MessageFlaw> {
        if self.jws.is_signed_by(key) { Ok(()) } else { Err(MessageFlaw::Signature) }
    }

    /// `exp` rounded down, whatever its size: a time in milliseconds is one in the far future.
    fn whole_seconds(&self) -> Result<u64, MessageFlaw> {
        let value = self.jws.claims.value("exp").ok_or(MessageFlaw::NoExpiry)?;
        let seconds = value.as_u64().or_else(|| {
            let fraction = value.as_f64()?;
            std::time::Duration::try_from_secs_f64(fraction.max(0.0)).ok().map(|time| time.as_secs())
        });
        seconds.filter(|_| matches!(value, Value::Number(_))).ok_or(MessageFlaw::NoExpiry)
    }
}

/// Seconds that a message may live, by the documentation.
const LONGEST_LIFE: u64 = 600;
/// Seconds that clocks may differ.
const TOLERANCE: u64 = 30;
