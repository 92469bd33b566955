//! Errors as the vendor's clients read them: status, `errorCode` and a sentence.

use serde_json::{Value, json};
use thiserror::Error;

use super::Mode;
use crate::json::Malformed;

/// Why a tenant refuses a request. The text is the `message` of the reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum GuardianError {
    #[error("{0}")]
    InvalidToken(&'static str),
    #[error("the token lacks the scope {0}")]
    InsufficientScope(&'static str),
    #[error("expected one authorization header of the form: Bearer TOKEN")]
    InvalidBearerFormat,
    #[error("invalid body: {0}")]
    InvalidBody(&'static str),
    #[error("invalid header: {0}")]
    InvalidHeader(&'static str),
    #[error("the body must be application/json")]
    UnsupportedMediaType,
    #[error("the body is too large")]
    TooLarge,
    #[error("the user has this authenticator already")]
    EnrollmentConflict,
    #[error("no such enrollment")]
    EnrollmentNotFound,
    #[error("no such device account")]
    DeviceAccountNotFound,
    #[error("no such enrollment transaction, or it ended")]
    EnrollmentTransactionNotFound,
    #[error("no such login transaction, or it ended")]
    LoginTransactionNotFound,
    #[error("no such user")]
    UserNotFound,
    #[error("no such consent")]
    ConsentNotFound,
    #[error("{0}")]
    NotFound(&'static str),
    #[error("{0}")]
    Conflict(&'static str),
    #[error("the one-time code is not valid")]
    InvalidOtp,
    #[error("the recovery code is not valid")]
    InvalidRecoveryCode,
    #[error("the push notification could not be sent")]
    ErrorSendingPush,
    #[error("the feature is not available")]
    FeatureDisabled,
    #[error("the factor is switched off")]
    FeatureDisabledByAdmin,
    #[error("too many wrong codes")]
    TooManyAttempts { limit: u32, retry_at: u64 },
    #[error("too many push notifications for the user")]
    TooManyPushes { limit: u32, retry_at: u64 },
    #[error("too many push notifications for the tenant")]
    TooManyPushesPerTenant { limit: u32, retry_at: u64 },
    #[error("the server cannot store anything")]
    Unavailable,
}

impl GuardianError {
    /// HTTP status.
    pub(crate) fn status(self) -> u16 {
        self.row().0
    }

    /// The stable `errorCode`.
    pub(crate) fn code(self) -> &'static str {
        self.row().1
    }

    /// When a limited request may be repeated, seconds since 1970.
    pub(crate) fn retry_at(self) -> Option<u64> {
        self.limit().map(|(_, retry_at)| retry_at)
    }

    /// The limit that was reached, and when there is room again, seconds since 1970.
    pub(crate) fn limit(self) -> Option<(u32, u64)> {
        if let Self::TooManyAttempts { limit, retry_at }
        | Self::TooManyPushes { limit, retry_at }
        | Self::TooManyPushesPerTenant { limit, retry_at } = self
        {
            return Some((limit, retry_at));
        }
        None
    }

    /// The body: four members, and `description` for the clients that read that instead of `message`.
    pub(crate) fn body(self, mode: Mode) -> Value {
        let (status, code) = self.row();
        let mut body = json!({
            "statusCode": status, "error": reason(status), "message": self.to_string(), "errorCode": code,
        });
        if mode == Mode::AsIs {
            body["description"] = json!(self.to_string());
        }
        body
    }

    fn row(self) -> (u16, &'static str) {
        match self {
            Self::InvalidToken(_) => (401, "invalid_token"),
            Self::InvalidBearerFormat => (401, "invalid_bearer_format"),
            Self::InsufficientScope(_) => (403, "insufficient_scope"),
            Self::InvalidBody(_) => (400, "invalid_body"),
            Self::InvalidHeader(_) => (400, "invalid_header"),
            Self::UnsupportedMediaType => (415, "invalid_body"),
            Self::TooLarge => (413, "invalid_body"),
            Self::EnrollmentConflict => (409, "enrollment_conflict"),
            Self::EnrollmentNotFound => (404, "enrollment_not_found"),
            Self::DeviceAccountNotFound => (404, "device_account_not_found"),
            Self::EnrollmentTransactionNotFound => (404, "enrollment_transaction_not_found"),
            Self::LoginTransactionNotFound => (404, "login_transaction_not_found"),
            Self::UserNotFound => (404, "inexistent_user"),
            Self::ConsentNotFound => (404, "consent_not_found"),
            Self::NotFound(_) => (404, "not_found"),
            Self::Conflict(_) => (409, "conflict"),
            Self::InvalidOtp => (403, "invalid_otp"),
            Self::InvalidRecoveryCode => (403, "invalid_recovery_code"),
            Self::ErrorSendingPush => (500, "error_sending_push_notification"),
            Self::FeatureDisabled => (403, "feature_disabled"),
            Self::FeatureDisabledByAdmin => (403, "feature_disabled_by_admin"),
            Self::TooManyAttempts { .. } => (429, "too_many_attempts"),
            Self::TooManyPushes { .. } => (429, "too_many_pn"),
            Self::TooManyPushesPerTenant { .. } => (429, "too_many_pn_per_tenant"),
            Self::Unavailable => (503, "unavailable"),
        }
    }
}

impl From<Malformed> for GuardianError {
    fn from(Malformed: Malformed) -> Self {
        Self::InvalidBody("not the JSON that was expected")
    }
}

/// The body of an error that has a status and nothing else, such as that of an unknown route.
pub(crate) fn plain_error(status: u16) -> Value {
    let reason = reason(status);
    json!({"statusCode": status, "error": reason, "message": reason})
}

/// The reason phrase that `error` repeats.
fn reason(status: u16) -> &'static str {
    axum::http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or("Error")
}
