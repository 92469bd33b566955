//! What the server says instead of doing what was asked.

use serde_json::{Value, json};
use thiserror::Error;

use super::outcome::Outcome;
use crate::json::Malformed;

/// A call on [`World`](super::World) that cannot be carried out.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WorldError {
    /// No user has this name.
    #[error("no such user")]
    UnknownUser,
    /// The name is taken.
    #[error("the user exists already")]
    UserExists,
    /// No such login, device, offer or client.
    #[error("no such item")]
    NotFound,
    /// The named member breaks a limit of the protocol.
    #[error("invalid {0}")]
    InvalidSpec(&'static str),
    /// The account is locked.
    #[error("the account is locked")]
    Locked,
    /// The account has no device that is not suspended.
    #[error("the account has no device")]
    NoDevice,
    /// Too many challenges within a minute, or a pause after a suspicious deny.
    #[error("too many challenges, again in {retry_after} s")]
    RateLimited {
        /// Seconds until a challenge may be started again.
        retry_after: u64,
    },
}

impl WorldError {
    /// A stable code for JSON replies.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownUser => "unknown_user",
            Self::UserExists => "user_exists",
            Self::NotFound => "not_found",
            Self::InvalidSpec(_) => "invalid_request",
            Self::Locked => "account_locked",
            Self::NoDevice => "no_device",
            Self::RateLimited { .. } => "rate_limited",
        }
    }
}

/// An error of the device API (section 9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    InvalidRequest,
    ChallengeMismatch,
    SignatureInvalid,
    AudienceMismatch,
    ProofTime,
    ProofReplayed,
    DeviceUnknown,
    TicketInvalid,
    AlgorithmRefused,
    VerificationRequired,
    DeviceSuspended,
    AccountLocked,
    CounterReused,
    NotFound,
    TicketUsed,
    DeviceLimit,
    AlreadyAnswered(Outcome),
    Expired(Outcome),
    Canceled(Outcome),
    Stale,
    TooLarge,
    UnsupportedMediaType,
}

impl Refusal {
    pub(crate) fn code(&self) -> &'static str {
        self.row().1
    }

    /// Whether the same message may succeed later, so that this reply is not kept for it.
    pub(crate) fn is_transient(&self) -> bool {
        matches!(self, Self::AccountLocked)
    }

    fn row(&self) -> (u16, &'static str) {
        match self {
            Self::InvalidRequest => (400, "invalid_request"),
            Self::ChallengeMismatch => (400, "challenge_mismatch"),
            Self::SignatureInvalid => (401, "signature_invalid"),
            Self::AudienceMismatch => (401, "audience_mismatch"),
            Self::ProofTime => (401, "proof_time"),
            Self::ProofReplayed => (401, "proof_replayed"),
            Self::DeviceUnknown => (401, "device_unknown"),
            Self::TicketInvalid => (403, "ticket_invalid"),
            Self::AlgorithmRefused => (403, "algorithm_refused"),
            Self::VerificationRequired => (403, "verification_required"),
            Self::DeviceSuspended => (403, "device_suspended"),
            Self::AccountLocked => (403, "account_locked"),
            Self::CounterReused => (403, "counter_reused"),
            Self::NotFound => (404, "not_found"),
            Self::TicketUsed => (409, "ticket_used"),
            Self::DeviceLimit => (409, "device_limit"),
            Self::AlreadyAnswered(_) => (409, "already_answered"),
            Self::Expired(_) => (409, "expired"),
            Self::Canceled(_) => (409, "canceled"),
            Self::Stale => (409, "stale"),
            Self::TooLarge => (413, "too_large"),
            Self::UnsupportedMediaType => (415, "unsupported_media_type"),
        }
    }

    fn body(&self) -> Value {
        let mut body = match self {
            Self::AlreadyAnswered(outcome) | Self::Expired(outcome) | Self::Canceled(outcome) => outcome.json(),
            Self::InvalidRequest
            | Self::ChallengeMismatch
            | Self::SignatureInvalid
            | Self::AudienceMismatch
            | Self::ProofTime
            | Self::ProofReplayed
            | Self::DeviceUnknown
            | Self::TicketInvalid
            | Self::AlgorithmRefused
            | Self::VerificationRequired
            | Self::DeviceSuspended
            | Self::AccountLocked
            | Self::CounterReused
            | Self::NotFound
            | Self::TicketUsed
            | Self::DeviceLimit
            | Self::Stale
            | Self::TooLarge
            | Self::UnsupportedMediaType => json!({}),
        };
        body["error"] = json!(self.code());
        body
    }
}

impl From<Malformed> for Refusal {
    fn from(Malformed: Malformed) -> Self {
        Self::InvalidRequest
    }
}

/// Status and body as they are kept, so that the same message again gets the same reply.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl From<Result<Value, Refusal>> for Reply {
    fn from(result: Result<Value, Refusal>) -> Self {
        match result {
            Ok(body) => Self { status: 200, body: body.to_string() },
            Err(refusal) => Self { status: refusal.row().0, body: refusal.body().to_string() },
        }
    }
}
