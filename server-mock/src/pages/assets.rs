//! The index page, style sheet and script, embedded in the binary.

use axum::Router;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use minijinja::context;

use super::render::page;
use crate::server::Site;

/// The index page.
pub(super) fn index() -> Router<Site> {
    Router::new().route("/", get(shown_index))
}

/// What all pages load.
pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/assets/style.css", get(|| async { asset("text/css; charset=utf-8", STYLE) }))
        .route("/assets/wait.js", get(|| async { asset("text/javascript; charset=utf-8", SCRIPT) }))
        .route("/assets/push-wait.js", get(|| async { asset("text/javascript; charset=utf-8", PUSH_SCRIPT) }))
}

async fn shown_index(State(site): State<Site>) -> Response {
    page(200, "index.html", context! { issuer => site.world.settings().issuer_name })
}

fn asset(content_type: &'static str, content: &'static str) -> Response {
    let headers =
        [(CONTENT_TYPE, HeaderValue::from_static(content_type)), (CACHE_CONTROL, HeaderValue::from_static("no-cache"))];
    (headers, content).into_response()
}

const STYLE: &str = include_str!("assets/style.css");
const SCRIPT: &str = include_str!("assets/wait.js");
const PUSH_SCRIPT: &str = include_str!("assets/push-wait.js");
