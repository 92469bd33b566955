//! Replies of a tenant.

use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::{GuardianError, Mode};
use crate::server::{Site, json_response};

/// The reply to a request that was refused.
pub(crate) fn refused(error: GuardianError, mode: Mode) -> Response {
    let mut response = json_response(error.status(), error.body(mode).to_string());
    if let Some((limit, retry_at)) = error.limit() {
        let headers = response.headers_mut();
        headers.insert("x-ratelimit-limit", HeaderValue::from(limit));
        headers.insert("x-ratelimit-remaining", HeaderValue::from(0));
        headers.insert("x-ratelimit-reset", HeaderValue::from(retry_at));
    }
    response
}

/// A JSON reply with `status`, or the refusal. Nothing is promised when the data file could not be written.
pub(crate) fn replied(site: &Site, status: u16, result: Result<Value, GuardianError>) -> Response {
    let tenant = site.tenant();
    match result.and_then(|body| tenant.check_durable().map(|()| body)) {
        Ok(body) => json_response(status, body.to_string()),
        Err(error) => refused(error, tenant.mode()),
    }
}

/// A reply without content, or the refusal.
pub(crate) fn done(site: &Site, result: Result<(), GuardianError>) -> Response {
    let tenant = site.tenant();
    match result.and_then(|()| tenant.check_durable()) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => refused(error, tenant.mode()),
    }
}
