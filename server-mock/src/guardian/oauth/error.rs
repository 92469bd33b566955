//! Errors of the token endpoint and the MFA API: status, `error` and `error_description`.

use std::fmt;

use serde_json::{Value, json};

use crate::speaks::Mode;

/// Why an OAuth or MFA request is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum OauthError {
    InvalidRequest(&'static str),
    InvalidParameter(&'static str),
    MissingParameter(&'static str),
    /// The client is unknown or its secret is wrong.
    InvalidClient,
    /// The client may not do this at all.
    UnauthorizedClient(&'static str),
    UnsupportedGrantType(String),
    UnknownAudience(String),
    /// The client or user may not have a token for this audience.
    ForbiddenAudience(String),
    /// Scopes that the client may not have.
    ForbiddenScope(String),
    WrongPassword,
    UnknownRealm,
    UserBlocked,
    InvalidRefreshToken,
    /// The password was right, but it is not enough.
    MfaRequired(HalfLogin),
    MalformedMfaToken,
    ExpiredMfaToken,
    /// The `mfa_token` was issued to another client.
    ForeignMfaToken,
    InvalidOobCode,
    ExpiredOobCode,
    /// The code was issued for another `mfa_token`.
    ForeignOobCode,
    MfaPending,
    /// The next question may come after this many seconds.
    SlowDown {
        interval: u64,
    },
    MfaRejected,
    InvalidOtp,
    InvalidRecoveryCode,
    TooManyAttempts {
        retry_at: u64,
    },
    TooManyPushes {
        retry_at: u64,
    },
    /// The access token of an MFA request is not valid.
    InvalidToken(String),
    InsufficientScope(&'static str),
    AlreadyEnrolled,
    FactorDisabled,
    AssociationRequired,
    UnsupportedChallengeType,
    AuthenticatorNotFound,
    UnknownUserId,
    InvalidBindingMessage,
    InvalidAuthorizationDetails,
    NoPushDevice,
    TooManyLogins {
        retry_at: u64,
    },
    InvalidAuthReqId,
    BackchannelPending,
    BackchannelDenied,
    BackchannelExpired,
    Unavailable,
}

/// A login that goes on with a second factor.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct HalfLogin {
    /// The `mfa_token`.
    pub(crate) token: String,
    /// What to challenge the user with, or what to enroll.
    pub(crate) requirements: Value,
}

impl fmt::Debug for HalfLogin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("HalfLogin").field("requirements", &self.requirements).finish_non_exhaustive()
    }
}

impl OauthError {
    /// HTTP status.
    pub(crate) fn status(&self, mode: Mode) -> u16 {
        self.row(mode).0
    }

    /// Seconds after which a question that came too early may be repeated.
    pub(crate) fn retry_after(&self) -> Option<u64> {
        if let Self::SlowDown { interval } = self { Some(*interval) } else { None }
    }

    /// When a limited request may be repeated, seconds since 1970.
    pub(crate) fn retry_at(&self) -> Option<u64> {
        if let Self::TooManyAttempts { retry_at }
        | Self::TooManyPushes { retry_at }
        | Self::TooManyLogins { retry_at } = self
        {
            return Some(*retry_at);
        }
        None
    }

    pub(crate) fn body(&self, mode: Mode) -> Value {
        let (_, error, description) = self.row(mode);
        let mut body = json!({"error": error, "error_description": description});
        if let Self::MfaRequired(login) = self {
            body["mfa_token"] = json!(login.token);
            body["mfa_requirements"] = login.requirements.clone();
        }
        if let Self::SlowDown { interval } = self {
            body["interval"] = json!(interval);
        }
        body
    }

    /// Status, `error` and `error_description`. In as-is mode the rows that the vendor's servers are known to answer
    /// differently from their documentation follow the servers.
    fn row(&self, mode: Mode) -> (u16, &'static str, String) {
        let text = str::to_owned;
        match self {
            Self::InvalidRequest(why) => (400, "invalid_request", text(why)),
            Self::InvalidParameter(name) => (400, "invalid_request", format!("Invalid parameter: {name}")),
            Self::MissingParameter(name) => (400, "invalid_request", format!("Missing required parameter: {name}")),
            Self::InvalidClient => match mode {
                Mode::Strict => (401, "invalid_client", text("The client credentials are not valid.")),
                Mode::AsIs => (401, "access_denied", text("Unauthorized")),
            },
            Self::UnauthorizedClient(why) => (403, "unauthorized_client", text(why)),
            Self::UnsupportedGrantType(grant) => {
                (501, "unsupported_grant_type", format!("Unsupported grant type: {grant}"))
            }
            Self::UnknownAudience(audience) => (403, "access_denied", format!("Service not found: {audience}")),
            Self::ForbiddenAudience(audience) => {
                (403, "access_denied", format!("Client is not authorized to access \"{audience}\"."))
            }
            Self::ForbiddenScope(scopes) => {
                (403, "access_denied", format!("Client has not been granted scopes: {scopes}"))
            }
            Self::WrongPassword => (403, "invalid_grant", text("Wrong email or password.")),
            Self::UnknownRealm => (400, "invalid_request", text("Specified realm is invalid.")),
            Self::UserBlocked => (401, "unauthorized", text("user is blocked")),
            Self::InvalidRefreshToken => (403, "invalid_grant", text("Unknown or invalid refresh token.")),
            Self::MfaRequired(_) => (403, "mfa_required", text("Multifactor authentication required")),
            Self::MalformedMfaToken => (401, "invalid_grant", text("Malformed mfa_token")),
            Self::ExpiredMfaToken => (401, "expired_token", text("mfa_token is expired")),
            Self::ForeignMfaToken => (400, "invalid_request", text("mfa_token not issued to this client")),
            Self::InvalidOobCode => (403, "invalid_grant", text("Invalid oob_code.")),
            Self::ExpiredOobCode => (403, "expired_token", text("oob_code is expired")),
            Self::ForeignOobCode => (400, "invalid_request", text("The oob_code doesn't match the mfa_token")),
            Self::MfaPending => (
                400,
                "authorization_pending",
                text("Authorization pending: please repeat the request in a few seconds."),
            ),
            Self::SlowDown { interval } => {
                (400, "slow_down", format!("You are polling faster than allowed. Try again in {interval} seconds."))
            }
            Self::MfaRejected => match mode {
                Mode::Strict => (403, "invalid_grant", text(REJECTED)),
                Mode::AsIs => (400, "access_denied", text(REJECTED)),
            },
            Self::InvalidOtp => (403, "invalid_grant", text("Invalid otp_code.")),
            Self::InvalidRecoveryCode => (403, "invalid_grant", text(REJECTED)),
            Self::TooManyAttempts { .. } => (429, "too_many_attempts", text("Too many wrong codes.")),
            Self::TooManyPushes { .. } => (429, "too_many_requests", text("Too many push notifications.")),
            Self::InvalidToken(why) => (401, "invalid_token", why.clone()),
            Self::InsufficientScope(scope) => {
                (403, "insufficient_scope", format!("Insufficient scope, expected: {scope}"))
            }
            Self::AlreadyEnrolled => (403, "access_denied", text("User is already enrolled.")),
            Self::FactorDisabled => (403, "access_denied", text("The factor is switched off.")),
            Self::AssociationRequired => (401, "association_required", text("The user has no authenticator.")),
            Self::UnsupportedChallengeType => {
                (401, "unsupported_challenge_type", text("The user has no authenticator of the requested type."))
            }
            Self::AuthenticatorNotFound => (404, "not_found", text("The user has no such authenticator.")),
            Self::UnknownUserId => (400, "unknown_user_id", text("User ID is malformed or unknown")),
            Self::InvalidBindingMessage => (
                400,
                "invalid_binding_message",
                text("binding_message has at most 64 letters, digits and characters of +-_.,:#"),
            ),
            Self::InvalidAuthorizationDetails => {
                (400, "invalid_authorization_details", text("authorization_details is a list of objects with a type"))
            }
            Self::NoPushDevice => (403, "access_denied", text("The user has no phone that can be asked.")),
            Self::TooManyLogins { .. } => {
                (429, "too_many_requests", text("Too many logins of this user within a minute."))
            }
            Self::InvalidAuthReqId => (403, "invalid_grant", text("Invalid or unknown auth_req_id")),
            Self::BackchannelPending => (400, "authorization_pending", text("The end-user authorization is pending")),
            Self::BackchannelDenied => (400, "access_denied", text(DENIED)),
            Self::BackchannelExpired => match mode {
                Mode::Strict => (400, "expired_token", text("The auth_req_id is expired")),
                Mode::AsIs => (400, "access_denied", text(DENIED)),
            },
            Self::Unavailable => (503, "temporarily_unavailable", text("The server cannot store anything.")),
        }
    }
}

const REJECTED: &str = "MFA Authorization rejected.";
const DENIED: &str = "The end-user denied the authorization request or it has been expired";
