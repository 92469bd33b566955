//! Addresses of the page, and what every reply carries.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Query, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, LOCATION, ORIGIN, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tokio::time::Instant;

use super::form::Seen;
use super::handset::Desk;
use super::{actions, render};
use crate::demo::failure::Failure;

/// The page and everything it loads and sends.
pub(super) fn routes(desk: Arc<Desk>) -> Router {
    Router::new()
        .route("/", get(page))
        .route("/assets/style.css", get(|| async { asset("text/css; charset=utf-8", STYLE) }))
        .route("/assets/page.js", get(|| async { asset("text/javascript; charset=utf-8", SCRIPT) }))
        .route("/phone", get(phone))
        .route("/phone/scan", post(actions::scan))
        .route("/phone/paste", post(actions::paste))
        .route("/phone/agree", post(actions::agree))
        .route("/phone/home", post(actions::home))
        .route("/phone/history", post(actions::history))
        .route("/phone/approve", post(actions::approve))
        .route("/phone/deny", post(actions::deny))
        .route("/phone/lock", post(actions::lock))
        .route("/phone/remove", post(actions::remove))
        .route("/phone/ask", post(actions::ask))
        .route("/world/lose-push", post(actions::lose_push))
        .route("/world/let-time-pass", post(actions::let_time_pass))
        .layer(middleware::from_fn_with_state(Arc::clone(&desk), guard))
        .with_state(desk)
}

/// After an action: the new screen for the script, the whole page for browsers without it.
pub(super) fn shown(desk: &Desk, headers: &HeaderMap) -> Response {
    desk.handset.touch();
    if headers.contains_key(&SCRIPTED) {
        return fragment(desk);
    }
    (StatusCode::SEE_OTHER, [(LOCATION, HeaderValue::from_static("/"))]).into_response()
}

async fn page(State(desk): State<Arc<Desk>>) -> Response {
    match render::page(&desk) {
        Ok(content) => html(content),
        Err(failure) => broken(&failure),
    }
}

/// The phone's screen, as soon as it differs from the one that the browser has, at the latest after a while.
async fn phone(State(desk): State<Arc<Desk>>, Query(seen): Query<Seen>) -> Response {
    let mut changes = desk.handset.changes();
    let deadline = Instant::now() + PATIENCE;
    loop {
        match render::phone(&desk) {
            Ok(drawn) if drawn.tag == seen.have && Instant::now() < deadline => {
                // Codes and requests end by themselves: worth a look now and then.
                let _ = tokio::time::timeout(LOOK_EVERY, changes.changed()).await;
            }
            Ok(drawn) => return html(drawn.html),
            Err(failure) => return broken(&failure),
        }
    }
}

fn fragment(desk: &Desk) -> Response {
    match render::phone(desk) {
        Ok(drawn) => html(drawn.html),
        Err(failure) => broken(&failure),
    }
}

/// Refuses what another site sends, and adds the headers of every reply.
async fn guard(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Response {
    if !is_own(request.method(), request.headers()) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let mut reply = next.run(request).await;
    let policy = format!("{POLICY}; frame-src {}", desk.server.url());
    let headers = reply.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    reply
}

/// Whether no other site has a hand in it: neither directly, nor through a name that it points at this machine.
fn is_own(method: &Method, headers: &HeaderMap) -> bool {
    let header = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let host = header(HOST).unwrap_or_default();
    let is_numeric = host.parse::<SocketAddr>().is_ok() || host.starts_with("localhost:");
    let is_same = header(ORIGIN).is_none_or(|origin| origin == format!("http://{host}"));
    is_numeric && (method == Method::GET || is_same)
}

fn html(content: String) -> Response {
    ([(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))], content).into_response()
}

fn asset(content_type: &'static str, content: &'static str) -> Response {
    ([(CONTENT_TYPE, HeaderValue::from_static(content_type))], content).into_response()
}

fn broken(failure: &Failure) -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, failure.to_string()).into_response()
}

const STYLE: &str = include_str!("assets/style.css");
const SCRIPT: &str = include_str!("assets/page.js");
/// Sent by the page's script.
const SCRIPTED: HeaderName = HeaderName::from_static("x-fragment");
/// Nothing from elsewhere, nothing inline, in nobody's frame.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'none'";
/// How long a browser is kept waiting for news.
const PATIENCE: Duration = Duration::from_secs(20);
const LOOK_EVERY: Duration = Duration::from_millis(500);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_other_sites_and_other_names_are_refused() {
        let headers = |host: &'static str, origin: Option<&'static str>| {
            let mut headers = HeaderMap::from_iter([(HOST, HeaderValue::from_static(host))]);
            headers.extend(origin.map(|origin| (ORIGIN, HeaderValue::from_static(origin))));
            headers
        };

        assert!(is_own(&Method::POST, &headers("127.0.0.1:4711", Some("http://127.0.0.1:4711"))));
        assert!(is_own(&Method::POST, &headers("localhost:4711", None)));
        assert!(!is_own(&Method::POST, &headers("127.0.0.1:4711", Some("https://evil.example"))));
        assert!(!is_own(&Method::POST, &headers("127.0.0.1:4711", Some("null"))));
        assert!(!is_own(&Method::GET, &headers("evil.example:4711", None)));
    }
}
