//! Errors by the vendor's codes: status, code and sentences.

use serde_json::{Value, json};
use thiserror::Error;

use crate::json::Malformed;
use crate::speaks::Mode;

/// Why the server refuses a request. The text is the `message` of the reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum IdentityError {
    #[error("no such tenant or organization")]
    UnknownOrganization,
    #[error("unauthorized: {0}")]
    Unauthorized(&'static str),
    #[error("forbidden: {0}")]
    Forbidden(&'static str),
    #[error("not found")]
    NotFound,
    #[error("invalid request: {0}")]
    InvalidRequest(&'static str),
    #[error("the body must be application/json")]
    UnsupportedMediaType,
    #[error("the body is too large")]
    TooLarge,
    #[error("no such user")]
    UnknownUser,
    #[error("the server cannot store anything")]
    Unavailable,

    /// Missing or used: one code, told apart in the audit log only.
    #[error("no registration context for the device")]
    NoRegistrationContext,
    #[error("a device is registered already")]
    AlreadyRegistered,
    #[error("the signature cannot be verified")]
    SignatureUnverifiable,
    #[error("invalid signature")]
    InvalidSignature,
    #[error("invalid token")]
    InvalidDeviceToken,
    #[error("no such device")]
    DeviceNotFound,
    #[error("the user has no device")]
    NoDevice,
    #[error("invalid device update")]
    InvalidEdit,
    #[error("no push provider can be resolved")]
    ProviderUnresolved,
    #[error("the maximum device limit is above the server's")]
    LimitAboveCap,
    #[error("the user has as many devices as allowed")]
    DeviceLimitReached,
    #[error("the maximum device limit is not valid")]
    InvalidLimit,

    #[error("no push id in the request")]
    StatusWithoutPushId,
    #[error("the token cannot be parsed")]
    UnparsableToken,
    #[error("no public key for the device")]
    UnknownDevice,
    #[error("the token is not valid: {0}")]
    InvalidAuthToken(&'static str),
    #[error("a claim cannot be read: {0}")]
    UnreadableClaim(&'static str),
    #[error("no authentication response")]
    BlankAuthResponse,
    #[error("no push id in the token")]
    NoPushId,
    #[error("no such pending request")]
    NoPendingRequest,
    #[error("the request was answered already or has expired")]
    AlreadyAnswered,
    /// Not JSON, or no `authResponse` in it.
    #[error("malformed request")]
    MalformedAuthRequest,

    #[error("the push provider failed")]
    PushFailed,
    #[error("the push provider does not accept the device token")]
    InvalidPushToken,
    #[error("the device token has expired; the device must register again")]
    PushTokenExpired,
    #[error("the push provider needs metadata of the device")]
    ProviderMetadataMissing,

    #[error("no such user in the organization")]
    UnknownEntity,
    #[error("the credential type is not supported")]
    InvalidCredentialType,
    #[error("the user has no such credential")]
    InvalidCredential,

    #[error("a sender of this name or provider exists already")]
    SenderExists,
    #[error("no such sender")]
    UnknownSender,
    #[error("invalid sender: {0}")]
    InvalidSender(&'static str),
}

impl IdentityError {
    /// HTTP status and code.
    pub(crate) fn row(self, mode: Mode) -> (u16, &'static str) {
        match self {
            Self::UnknownOrganization => (404, "ORG-60015"),
            Self::Unauthorized(_) => (401, "401"),
            Self::Forbidden(_) => (403, "403"),
            Self::NotFound => (404, "404"),
            Self::InvalidRequest(_) => (400, "UE-10000"),
            Self::UnsupportedMediaType => (415, "UE-10000"),
            Self::TooLarge => (413, "UE-10000"),
            Self::UnknownUser => (404, "PDH-15008"),
            Self::Unavailable => (503, "SE-50000"),
            Self::NoRegistrationContext => (400, "PDH-15002"),
            Self::AlreadyRegistered => (400, "PDH-15003"),
            Self::SignatureUnverifiable => (server_side(mode), "PDH-15004"),
            Self::InvalidSignature => (400, "PDH-15005"),
            Self::InvalidDeviceToken => (400, "PDH-15006"),
            Self::DeviceNotFound => (400, "PDH-15009"),
            Self::NoDevice => (400, "PDH-15010"),
            Self::InvalidEdit => (400, "PDH-15012"),
            Self::ProviderUnresolved => (400, "PDH-15013"),
            Self::LimitAboveCap => (400, "PDH-15018"),
            Self::DeviceLimitReached => (400, "PDH-15019"),
            Self::InvalidLimit => (400, "PDH-15021"),
            Self::StatusWithoutPushId => (404, "PBA-15001"),
            Self::UnparsableToken => (400, "PBA-15002"),
            Self::UnknownDevice => (unknown_device(mode), "PBA-15003"),
            Self::InvalidAuthToken(_) => (400, "PBA-15004"),
            Self::UnreadableClaim(_) => (400, "PBA-15005"),
            Self::BlankAuthResponse => (400, "PBA-15006"),
            Self::NoPushId => (400, "PBA-15007"),
            Self::MalformedAuthRequest => (server_side(mode), "PBA-15008"),
            Self::NoPendingRequest => (400, "PBA-15010"),
            Self::AlreadyAnswered => (410, "PBA-15011"),
            Self::PushFailed => (500, "PPE-65001"),
            Self::InvalidPushToken => (400, "PPE-65002"),
            Self::PushTokenExpired => (400, "PPE-65003"),
            Self::ProviderMetadataMissing => (400, "PPE-65011"),
            Self::UnknownEntity => (404, "CM-60004"),
            Self::InvalidCredentialType => (400, "CM-60005"),
            Self::InvalidCredential => (400, "CM-60002"),
            Self::SenderExists => (409, "NSM-60002"),
            Self::UnknownSender => (404, "NSM-60006"),
            Self::InvalidSender(_) => (400, "NSM-60001"),
        }
    }

    /// The stable code.
    pub(crate) fn code(self) -> &'static str {
        self.row(Mode::Strict).1
    }
}

impl From<Malformed> for IdentityError {
    fn from(Malformed: Malformed) -> Self {
        Self::InvalidRequest("not the JSON that was expected")
    }
}

/// The body of an error that has a status and nothing else, such as that of an unknown route.
pub(crate) fn plain_error(status: u16) -> Value {
    let reason = axum::http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    let reason = reason.unwrap_or("Error");
    json!({"code": status.to_string(), "message": reason, "description": reason, "traceId": ""})
}

/// What the vendor's server answers with its own failure is the client's in a strict one.
fn server_side(mode: Mode) -> u16 {
    match mode {
        Mode::Strict => 400,
        Mode::AsIs => 500,
    }
}

/// The vendor's server takes an unknown device for a failure of its own.
fn unknown_device(mode: Mode) -> u16 {
    match mode {
        Mode::Strict => 404,
        Mode::AsIs => 500,
    }
}
