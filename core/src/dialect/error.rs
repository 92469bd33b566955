//! What can go wrong in a protocol, as facts.

use super::Reported;
use crate::model::{IdError, Weakness};
use crate::otp::OtpUriError;
use crate::otp::migration::MigrationError;
use crate::protocol::jose::JoseError;
use crate::protocol::json::JsonError;
use crate::protocol::text::TextError;
use crate::protocol::url_rules::UrlError;

/// Why an enrollment code cannot be used. The code itself is never repeated: it holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OfferError {
    /// No dialect knows this kind of code.
    #[error("this is no enrollment code of a known kind")]
    NotRecognized,
    /// The right kind, but not readable.
    #[error("the enrollment code is malformed")]
    Malformed,
    /// Made for a newer version of this software.
    #[error("the enrollment code needs a newer version of this app")]
    UnsupportedVersion,
    /// Of a kind that servers made in the past and that is no longer spoken: the server can make a new one.
    #[error("the enrollment code is of an old format: ask for a new one")]
    Outdated,
    /// Something is missing.
    #[error("the enrollment code lacks {0}")]
    Missing(&'static str),
    /// Something is there but cannot be right.
    #[error("the enrollment code has an invalid {0}")]
    Invalid(&'static str),
    /// Something is there that does not belong, or twice.
    #[error("the enrollment code has an unexpected or repeated parameter")]
    Unexpected,
    /// The issuer's address is not acceptable.
    #[error("the issuer's address is refused: {0}")]
    Issuer(#[from] UrlError),
    /// A code for one-time codes.
    #[error(transparent)]
    Otp(#[from] OtpUriError),
    /// An export of one-time-code accounts.
    #[error(transparent)]
    Export(#[from] MigrationError),
}

/// Why a fetched challenge is refused. It is not shown; deny and approve are impossible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum ChallengeError {
    /// Signature, kind or form are wrong.
    #[error("the challenge cannot be verified: {0}")]
    Unverifiable(JoseError),
    /// Signed by the right key, but for another issuer, account or device.
    #[error("the challenge is for another account")]
    NotForUs,
    /// Times that make no sense, or a lifetime over ten minutes.
    #[error("the challenge has an unacceptable lifetime")]
    Lifetime,
    /// It ended before it arrived.
    #[error("the challenge has expired")]
    Expired,
    /// Weaker than the account's signed policy.
    #[error("the challenge is refused: {0}")]
    Weak(Weakness),
    /// A text that cannot be shown safely.
    #[error("the challenge has a text that cannot be shown: {0}")]
    Text(TextError),
    /// A member that is malformed, or one that must not be there.
    #[error("the challenge has an invalid member")]
    Member,
}

impl From<TextError> for ChallengeError {
    fn from(error: TextError) -> Self {
        Self::Text(error)
    }
}

impl From<IdError> for ChallengeError {
    fn from(_: IdError) -> Self {
        Self::Member
    }
}

/// What a server refused, as it said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// What it means.
    pub code: RefusalCode,
    /// Seconds to wait, where the server said so.
    pub retry_after: Option<u32>,
}

/// The meanings of a refusal, common to all dialects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefusalCode {
    /// The ticket is unknown or has expired.
    TicketInvalid,
    /// The ticket was used with another key.
    TicketUsed,
    /// The server wants another kind of key.
    AlgorithmRefused,
    /// The server cannot send pushes to the address it was given.
    PushTargetRefused,
    /// The account has as many devices as it may.
    DeviceLimit,
    /// The server could not verify our signature.
    SignatureRefused,
    /// The server finds our clock too far off, even after correcting it.
    ClockRefused,
    /// The server does not know this device.
    DeviceUnknown,
    /// The server suspended this device.
    DeviceSuspended,
    /// The server locked the account.
    AccountLocked,
    /// The server saw two copies of this device.
    CounterReused,
    /// No such challenge.
    NotFound,
    /// The answer is for another version of the challenge.
    ChallengeMismatch,
    /// Approving needs user verification.
    VerificationRequired,
    /// The server does not know the issuer it is asked for.
    IssuerUnknown,
    /// The issuer has switched this off.
    FeatureDisabled,
    /// A newer change is already in force.
    Stale,
    /// Too many requests.
    RateLimited,
    /// The server found our request malformed: a bug on one side.
    Malformed,
    /// The server failed (5xx). Nothing can be concluded.
    Unavailable,
    /// A redirect. They are never followed.
    Redirect,
    /// Anything else.
    Other,
}

/// Why an exchange did not end well.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DialectError {
    /// The enrollment code.
    #[error(transparent)]
    Offer(#[from] OfferError),
    /// The server refused.
    #[error("the server refused with status {}", .0.status)]
    Refused(Refusal),
    /// The challenge is over; the server said what it recorded.
    #[error("the challenge is over")]
    Over(Reported),
    /// The server is not the one whose key the enrollment code pinned.
    #[error("the server does not have the key that the enrollment code names")]
    IssuerKey,
    /// A reply that cannot be verified.
    #[error("the reply cannot be verified: {0}")]
    Unverifiable(#[from] JoseError),
    /// A reply that cannot be read.
    #[error("the reply cannot be read: {0}")]
    Unreadable(#[from] JsonError),
    /// A verified reply that says something it must not, by the name of the member.
    #[error("the reply has an unacceptable {0}")]
    Unacceptable(&'static str),
    /// A push payload that is ours but malformed.
    #[error("the push is malformed")]
    Push,
    /// The dialect's own record of the account cannot be read.
    #[error("the account's stored protocol data cannot be read")]
    State,
    /// The server has no way to change this; enrolling anew sets it.
    #[error("the account's server cannot change that; only a new enrollment can")]
    OnlyByEnrollment,
    /// This dialect cannot do that.
    #[error("the account's server cannot do that")]
    Unsupported,
}
