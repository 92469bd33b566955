//! What a device request must look like before anyone reads its content.

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::server::json_response;
use crate::world::{Refusal, Reply};

/// The body as text, when it has the right type and size.
pub(super) fn body<'a>(headers: &HeaderMap, body: &'a Bytes, media_type: &str) -> Result<&'a str, Refusal> {
    if body.len() > MAX_BODY {
        return Err(Refusal::TooLarge);
    }
    if !has_type(headers, media_type) {
        return Err(Refusal::UnsupportedMediaType);
    }
    std::str::from_utf8(body).map_err(|_| Refusal::InvalidRequest)
}

/// The proof in the one `Authorization` header.
pub(super) fn proof(headers: &HeaderMap) -> Result<&str, Refusal> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(Refusal::SignatureInvalid);
    };
    let (scheme, proof) = value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or(Refusal::InvalidRequest)?;
    if scheme.eq_ignore_ascii_case("Countersign") { Ok(proof) } else { Err(Refusal::SignatureInvalid) }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        json_response(self.status, self.body)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        Reply::from(Err(self)).into_response()
    }
}

fn has_type(headers: &HeaderMap, media_type: &str) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = value.split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case(media_type)
}

/// Limit of section 1.
const MAX_BODY: usize = 65_536;
