//! The login flows of applications and their scripts. Applications are the server's, so only its own tenant changes them.

use std::time::{Duration, UNIX_EPOCH};

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use minijinja::{Value, context};
use url::Url;

use super::PORTAL;
use crate::script::ScriptError;
use crate::script::adaptive::{AdaptiveScript, LogLevel};
use crate::server::Site;
use crate::world::WorldError;
use crate::wso2::identity::{IdentityApplication, Organization, ScriptEntry};
use crate::wso2::oauth::authenticator_name;
use crate::wso2::pages::portal::{Ended, Member, Visit};

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/console/applications", get(list))
        .route("/console/applications/{client}", get(show).post(save))
}

/// Whether the Console of this visit has the pages of applications.
pub(in crate::wso2::pages) fn are_shown(visit: &Visit) -> bool {
    visit.organization == Organization::ROOT
}

async fn list(visit: Visit) -> Result<Response, Ended> {
    let member = member(&visit)?;
    let row = |application: &IdentityApplication| {
        context! {
            name => application.name.as_str(), client_id => application.client_id.as_str(),
            is_scripted => application.script.is_some(), path => path(&visit, &application.client_id),
        }
    };
    let applications: Vec<Value> = visit.server.read(|state, _| state.all_applications().iter().map(row).collect());
    Ok(visit.page(200, PORTAL, &member, "wso2/applications.html", context! { here => HERE, applications }))
}

async fn show(Path(client): Path<String>, visit: Visit) -> Result<Response, Ended> {
    let member = member(&visit)?;
    let application = found(&visit, &client)?;
    let script = application.script.clone().unwrap_or_default();
    Ok(shown(&visit, &member, &application, &script, None, ""))
}

async fn save(Path(client): Path<String>, visit: Visit) -> Result<Response, Ended> {
    member(&visit)?;
    let (member, form) = visit.submission(PORTAL).await?;
    let mut application = found(&visit, &client)?;
    // Browsers end the lines of a form in their own way.
    let script = form.text("script").replace("\r\n", "\n");
    let is_empty = script.trim().is_empty();
    if !is_empty && let Some(error) = complaint(&script).await {
        return Ok(shown(&visit, &member, &application, &script, Some(error), ""));
    }
    application.script = (!is_empty).then(|| script.clone());
    let saved = visit.server.change(|state, _| state.set_application(application.clone()));
    saved.map_err(|_: WorldError| Ended::NotFound)?;
    visit.check_durable()?;
    Ok(shown(&visit, &member, &application, &script, None, "Saved. The next login follows it."))
}

/// What is wrong with a script.
async fn complaint(script: &str) -> Option<ScriptError> {
    let text = script.to_owned();
    let read = tokio::task::spawn_blocking(move || AdaptiveScript::parse(&text)).await;
    read.unwrap_or(Err(ScriptError::Busy)).err()
}

fn shown(
    visit: &Visit,
    member: &Member,
    application: &IdentityApplication,
    script: &str,
    error: Option<ScriptError>,
    saved: &str,
) -> Response {
    let lines: Vec<Value> = visit.server.read(|state, _| {
        let is_ours =
            |entry: &&ScriptEntry| entry.organization == visit.organization && entry.application == application.name;
        state.script_log.iter().rev().filter(is_ours).take(SHOWN).map(line).collect()
    });
    let steps: Vec<&str> = application.steps.iter().map(|factor| authenticator_name(*factor)).collect();
    let wrong = error.as_ref().and_then(ScriptError::position).and_then(|at| wrong_line(script, at.line));
    let content = context! {
        here => HERE, saved, script, steps, lines, name => application.name.as_str(),
        path => path(visit, &application.client_id), wrong_line => wrong,
        error => error.map(|error| error.to_string()).unwrap_or_default(),
    };
    visit.page(200, PORTAL, member, "wso2/application.html", content)
}

fn line(entry: &ScriptEntry) -> Value {
    let level = match entry.line.level {
        LogLevel::Debug => "debug",
        LogLevel::Info => "info",
        LogLevel::Warn => "warn",
        LogLevel::Error => "error",
    };
    let time = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(entry.time));
    context! { time, level, text => entry.line.text.as_str() }
}

fn wrong_line(script: &str, number: u32) -> Option<String> {
    let before = usize::try_from(number).ok()?.checked_sub(1)?;
    script.lines().nth(before).map(|line| line.trim().to_owned())
}

fn member(visit: &Visit) -> Result<Member, Ended> {
    let member = visit.member(PORTAL)?;
    if are_shown(visit) { Ok(member) } else { Err(Ended::NotFound) }
}

fn found(visit: &Visit, client: &str) -> Result<IdentityApplication, Ended> {
    visit.server.read(|state, _| state.application(client)).ok_or(Ended::NotFound)
}

/// The address of an application's page; client ids may hold any character.
fn path(visit: &Visit, client: &str) -> String {
    let mut url = Url::parse("http://localhost").expect("a constant");
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.push(client);
    }
    format!("{}{}", visit.path(PORTAL, "/applications"), url.path())
}

const HERE: &str = "applications";
/// Lines of a log.
const SHOWN: usize = 50;
