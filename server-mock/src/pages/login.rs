//! Logging in: name, password where there is one, the number, and a code when the phone is out of reach.

use std::net::SocketAddr;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use minijinja::context;
use serde_json::json;

use super::browser::page_login;
use super::render::{page, see_other};
use super::results::Outcome;
use crate::rp::Form;
use crate::server::{Site, json_response};
use crate::world::{LoginState, LoginStatus, WorldError};

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/login", get(identifier).post(begin))
        .route("/login/{id}", get(wait))
        .route("/login/{id}/status", get(status))
        .route("/login/{id}/resend", post(resend))
        .route("/login/{id}/cancel", post(cancel))
        .route("/login/{id}/code", get(code).post(enter_code))
        .route("/login/{id}/result", get(result))
}

async fn identifier(State(site): State<Site>) -> Response {
    page(200, "identifier.html", context! { issuer => site.world.settings().issuer_name, error => "" })
}

async fn begin(
    State(site): State<Site>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Ok(form) = Form::read(&headers, &body) else { return StatusCode::BAD_REQUEST.into_response() };
    let user = form.text("user").unwrap_or_default().trim().to_owned();
    if user.is_empty() {
        return identifier(State(site)).await;
    }
    if let Some(question) = password_question(&site, &user, &form, "/login") {
        return question;
    }
    let session = site.world.new_session();
    start(&site, peer, &headers, &user, session)
}

async fn wait(State(site): State<Site>, Path(id): Path<String>) -> Response {
    let Some(login) = site.world.login(&id) else { return unknown() };
    if login.state != LoginState::Waiting || login.account_locked {
        return see_other(&format!("/login/{id}/result"));
    }
    let instruction = match (&login.number, site.world.shows_choices(&id)) {
        (Some(_), false) => "Enter this number on your phone",
        (Some(_), true) => "Choose this number on your phone",
        (None, _) => "Approve the request on your phone",
    };
    let seconds = seconds_left(&site, &login);
    let content = context! {
        id, instruction, seconds, user => login.user, number => login.number.clone().unwrap_or_default(),
        lifetime => site.world.settings().challenge_lifetime,
    };
    page(200, "wait.html", content)
}

async fn status(State(site): State<Site>, Path(id): Path<String>) -> Response {
    let Some(login) = site.world.login(&id) else { return json_response(404, r#"{"error":"not_found"}"#.to_owned()) };
    let is_over = login.state != LoginState::Waiting || login.account_locked;
    let next = is_over.then(|| format!("/login/{id}/result"));
    let body = json!({"state": login.state, "seconds_left": seconds_left(&site, &login), "next": next});
    json_response(200, body.to_string())
}

async fn resend(
    State(site): State<Site>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(login) = site.world.login(&id) else { return unknown() };
    let session = site.world.session_of(&id).unwrap_or_else(|| site.world.new_session());
    start(&site, peer, &headers, &login.user, session)
}

async fn cancel(State(site): State<Site>, Path(id): Path<String>) -> Response {
    match site.world.cancel_login(&id) {
        Ok(()) => see_other(&format!("/login/{id}/result")),
        Err(_) => unknown(),
    }
}

async fn code(State(site): State<Site>, Path(id): Path<String>) -> Response {
    match site.world.login(&id) {
        Some(_) => page(200, "code.html", context! { id, error => "" }),
        None => unknown(),
    }
}

async fn enter_code(State(site): State<Site>, Path(id): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    let Ok(form) = Form::read(&headers, &body) else { return StatusCode::BAD_REQUEST.into_response() };
    let code = form.text("code").unwrap_or_default().replace(' ', "");
    match site.world.accept_code(&id, &code) {
        Ok(false) if site.world.login(&id).is_some_and(|login| !login.account_locked) => {
            page(200, "code.html", context! { id, error => "That code is not right." })
        }
        Ok(_) | Err(WorldError::Locked) => see_other(&format!("/login/{id}/result")),
        Err(_) if site.world.login(&id).is_some() => see_other(&format!("/login/{id}/result")),
        Err(_) => unknown(),
    }
}

async fn result(State(site): State<Site>, Path(id): Path<String>) -> Response {
    match site.world.login(&id) {
        Some(login) if login.state == LoginState::Waiting && !login.account_locked => {
            see_other(&format!("/login/{id}"))
        }
        Some(login) => Outcome::of(&login).page(200),
        None => unknown(),
    }
}

/// The password page, when the account has a password that the form does not know.
pub(super) fn password_question(site: &Site, user: &str, form: &Form, action: &str) -> Option<Response> {
    let account = site.world.user(user).filter(|account| account.has_password)?;
    if account.locked {
        return Some(Outcome::of_error(&WorldError::Locked).page(403));
    }
    let error = match form.text("password") {
        Some(password) if site.world.check_password(user, password) => return None,
        Some(_) => "That password is not right.",
        None => "",
    };
    Some(page(200, "password.html", context! { user, action, error }))
}

fn start(site: &Site, peer: SocketAddr, headers: &HeaderMap, user: &str, session: String) -> Response {
    match site.world.start_login(user, page_login(site, peer, headers, session)) {
        Ok(login) => see_other(&format!("/login/{}", login.id)),
        Err(error) => Outcome::of_error(&error).page(403),
    }
}

fn seconds_left(site: &Site, login: &LoginStatus) -> u64 {
    login.expires_at.saturating_sub(site.clock.now())
}

fn unknown() -> Response {
    let text = "This address belongs to no login.";
    page(404, "result.html", context! { name => "unknown", title => "Nothing here", text })
}
