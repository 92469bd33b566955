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

/// How codes are made from a secret. Always in the supported range; the default is what most servers use: SHA1, 6
/// digits, 30 seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OtpParameters {
    algorithm: OtpAlgorithm,
    digits: u8,
    period: u32,
}

impl OtpParameters {
    /// Codes of `digits` digits (6 to 8) that change every `period` seconds (15 to 120).
    ///
    /// # Errors
    /// `Digits` or `Period`, for what is out of range.
    pub fn new(algorithm: OtpAlgorithm, digits: u8, period: u32) -> Result<Self, OtpError> {
        if !(6..=8).contains(&digits) {
            return Err(OtpError::Digits { digits });
        }
        if !(15..=120).contains(&period) {
            return Err(OtpError::Period { seconds: period });
        }
        Ok(Self { algorithm, digits, period })
    }

    /// The hash.
    pub const fn algorithm(&self) -> OtpAlgorithm {
        self.algorithm
    }

    /// Digits of a code, 6 to 8.
    pub const fn digits(&self) -> u8 {
        self.digits
    }

    /// Seconds a code lasts, 15 to 120.
    pub const fn period(&self) -> u32 {
        self.period
    }

    pub(super) const fn parts(self) -> (OtpAlgorithm, u8, u32) {
        (self.algorithm, self.digits, self.period)
    }
}

impl Default for OtpParameters {
    fn default() -> Self {
        Self { algorithm: OtpAlgorithm::Sha1, digits: 6, period: 30 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_supported_parameters_exist() {
        for digits in 0..=u8::MAX {
            assert_eq!(OtpParameters::new(OtpAlgorithm::Sha1, digits, 30).is_ok(), matches!(digits, 6..=8), "{digits}");
        }
        for (period, is_supported) in
            [(0, false), (14, false), (15, true), (120, true), (121, false), (u32::MAX, false)]
        {
            assert_eq!(OtpParameters::new(OtpAlgorithm::Sha1, 6, period).is_ok(), is_supported, "{period}");
        }
    }
}
