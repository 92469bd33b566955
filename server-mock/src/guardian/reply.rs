//! Replies of a tenant.

use axum::http::HeaderValue;
use axum::response::Response;

use super::{GuardianError, Mode};
use crate::server::json_response;

/// The reply to a request that was refused.
pub(crate) fn refused(error: GuardianError, mode: Mode) -> Response {
    let mut response = json_response(error.status(), error.body(mode).to_string());
    if let Some(retry_at) = error.retry_at() {
        let headers = response.headers_mut();
        headers.insert("x-ratelimit-remaining", HeaderValue::from(0));
        headers.insert("x-ratelimit-reset", HeaderValue::from(retry_at));
    }
    response
}
