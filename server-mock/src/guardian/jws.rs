//! RS256 messages of devices: compact JWS, JWK and the times inside.

use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use serde_json::Value;

use super::{GuardianError, Mode};
use crate::jose::{CompactJws, RsaKey};
use crate::json::Members;

/// A compact JWS with an acceptable header. Its claims mean nothing until `verify` says so.
pub(crate) struct Jws<'a> {
    compact: CompactJws<'a>,
    mode: Mode,
}

impl<'a> Jws<'a> {
    /// Reads a message whose header has the `typ` given and, in a strict tenant, no members but `members`.
    pub(crate) fn parse(text: &'a str, typ: &str, members: &[&str], mode: Mode) -> Result<Self, GuardianError> {
        let compact = CompactJws::parse(text).map_err(|_| GuardianError::InvalidToken("malformed token"))?;
        let header = &compact.header;
        if header.text("alg") != Ok("RS256") {
            return Err(GuardianError::InvalidToken("the algorithm must be RS256"));
        }
        let has_typ = header.text("typ") == Ok(typ);
        let is_exact = has_typ && header.0.keys().all(|name| members.contains(&name.as_str()));
        if header.has("crit") || (mode == Mode::Strict && !is_exact) {
            return Err(GuardianError::InvalidToken("unexpected token header"));
        }
        Ok(Self { compact, mode })
    }

    pub(crate) fn header(&self) -> &Members {
        &self.compact.header
    }

    pub(crate) fn claims(&self) -> &Members {
        &self.compact.claims
    }

    /// Refuses a message that `key` did not sign.
    pub(crate) fn verify(&self, key: &RsaKey) -> Result<(), GuardianError> {
        if self.compact.is_signed_by(key) { Ok(()) } else { Err(GuardianError::InvalidToken("invalid signature")) }
    }

    /// A required claim that is a string.
    pub(crate) fn text(&self, name: &str) -> Result<&str, GuardianError> {
        self.compact
            .claims
            .text(name)
            .map_err(|_| GuardianError::InvalidToken("a claim is missing or of the wrong type"))
    }

    /// A claim that must have one of these values.
    pub(crate) fn expect(&self, name: &str, values: &[&str], refusal: &'static str) -> Result<(), GuardianError> {
        let value = self.text(name)?;
        if values.contains(&value) { Ok(()) } else { Err(GuardianError::InvalidToken(refusal)) }
    }

    /// Refuses claims beside `known` in a strict tenant.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), GuardianError> {
        let is_known = self.compact.claims.0.keys().all(|name| known.contains(&name.as_str()));
        if is_known || self.mode == Mode::AsIs {
            return Ok(());
        }
        Err(GuardianError::InvalidToken("unexpected claim"))
    }

    /// Checks `iat` and `exp`; a strict tenant also wants that the message lives no longer than `longest` seconds.
    pub(crate) fn check_times(&self, longest: u64, now: u64) -> Result<(), GuardianError> {
        let (issued, expires) = (self.time("iat")?, self.time("exp")?);
        if expires <= now {
            return Err(GuardianError::InvalidToken("the token has expired; the device's clock may be slow"));
        }
        if issued > now + TOLERANCE {
            return Err(GuardianError::InvalidToken("the token is not valid yet; the device's clock may be fast"));
        }
        let is_short = issued < expires && expires - issued <= longest;
        if is_short || self.mode == Mode::AsIs {
            return Ok(());
        }
        Err(GuardianError::InvalidToken("the token lives too long"))
    }

    /// Checks a lone `iat`, as proofs have it.
    pub(crate) fn check_issued(&self, now: u64) -> Result<(), GuardianError> {
        let issued = self.time("iat")?;
        if issued + TOLERANCE < now {
            return Err(GuardianError::InvalidToken("the proof is too old; the device's clock may be slow"));
        }
        if issued > now + TOLERANCE {
            return Err(GuardianError::InvalidToken("the proof is not valid yet; the device's clock may be fast"));
        }
        Ok(())
    }

    /// Seconds since 1970; one of the vendor's clients sends fractions.
    fn time(&self, name: &str) -> Result<u64, GuardianError> {
        let wrong = GuardianError::InvalidToken("a time is missing or not in seconds");
        let value = self.compact.claims.value(name).ok_or(wrong)?;
        if let Ok(whole) = self.compact.claims.integer(name) {
            return Ok(whole);
        }
        let fraction = value.as_f64().filter(|_| self.mode == Mode::AsIs).ok_or(wrong)?;
        let time = Duration::try_from_secs_f64(fraction).map_err(|_| wrong)?;
        Some(time.as_secs()).filter(|time| *time < 1 << 53).ok_or(wrong)
    }
}

impl RsaKey {
    /// Reads the JWK of a device: RSA of 2048 to 4096 bits for RS256. One of the vendor's clients puts the sign byte of
    /// its integer encoding before the modulus.
    pub(crate) fn from_jwk(jwk: &Value, mode: Mode) -> Result<Self, GuardianError> {
        let refusal = GuardianError::InvalidBody("public_key");
        let members = jwk.as_object().ok_or(refusal)?;
        let text = |name: &str| members.get(name).and_then(Value::as_str);
        let integer = |name: &str| {
            let encoded = text(name).ok_or(refusal)?;
            BASE64URL_NOPAD.decode(encoded.as_bytes()).map_err(|_| refusal)
        };
        let is_exact = text("use") == Some("sig") && text("alg") == Some("RS256") && members.len() == 5;
        if text("kty") != Some("RSA") || (mode == Mode::Strict && !is_exact) {
            return Err(refusal);
        }
        let (mut n, e) = (integer("n")?, integer("e")?);
        if mode == Mode::AsIs && n.first() == Some(&0) {
            n.remove(0);
        }
        let is_size = (256..=512).contains(&n.len()) && n.first().is_some_and(|first| *first != 0);
        if is_size && e == [1, 0, 1] { Ok(Self { n, e }) } else { Err(refusal) }
    }
}

/// Seconds that clocks may differ.
const TOLERANCE: u64 = 30;
