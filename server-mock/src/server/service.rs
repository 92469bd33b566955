//! One request: named, disturbed by faults, served, dated and noted in the journal.

use std::time::{Duration, UNIX_EPOCH};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_TYPE, DATE, LOCATION, RETRY_AFTER};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use serde_json::json;
use thiserror::Error;
use tower::ServiceExt;

use super::site::Site;
use super::{operation, reply};
use crate::fault::FaultAction;
use crate::guardian;
use crate::journal::{JournalEntry, kept_body};
use crate::speaks::Speaks;
use crate::wso2;

/// The connection ends without a reply.
#[derive(Debug, Error)]
#[error("connection closed on purpose")]
pub(super) struct Dropped;

/// Serves one request.
pub(super) async fn serve(site: Site, router: Router, request: Request<Incoming>) -> Result<Response<Body>, Dropped> {
    let (parts, body) = request.into_parts();
    let operation = operation::name(site.speaks, &parts.method, parts.uri.path());
    let body = collect(body).await?;
    if operation == "control" {
        let response = process(&router, &parts, &body).await;
        return Ok(dated(normalized(response, operation, Speaks::Native), site.clock.now()));
    }
    let actions = site.faults.take(operation);
    let mut entry = JournalEntry {
        sequence: 0,
        time: site.clock.now(),
        method: parts.method.to_string(),
        path: parts.uri.to_string(),
        operation: operation.to_owned(),
        status: None,
        faults: actions.iter().map(|action| action.name().to_owned()).collect(),
        request_bytes: body.len(),
        response_bytes: 0,
        request_body: kept_body(&body),
        response_body: None,
    };
    let reply = disturb(&site, &router, operation, &parts, &body, &actions, &mut entry).await;
    tracing::debug!(operation, status = entry.status, "request");
    site.journal.add(entry);
    reply
}

async fn disturb(
    site: &Site,
    router: &Router,
    operation: &str,
    parts: &Parts,
    body: &Bytes,
    actions: &[FaultAction],
    entry: &mut JournalEntry,
) -> Result<Response<Body>, Dropped> {
    for delay in actions.iter().filter_map(FaultAction::delay) {
        tokio::time::sleep(delay).await;
    }
    if actions.contains(&FaultAction::DropRequest) {
        return Err(Dropped);
    }
    let mut response = match actions.iter().find_map(|action| substitute(action, site.speaks)) {
        Some(response) => response,
        None => {
            if actions.contains(&FaultAction::Duplicate) {
                // The first reply is lost, as when a proxy repeats a request.
                let _ = process(router, parts, body).await;
            }
            normalized(process(router, parts, body).await, operation, site.speaks)
        }
    };
    if actions.contains(&FaultAction::DropReply) {
        return Err(Dropped);
    }
    let skew = actions.iter().map(|action| if let FaultAction::DateSkew { seconds } = action { *seconds } else { 0 });
    let now = site.clock.now().saturating_add_signed(skew.fold(0, i64::saturating_add));
    response = dated(response, now);
    entry.status = Some(response.status().as_u16());
    if is_stream(&response) {
        return Ok(response);
    }
    let (head, content) = response.into_parts();
    let content = content.collect().await.map_err(|_| Dropped)?.to_bytes();
    let content = reply::spoiled(content, actions);
    entry.response_bytes = content.len();
    entry.response_body = kept_body(&content);
    Ok(reply::paced(Response::from_parts(head, ()), content, actions))
}

async fn process(router: &Router, parts: &Parts, body: &Bytes) -> Response<Body> {
    let request = Request::from_parts(parts.clone(), Body::from(body.clone()));
    router.clone().oneshot(request).await.unwrap_or_else(|infallible| match infallible {})
}

/// A reply that a fault gives instead of processing.
fn substitute(action: &FaultAction, speaks: Speaks) -> Option<Response<Body>> {
    if let FaultAction::Redirect { url } = action {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::TEMPORARY_REDIRECT;
        response.headers_mut().insert(LOCATION, HeaderValue::from_str(url).ok()?);
        return Some(response);
    }
    let FaultAction::Status { code, retry_after } = action else { return None };
    let error = if *code == 429 { "rate_limited" } else { "unavailable" };
    let mut response = plain_error(*code, error, speaks);
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(*seconds));
    }
    Some(response)
}

/// Turns the router's own plain error replies into the JSON that programs expect; pages keep theirs.
fn normalized(response: Response<Body>, operation: &str, speaks: Speaks) -> Response<Body> {
    let status = response.status();
    let content_type = response.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    let is_error = status.is_client_error() || status.is_server_error();
    let is_verbatim = response.extensions().get::<reply::Verbatim>().is_some();
    if operation.ends_with("page") || is_verbatim || !is_error || content_type.starts_with(b"application/json") {
        return response;
    }
    let error = match status {
        StatusCode::NOT_FOUND => "not_found",
        StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
        StatusCode::PAYLOAD_TOO_LARGE => "too_large",
        _ if status.is_client_error() => "invalid_request",
        _ => "unavailable",
    };
    let mut plain = plain_error(status.as_u16(), error, speaks);
    let headers = response.headers().iter().filter(|(name, _)| *name == axum::http::header::ALLOW);
    plain.headers_mut().extend(headers.map(|(name, value)| (name.clone(), value.clone())));
    plain
}

/// An error that says no more than its status, in the shape of the server's protocol.
fn plain_error(status: u16, error: &str, speaks: Speaks) -> Response<Body> {
    let body = match speaks {
        Speaks::Native => json!({ "error": error }),
        Speaks::Guardian(_) => guardian::plain_error(status),
        Speaks::Wso2(_) => wso2::plain_error(status),
    };
    reply::json_response(status, body.to_string())
}

fn dated(mut response: Response<Body>, now: u64) -> Response<Body> {
    let time = UNIX_EPOCH + Duration::from_secs(now.min(LATEST));
    let date = HeaderValue::from_str(&httpdate::fmt_http_date(time)).expect("an HTTP date is a header value");
    response.headers_mut().insert(DATE, date);
    response
}

fn is_stream(response: &Response<Body>) -> bool {
    let content_type = response.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    content_type.starts_with(b"text/event-stream")
}

/// Reads a body. What exceeds the limit is read and thrown away, so that the sender hears the refusal: the body that
/// remains is one byte too long.
async fn collect(mut body: Incoming) -> Result<Bytes, Dropped> {
    let (mut kept, mut thrown) = (Vec::new(), 0);
    while let Some(frame) = body.frame().await {
        let data = frame.map_err(|_| Dropped)?.into_data().unwrap_or_default();
        let room = (MAX_BODY + 1).saturating_sub(kept.len()).min(data.len());
        thrown += data.len() - room;
        kept.extend_from_slice(&data[..room]);
        if thrown > MAX_THROWN {
            return Err(Dropped);
        }
    }
    Ok(Bytes::from(kept))
}

/// Limit of section 1 for every body.
const MAX_BODY: usize = 65_536;
/// What is read beyond the limit before the connection is closed.
const MAX_THROWN: usize = 8 << 20;
/// The last second that an HTTP date can express.
const LATEST: u64 = 253_402_300_799;
