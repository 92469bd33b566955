//! Errors of the control API.

use axum::http::HeaderValue;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::server::json_response;
use crate::world::WorldError;

/// Why a request was refused.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorBody {
    /// A stable code, such as `unknown_user`, `not_found` or `invalid_request`.
    error: String,
    /// What is wrong, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

/// A refusal with its status.
#[derive(Debug)]
pub(crate) struct ApiError {
    status: u16,
    body: ErrorBody,
    retry_after: Option<u64>,
}

impl ApiError {
    pub(crate) fn new(status: u16, code: &str, detail: Option<String>) -> Self {
        Self { status, body: ErrorBody { error: code.to_owned(), detail }, retry_after: None }
    }
}

impl From<WorldError> for ApiError {
    fn from(error: WorldError) -> Self {
        let (status, retry_after) = match error {
            WorldError::UnknownUser | WorldError::NotFound => (404, None),
            WorldError::UserExists | WorldError::NoDevice => (409, None),
            WorldError::Locked => (403, None),
            WorldError::InvalidSpec(_) => (400, None),
            WorldError::RateLimited { retry_after } => (429, Some(retry_after)),
        };
        Self { retry_after, ..Self::new(status, error.code(), Some(error.to_string())) }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = serde_json::to_string(&self.body).expect("two strings are JSON");
        let mut response = json_response(self.status, body);
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
