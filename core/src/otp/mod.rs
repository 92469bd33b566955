//! One-time codes: the fallback when no push arrives, and all there is of accounts whose servers send none. Pure.
//!
//! HOTP (RFC 4226) and TOTP (RFC 6238) are thirty lines over the HMAC that is here anyway; an OTP library would keep its
//! own copy of the secret outside [`Secret`](crate::model::Secret) and refuse the short secrets that servers hand out.

mod account;
mod base32;
mod code;
pub mod migration;
mod parameters;
mod secret;
mod uri;
#[cfg(test)]
mod vectors;

pub use account::{OtpAccount, OtpUriError};
pub use code::OtpCode;
pub use parameters::{OtpAlgorithm, OtpKind, OtpParameters};
pub use secret::OtpSecret;

/// Why one-time codes cannot be had from what a server sent or a store kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum OtpError {
    /// Not 6, 7 or 8 digits.
    #[error("one-time codes of {digits} digits are not supported")]
    Digits {
        /// As sent.
        digits: u8,
    },
    /// A period outside 1 to 86,400 seconds.
    #[error("one-time codes that change every {seconds} seconds are not supported")]
    Period {
        /// As sent.
        seconds: u32,
    },
    /// The secret is not base32 (RFC 4648) in canonical form.
    #[error("the secret of the one-time codes is not base32")]
    NotBase32,
    /// The secret is empty or has more than 128 bytes.
    #[error("the secret of the one-time codes has {bytes} bytes")]
    SecretLength {
        /// Length of the secret.
        bytes: usize,
    },
    /// The stored form cannot be read.
    #[error("the stored secret of the one-time codes is damaged")]
    Damaged,
}
