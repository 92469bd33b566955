//! Replies on their way out: JSON, and the faults that spoil them.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderValue, Response, StatusCode};
use futures_util::{StreamExt, stream};
use serde_json::Value;

use crate::fault::FaultAction;
use crate::jose::IssuerSigner;

/// A JSON reply that nobody stores.
pub(crate) fn json_response(status: u16, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Marks an error reply that stays as it is, such as a page, or one without a content type as a vendor's server writes it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Verbatim;

/// The body after faults that change its content.
pub(super) fn spoiled(mut body: Bytes, actions: &[FaultAction]) -> Bytes {
    if actions.contains(&FaultAction::WrongSignature) {
        body = resigned(&body).unwrap_or(body);
    }
    if actions.contains(&FaultAction::MalformedBody) {
        body.truncate(body.len() / 2);
    }
    if actions.contains(&FaultAction::OversizedBody) {
        body = Bytes::from([body.as_ref(), b" ".repeat(OVERSIZE).as_slice()].concat());
    }
    body
}

/// The reply with `body`, sent whole, slowly, or not to its end.
pub(super) fn paced(mut response: Response<()>, body: Bytes, actions: &[FaultAction]) -> Response<Body> {
    let is_truncated = actions.contains(&FaultAction::TruncatedBody);
    let slow = |action: &FaultAction| {
        if let FaultAction::SlowBody { ms } = action { Some(Duration::from_millis(*ms)) } else { None }
    };
    let pause = actions.iter().find_map(slow).or(is_truncated.then_some(FLUSH));
    response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    let Some(pause) = pause else {
        return response.map(|()| Body::from(body));
    };
    let sent = if is_truncated { body.slice(..body.len() / 2) } else { body };
    let size = sent.len().div_ceil(CHUNKS).max(1);
    let chunks: Vec<Bytes> = sent.chunks(size).map(Bytes::copy_from_slice).collect();
    let end = stream::iter(is_truncated.then(|| Err(std::io::Error::other("truncated on purpose"))));
    let paced = stream::iter(chunks.into_iter().map(Ok)).chain(end).then(move |chunk| async move {
        tokio::time::sleep(pause).await;
        chunk
    });
    response.map(|()| Body::from_stream(paced))
}

/// Puts another key's signature on every message inside a JSON body.
fn resigned(body: &[u8]) -> Option<Bytes> {
    let mut value: Value = serde_json::from_slice(body).ok()?;
    let signer = IssuerSigner::from_seed(&[0x57; 32]);
    resign(&mut value, &signer);
    Some(Bytes::from(value.to_string()))
}

fn resign(value: &mut Value, signer: &IssuerSigner) {
    match value {
        Value::String(text) if text.starts_with("eyJ") && text.matches('.').count() == 2 => {
            if let Some(message) = signer.replace_signature(text) {
                *text = message;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| resign(item, signer)),
        Value::Object(members) => members.values_mut().for_each(|member| resign(member, signer)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// More than any receiver accepts.
const OVERSIZE: usize = 70_000;
/// Pieces of a slow body.
const CHUNKS: usize = 16;
/// Lets what was written so far leave before the connection breaks.
const FLUSH: Duration = Duration::from_millis(2);
