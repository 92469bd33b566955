//! Errors of the token endpoint and the MFA API: status, `error` and `error_description`.

use serde_json::{Value, json};

use crate::guardian::Mode;

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
    UserBlocked,
    Unavailable,
}

impl OauthError {
    /// HTTP status.
    pub(crate) fn status(&self, mode: Mode) -> u16 {
        self.row(mode).0
    }

    /// Seconds after which a request that came too often may be repeated.
    pub(crate) fn retry_after(&self) -> Option<u64> {
        None
    }

    pub(crate) fn body(&self, mode: Mode) -> Value {
        let (_, error, description) = self.row(mode);
        json!({"error": error, "error_description": description})
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
            Self::UserBlocked => (401, "unauthorized", text("user is blocked")),
            Self::Unavailable => (503, "temporarily_unavailable", text("The server cannot store anything.")),
        }
    }
}
