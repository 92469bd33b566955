//! Why a request is refused, as the Management API says it.

use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::guardian::GuardianError;
use crate::server::json_response;

/// A refusal: status, stable code and a sentence for people.
#[derive(Debug)]
pub(super) struct Refusal {
    status: u16,
    code: &'static str,
    message: String,
}

impl Refusal {
    pub(super) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    /// The body breaks its schema.
    pub(super) fn body(detail: impl AsRef<str>) -> Self {
        Self::new(400, "invalid_body", format!("Payload validation error: {}.", detail.as_ref()))
    }

    /// The query string breaks its schema.
    pub(super) fn query(detail: impl AsRef<str>) -> Self {
        Self::new(400, "invalid_query_string", format!("Query validation error: {}.", detail.as_ref()))
    }

    /// A segment of the path is none of the values that it may have.
    pub(super) fn path(name: &str) -> Self {
        Self::new(400, "invalid_uri", format!("Path validation error: 'No enum match' on property {name}."))
    }

    /// The token holds none of the scopes, of which any one would do.
    pub(super) fn scope(expected: &[&str]) -> Self {
        Self::new(403, "insufficient_scope", format!("Insufficient scope, expected any of: {}", expected.join(",")))
    }

    /// The token is good for its own user only, and that is another one.
    pub(super) fn subject() -> Self {
        Self::new(403, "insufficient_scope", "User to be acted on does not match subject in bearer token.")
    }

    /// The user that the path names does not exist.
    pub(super) fn unknown_user() -> Self {
        Self::new(404, "inexistent_user", "The user does not exist.")
    }
}

impl From<GuardianError> for Refusal {
    fn from(error: GuardianError) -> Self {
        if error == GuardianError::UserNotFound {
            return Self::unknown_user();
        }
        Self::new(error.status(), error.code(), error.to_string())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = axum::http::StatusCode::from_u16(self.status).ok();
        let reason = status.and_then(|status| status.canonical_reason()).unwrap_or("Error");
        let body = json!({
            "statusCode": self.status, "error": reason, "message": self.message, "errorCode": self.code,
        });
        json_response(self.status, body.to_string())
    }
}
