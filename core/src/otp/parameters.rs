//! How codes are made.

use serde::{Deserialize, Serialize};

use super::OtpError;

/// The hash under the HMAC, named as in `otpauth` URIs and in the receipt.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OtpAlgorithm {
    /// The one every server supports.
    #[default]
    #[serde(rename = "SHA1")]
    Sha1,
    /// HMAC-SHA-256.
    #[serde(rename = "SHA256")]
    Sha256,
    /// HMAC-SHA-512.
    #[serde(rename = "SHA512")]
    Sha512,
}

/// What makes one code differ from the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OtpKind {
    /// The time (TOTP, RFC 6238).
    Time {
        /// Seconds a code lasts.
        period: u32,
    },
    /// How many codes were used (HOTP, RFC 4226).
    Counter {
        /// The counter of the first code.
        initial: u64,
    },
}

/// How codes are made from a secret. Always in the supported range; the default is what most servers use: SHA1, 6
/// digits, 30 seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OtpParameters {
    algorithm: OtpAlgorithm,
    digits: u8,
    kind: OtpKind,
}

impl OtpParameters {
    /// Codes of `digits` digits (6 to 8) that change every `period` seconds (1 to 86,400).
    ///
    /// # Errors
    /// `Digits` or `Period`, for what is out of range.
    pub fn new(algorithm: OtpAlgorithm, digits: u8, period: u32) -> Result<Self, OtpError> {
        Self::of_kind(OtpKind::Time { period }, algorithm, digits)
    }

    /// Codes of `digits` digits (6 to 8) that change by time or with every use.
    ///
    /// # Errors
    /// `Digits` or `Period`, for what is out of range.
    pub fn of_kind(kind: OtpKind, algorithm: OtpAlgorithm, digits: u8) -> Result<Self, OtpError> {
        if !(6..=8).contains(&digits) {
            return Err(OtpError::Digits { digits });
        }
        match kind {
            OtpKind::Time { period } if !(1..=MAX_PERIOD).contains(&period) => {
                Err(OtpError::Period { seconds: period })
            }
            OtpKind::Time { .. } | OtpKind::Counter { .. } => Ok(Self { algorithm, digits, kind }),
        }
    }

    /// The hash.
    pub const fn algorithm(&self) -> OtpAlgorithm {
        self.algorithm
    }

    /// Digits of a code, 6 to 8.
    pub const fn digits(&self) -> u8 {
        self.digits
    }

    /// What makes one code differ from the next.
    pub const fn kind(&self) -> OtpKind {
        self.kind
    }
}

impl Default for OtpParameters {
    fn default() -> Self {
        Self { algorithm: OtpAlgorithm::Sha1, digits: 6, kind: OtpKind::Time { period: 30 } }
    }
}

/// A day: no server asks for more, and a code that lasts longer protects nothing.
const MAX_PERIOD: u32 = 86_400;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_supported_parameters_exist() {
        for digits in 0..=u8::MAX {
            let counter = OtpParameters::of_kind(OtpKind::Counter { initial: 0 }, OtpAlgorithm::Sha1, digits);
            assert_eq!(counter.is_ok(), matches!(digits, 6..=8), "{digits}");
            assert_eq!(OtpParameters::new(OtpAlgorithm::Sha1, digits, 30).is_ok(), matches!(digits, 6..=8), "{digits}");
        }
        for (period, is_supported) in
            [(0, false), (1, true), (30, true), (86_400, true), (86_401, false), (u32::MAX, false)]
        {
            assert_eq!(OtpParameters::new(OtpAlgorithm::Sha1, 6, period).is_ok(), is_supported, "{period}");
        }
    }
}
