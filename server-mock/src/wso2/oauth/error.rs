//! Errors of OAuth (RFC 6749): as JSON, or on the way back to the application.

use axum::http::HeaderValue;
use axum::http::header::WWW_AUTHENTICATE;
use axum::response::Response;
use serde_json::json;

use crate::json::Malformed;
use crate::rp::CredentialsError;
use crate::server::json_response;

/// Why a request of an application is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OauthRefusal {
    InvalidRequest(&'static str),
    InvalidClient,
    InvalidGrant(&'static str),
    UnauthorizedClient(&'static str),
    UnsupportedGrantType,
    UnsupportedResponseType,
    /// The person did not sign in.
    AccessDenied,
    /// Nothing can be stored.
    Unavailable,
}

impl OauthRefusal {
    /// Status, `error` and `error_description`.
    pub(crate) fn row(self) -> (u16, &'static str, &'static str) {
        match self {
            Self::InvalidRequest(why) => (400, "invalid_request", why),
            Self::InvalidClient => (401, "invalid_client", "the client is unknown or its secret is wrong"),
            Self::InvalidGrant(why) => (400, "invalid_grant", why),
            Self::UnauthorizedClient(why) => (400, "unauthorized_client", why),
            Self::UnsupportedGrantType => (400, "unsupported_grant_type", "the grant type is not served"),
            Self::UnsupportedResponseType => (400, "unsupported_response_type", "only code is served"),
            Self::AccessDenied => (403, "access_denied", "the person did not sign in"),
            Self::Unavailable => (503, "temporarily_unavailable", "the server cannot store anything"),
        }
    }

    /// As a reply of the token endpoint.
    pub(crate) fn reply(self) -> Response {
        let (status, error, description) = self.row();
        let mut response = json_response(status, json!({"error": error, "error_description": description}).to_string());
        if self == Self::InvalidClient {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"clients\""));
        }
        response
    }
}

impl From<Malformed> for OauthRefusal {
    fn from(Malformed: Malformed) -> Self {
        Self::InvalidRequest("the body is not a form without repeated fields")
    }
}

impl From<CredentialsError> for OauthRefusal {
    fn from(error: CredentialsError) -> Self {
        match error {
            CredentialsError::Missing | CredentialsError::Unreadable => Self::InvalidClient,
            CredentialsError::Twice => Self::InvalidRequest("the client is authenticated in two ways"),
        }
    }
}
