//! What the server remembers about its traffic, and whether it is well.

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::json::{Json, done};
use crate::gateway::SentHint;
use crate::journal::JournalEntry;
use crate::server::Site;

pub(super) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(health))
        .routes(routes!(journal, clear_journal))
        .routes(routes!(hints, clear_hints))
}

/// Whether the server works.
#[derive(Debug, Serialize, ToSchema)]
struct Health {
    /// `ok`, or `failing` when the data file cannot be written.
    status: String,
    /// Issuer base URL.
    issuer: String,
    /// Version of the server.
    version: String,
}

/// Whether the server works.
#[utoipa::path(get, path = "/control/health", tag = "server", responses((status = 200, body = Health)))]
async fn health(State(site): State<Site>) -> Json<Health> {
    let status = if site.world.is_failing() { "failing" } else { "ok" };
    Json(
        200,
        Health {
            status: status.to_owned(),
            issuer: site.world.issuer().url.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
    )
}

/// The last 10,000 requests outside the control API.
#[utoipa::path(get, path = "/control/journal", tag = "records", responses((status = 200, body = Vec<JournalEntry>)))]
async fn journal(State(site): State<Site>) -> Json<Vec<JournalEntry>> {
    Json(200, site.journal.entries())
}

/// Forget all journal entries.
#[utoipa::path(delete, path = "/control/journal", tag = "records", responses((status = 204)))]
async fn clear_journal(State(site): State<Site>) -> Response {
    site.journal.clear();
    done()
}

/// Every push hint sent so far.
#[utoipa::path(get, path = "/control/hints", tag = "records", responses((status = 200, body = Vec<SentHint>)))]
async fn hints(State(site): State<Site>) -> Json<Vec<SentHint>> {
    Json(200, site.gateway.outbox())
}

/// Forget all hints.
#[utoipa::path(delete, path = "/control/hints", tag = "records", responses((status = 204)))]
async fn clear_hints(State(site): State<Site>) -> Response {
    site.gateway.clear();
    done()
}
