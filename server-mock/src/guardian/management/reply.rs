//! Replies of the Management API.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::refusal::Refusal;
use crate::server::json_response;

/// What every handler gives.
pub(super) type Answer = Result<Reply, Refusal>;

/// A reply that is no refusal.
pub(super) enum Reply {
    /// 200 with JSON.
    Done(Value),
    /// 201 with JSON.
    Created(Value),
    /// 204.
    Nothing,
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        match self {
            Self::Done(body) => json_response(200, body.to_string()),
            Self::Created(body) => json_response(201, body.to_string()),
            Self::Nothing => StatusCode::NO_CONTENT.into_response(),
        }
    }
}
