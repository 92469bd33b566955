//! The routes of the device API.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use super::{extract, hints};
use crate::json::parse_object;
use crate::server::{Site, json_response};
use crate::world::{DEVICE_PATH, DeviceGet, DevicePost, Refusal, Reply};

/// Everything a device calls.
pub(crate) fn routes() -> Router<Site> {
    let device = Router::new()
        .route("/challenges", get(challenges))
        .route("/challenges/{cid}", get(challenge))
        .route("/challenges/{cid}/outcome", get(outcome))
        .route("/answers", post(|site, headers, body| device_post(DevicePost::Answer, site, headers, body)))
        .route("/update", post(|site, headers, body| device_post(DevicePost::Update, site, headers, body)))
        .route("/rotate", post(|site, headers, body| device_post(DevicePost::Rotate, site, headers, body)))
        .route("/unenroll", post(|site, headers, body| device_post(DevicePost::Unenroll, site, headers, body)))
        .route("/report", post(|site, headers, body| device_post(DevicePost::Report, site, headers, body)))
        .route("/hints", get(hints::listen));
    Router::new()
        .route("/countersign/v1/enroll/preview", post(preview))
        .route(
            "/countersign/v1/enroll",
            post(|site, headers, body| device_post(DevicePost::Enroll, site, headers, body)),
        )
        .nest(DEVICE_PATH, device)
}

async fn preview(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Response {
    let members = extract::body(&headers, &body, "application/json")
        .and_then(|text| parse_object(text.as_bytes()).map_err(Refusal::from));
    match members {
        Ok(members) => durable(&site, site.world.preview(&members)),
        Err(refusal) => refusal.into_response(),
    }
}

async fn challenges(State(site): State<Site>, headers: HeaderMap) -> Response {
    device_get(&site, &headers, &DeviceGet::Challenges)
}

async fn challenge(State(site): State<Site>, Path(cid): Path<String>, headers: HeaderMap) -> Response {
    device_get(&site, &headers, &DeviceGet::Challenge(cid))
}

async fn outcome(State(site): State<Site>, Path(cid): Path<String>, headers: HeaderMap) -> Response {
    device_get(&site, &headers, &DeviceGet::Outcome(cid))
}

fn device_get(site: &Site, headers: &HeaderMap, request: &DeviceGet) -> Response {
    match extract::proof(headers) {
        Ok(proof) => durable(site, site.world.get(request, proof)),
        Err(refusal) => refusal.into_response(),
    }
}

fn device_post(
    request: DevicePost,
    State(site): State<Site>,
    headers: HeaderMap,
    body: Bytes,
) -> std::future::Ready<Response> {
    std::future::ready(match extract::body(&headers, &body, "application/jose") {
        Ok(text) => durable(&site, site.world.post(request, text)),
        Err(refusal) => refusal.into_response(),
    })
}

/// Promises nothing when the data file could not be written.
fn durable(site: &Site, reply: Reply) -> Response {
    if site.world.is_failing() {
        return json_response(503, r#"{"error":"unavailable"}"#.to_owned());
    }
    reply.into_response()
}
