//! The tenant log.

use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use serde_json::{Value, json};

use super::call::Call;
use super::query::Query;
use super::refusal::Refusal;
use super::reply::{Answer, Reply};
use crate::guardian::tenant::{LogEntry, date};
use crate::server::Site;

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/logs", get(list)).route("/logs/{id}", get(show)).route("/users/{user}/logs", get(of_user))
}

/// Newest first by page, or oldest first after a checkpoint (`from`, `take`).
async fn list(call: Call) -> Answer {
    call.allow(READ)?;
    let query = call.query(LIST_PARAMETERS)?;
    if query.text("q").or(query.text("search")).is_some() {
        return Err(Refusal::query("'Searching is not available' on property q"));
    }
    if let Some(from) = query.text("from") {
        let take = query.number("take", 1..=100)?.unwrap_or(50);
        let log = entries(&call, |entry| id(entry).as_str() > from);
        return Ok(Reply::Done(log.iter().take(take).map(view).collect()));
    }
    paged(&query, entries(&call, |_| true))
}

async fn show(Path(wanted): Path<String>, call: Call) -> Answer {
    call.allow(READ)?;
    let found = entries(&call, |entry| id(entry) == wanted);
    let entry = found.first().ok_or_else(|| Refusal::new(404, "log_not_found", "The log does not exist."))?;
    Ok(Reply::Done(view(entry)))
}

async fn of_user(Path(user): Path<String>, call: Call) -> Answer {
    call.allow(READ)?;
    let query = call.query(&["page", "per_page", "sort", "include_totals"])?;
    paged(&query, entries(&call, |entry| entry.user_id == user))
}

fn entries(call: &Call, is_wanted: impl Fn(&LogEntry) -> bool) -> Vec<LogEntry> {
    call.read(|state, _| state.log.iter().filter(|entry| is_wanted(entry)).cloned().collect())
}

fn paged(query: &Query, mut log: Vec<LogEntry>) -> Answer {
    match query.text("sort") {
        Some("date:1") => {}
        None | Some("date:-1") => log.reverse(),
        Some(_) => return Err(Refusal::query("'String does not match pattern' on property sort")),
    }
    Ok(Reply::Done(query.page(log.iter().map(view).collect(), "logs")?))
}

fn view(entry: &LogEntry) -> Value {
    let id = id(entry);
    json!({
        "log_id": id, "_id": id, "date": date(entry.time), "type": entry.code, "user_id": entry.user_id,
        "details": entry.details,
    })
}

/// Ids sort like the entries they belong to.
fn id(entry: &LogEntry) -> String {
    format!("{:024}", entry.sequence)
}

const READ: &[&str] = &["read:logs", "read:logs_users"];
const LIST_PARAMETERS: &[&str] =
    &["page", "per_page", "sort", "fields", "include_fields", "include_totals", "q", "search", "from", "take"];
