//! Refusals as the vendor's APIs and servlets write them.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

use super::IdentityError;
use super::identity::uuid;
use crate::random::Random;
use crate::server::{Verbatim, json_response};
use crate::speaks::Mode;

/// The refusal of an API: code, message, description and a trace id that nothing else repeats.
pub(super) fn refused(error: IdentityError, mode: Mode) -> Response {
    let (status, code) = error.row(mode);
    let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or("Error");
    let body = json!({
        "code": code, "message": reason, "description": error.to_string(), "traceId": uuid(&mut Random::system()),
    });
    let mut response = json_response(status, body.to_string());
    if status == 401 {
        response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// The refusal of a servlet. As is, errors have no content type, and a failure of the server is a page.
pub(super) fn servlet_refused(error: IdentityError, mode: Mode) -> Response {
    let (status, code) = error.row(mode);
    let body = json!({"code": code, "message": error.to_string()});
    match mode {
        Mode::Strict => json_response(status, body.to_string()),
        Mode::AsIs if error == IdentityError::MalformedAuthRequest => page(status),
        Mode::AsIs => verbatim(status, body.to_string(), None),
    }
}

/// A JSON reply with `status`.
pub(super) fn servlet_reply(status: u16, body: &Value) -> Response {
    json_response(status, body.to_string())
}

/// What the container of the vendor's servlets answers when one of them fails.
fn page(status: u16) -> Response {
    let text = "<!doctype html><html lang=\"en\"><head><title>HTTP Status 500 – Internal Server Error</title></head>\
                <body><h1>HTTP Status 500 – Internal Server Error</h1></body></html>";
    verbatim(status, text.to_owned(), Some(HeaderValue::from_static("text/html;charset=utf-8")))
}

fn verbatim(status: u16, body: String, content_type: Option<HeaderValue>) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if let Some(content_type) = content_type {
        response.headers_mut().insert(CONTENT_TYPE, content_type);
    }
    response.extensions_mut().insert(Verbatim);
    response
}
