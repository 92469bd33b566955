//! JSON in and out of the control API.

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::ApiError;
use crate::json::parse_as;
use crate::server::json_response;

/// Reads a body strictly: JSON by type, at most 64 KiB, no duplicate and no unknown members.
pub(crate) fn json_body<T: DeserializeOwned>(headers: &HeaderMap, body: &Bytes) -> Result<T, ApiError> {
    if body.len() > MAX_BODY {
        return Err(ApiError::new(413, "too_large", None));
    }
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        return Err(ApiError::new(415, "unsupported_media_type", None));
    }
    parse_as(body).map_err(|detail| ApiError::new(400, "invalid_request", Some(detail)))
}

/// A JSON reply.
pub(super) struct Json<T>(pub(super) u16, pub(super) T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        let body = serde_json::to_string(&self.1).expect("replies have string keys and no fallible parts");
        json_response(self.0, body)
    }
}

/// A reply without content.
pub(super) fn done() -> Response {
    axum::http::StatusCode::NO_CONTENT.into_response()
}

const MAX_BODY: usize = 65_536;
