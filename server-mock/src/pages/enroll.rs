//! Enrolling a phone: a name, then a QR code that waits to be scanned.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use minijinja::context;
use serde_json::json;

use super::login::password_question;
use super::render::{self, page, see_other};
use super::results::Outcome;
use crate::rp::Form;
use crate::server::{Site, json_response};
use crate::world::{EnrollmentState, UserSpec, WorldError};

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/enroll", get(form).post(begin))
        .route("/enroll/{id}", get(offer))
        .route("/enroll/{id}/status", get(status))
        .route("/enroll/{id}/qr.png", get(picture))
}

async fn form(State(site): State<Site>) -> Response {
    asked(&site, "")
}

async fn begin(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Response {
    let Ok(form) = Form::read(&headers, &body) else { return StatusCode::BAD_REQUEST.into_response() };
    let user = form.text("user").unwrap_or_default().trim().to_owned();
    if user.is_empty() {
        return asked(&site, "");
    }
    if let Some(question) = password_question(&site, &user, &form, "/enroll") {
        return question;
    }
    match site.world.user(&user) {
        Some(account) if account.locked => return Outcome::of_error(&WorldError::Locked).page(403),
        Some(_) => {}
        None if !site.world.settings().open => return asked(&site, "There is no such account."),
        None => {
            if site.world.add_user(UserSpec { otp: true, ..UserSpec::named(&user) }).is_err() {
                return asked(&site, "Use a name of at most 128 characters.");
            }
        }
    }
    match site.world.offer(&user) {
        Ok(offer) => see_other(&format!("/enroll/{}", offer.id)),
        Err(_) => asked(&site, "There is no such account."),
    }
}

async fn offer(State(site): State<Site>, Path(id): Path<String>) -> Response {
    let (Ok((user, state)), Ok(offer)) = (site.world.enrollment(&id), site.world.offer_again(&id)) else {
        return ended(404, "unknown", "Nothing here", "This address belongs to no enrollment.");
    };
    match state {
        EnrollmentState::Waiting { seconds_left } => {
            let lifetime = site.world.settings().ticket_lifetime;
            let content = context! { id, user, lifetime, svg => offer.svg, uri => offer.uri, seconds => seconds_left };
            page(200, "offer.html", content)
        }
        EnrollmentState::Enrolled { device } => {
            ended(200, "enrolled", "Your phone is enrolled", &format!("{device} can now answer for {user}."))
        }
        EnrollmentState::Expired => ended(200, "expired", "Time is up", "The code is no longer valid. Start again."),
    }
}

async fn status(State(site): State<Site>, Path(id): Path<String>) -> Response {
    let Ok((_, state)) = site.world.enrollment(&id) else {
        return json_response(404, r#"{"error":"not_found"}"#.to_owned());
    };
    let (name, seconds_left) = match state {
        EnrollmentState::Waiting { seconds_left } => ("waiting", seconds_left),
        EnrollmentState::Enrolled { .. } => ("enrolled", 0),
        EnrollmentState::Expired => ("expired", 0),
    };
    let next = (name != "waiting").then(|| format!("/enroll/{id}"));
    json_response(200, json!({"state": name, "seconds_left": seconds_left, "next": next}).to_string())
}

async fn picture(State(site): State<Site>, Path(id): Path<String>) -> Response {
    let Ok(offer) = site.world.offer_again(&id) else { return StatusCode::NOT_FOUND.into_response() };
    render::picture(offer.png)
}

fn asked(site: &Site, error: &str) -> Response {
    page(200, "enroll.html", context! { issuer => site.world.settings().issuer_name, error })
}

fn ended(status: u16, name: &str, title: &str, text: &str) -> Response {
    page(status, "result.html", context! { name, title, text })
}
