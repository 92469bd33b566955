//! What the forms of the page do.

use std::sync::Arc;
use std::time::Duration;

use axum::Form;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use countersign_core::engine::Removal;
use countersign_core::model::AccountId;
use countersign_server_mock::{Fault, FaultAction};

use super::answer::{self, show, show_error};
use super::form::{Approving, Denying, Pasted, Subject};
use super::handset::{Desk, Handset};
use super::left;
use super::place::Place;
use super::routes::shown;
use super::views::Tone;
use crate::demo::failure::Failure;

type Page = State<Arc<Desk>>;

/// Points the camera at the page on the left.
pub(super) async fn scan(State(desk): Page, headers: HeaderMap) -> Response {
    match left::scan(&desk.server).await {
        Ok(Some(code)) => preview(&desk.handset, &code).await,
        Ok(None) => {
            let text = "Open \"Enroll a phone\" on the left and type a name, until a code is shown. Then scan again.";
            show(&desk.handset, Tone::Neutral, "No code in sight", text);
        }
        Err(failure) => {
            tracing::warn!(%failure, "scanning failed");
            show(&desk.handset, Tone::Bad, "No code was read", "Hold still and scan again.");
        }
    }
    shown(&desk, &headers)
}

pub(super) async fn paste(State(desk): Page, headers: HeaderMap, Form(form): Form<Pasted>) -> Response {
    preview(&desk.handset, form.code.trim()).await;
    shown(&desk, &headers)
}

/// The person agrees to what the preview shows.
pub(super) async fn agree(State(desk): Page, headers: HeaderMap) -> Response {
    let place = std::mem::replace(&mut desk.handset.moment().place, Place::Accounts);
    if let Place::Confirm(preview) = place
        && let Err(error) = desk.handset.core.enroll(&preview).await
    {
        show_error(&desk.handset, &error);
    }
    shown(&desk, &headers)
}

pub(super) async fn home(State(desk): Page, headers: HeaderMap) -> Response {
    desk.handset.moment().place = Place::Accounts;
    shown(&desk, &headers)
}

pub(super) async fn history(State(desk): Page, headers: HeaderMap) -> Response {
    desk.handset.moment().place = Place::History;
    shown(&desk, &headers)
}

pub(super) async fn approve(State(desk): Page, headers: HeaderMap, Form(form): Form<Approving>) -> Response {
    answer::approve(&desk.handset, &form).await;
    shown(&desk, &headers)
}

pub(super) async fn deny(State(desk): Page, headers: HeaderMap, Form(form): Form<Denying>) -> Response {
    answer::deny(&desk.handset, &form).await;
    shown(&desk, &headers)
}

pub(super) async fn lock(State(desk): Page, headers: HeaderMap, Form(form): Form<Subject>) -> Response {
    answer::lock_out(&desk.handset, &form.id).await;
    shown(&desk, &headers)
}

pub(super) async fn remove(State(desk): Page, headers: HeaderMap, Form(form): Form<Subject>) -> Response {
    if let Ok(id) = form.id.parse::<AccountId>()
        && let Err(error) = desk.handset.core.remove(&id, Removal::Everywhere).await
    {
        show_error(&desk.handset, &error);
    }
    shown(&desk, &headers)
}

/// Opens the app: it asks the server what waits.
pub(super) async fn ask(State(desk): Page, headers: HeaderMap) -> Response {
    note(desk.handset.ask().await);
    shown(&desk, &headers)
}

/// The next push will not arrive.
pub(super) async fn lose_push(State(desk): Page, headers: HeaderMap) -> Response {
    desk.server.faults().add(Fault::once("hint", FaultAction::LoseHint));
    shown(&desk, &headers)
}

/// Lets as much time pass at the server as a login may wait.
pub(super) async fn let_time_pass(State(desk): Page, headers: HeaderMap) -> Response {
    let lifetime = desk.server.world().settings().challenge_lifetime;
    desk.server.clock().advance(Duration::from_secs(lifetime));
    note(desk.handset.ask().await);
    shown(&desk, &headers)
}

async fn preview(handset: &Handset, code: &str) {
    match handset.core.preview(code).await {
        Ok(preview) => handset.moment().place = Place::Confirm(Box::new(preview)),
        Err(error) => show_error(handset, &error),
    }
}

/// The loop of the phone asks again soon anyway.
fn note(asked: Result<(), Failure>) {
    if let Err(failure) = asked {
        tracing::warn!(%failure, "asking the server failed");
    }
}
