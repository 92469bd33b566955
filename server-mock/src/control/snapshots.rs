//! Snapshots and starting over.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::error::{ApiError, ErrorBody};
use super::json::{Json, done};
use crate::server::Site;
use crate::sync::lock;
use crate::world::WorldError;

pub(super) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(take)).routes(routes!(restore)).routes(routes!(reset))
}

/// A snapshot that can be restored until the server is reset.
#[derive(Debug, Serialize, ToSchema)]
struct SnapshotView {
    /// Number of the snapshot.
    id: u64,
}

/// Remember world, time and faults.
#[utoipa::path(post, path = "/control/snapshots", tag = "server", responses((status = 201, body = SnapshotView)))]
async fn take(State(site): State<Site>) -> Json<SnapshotView> {
    let snapshot = site.snapshot();
    let mut snapshots = lock(&site.snapshots);
    let id = snapshots.keys().last().map_or(1, |last| last + 1);
    snapshots.insert(id, snapshot);
    if snapshots.len() > KEPT {
        snapshots.pop_first();
    }
    Json(201, SnapshotView { id })
}

/// Put world, time and faults back.
#[utoipa::path(post, path = "/control/snapshots/{id}/restore", tag = "server", params(("id" = u64, Path)), responses(
    (status = 204), (status = 404, body = ErrorBody)
))]
async fn restore(State(site): State<Site>, Path(id): Path<String>) -> Result<Response, ApiError> {
    let id = id.parse().map_err(|_| WorldError::NotFound)?;
    let snapshot = lock(&site.snapshots).get(&id).cloned().ok_or(WorldError::NotFound)?;
    site.restore(&snapshot);
    Ok(done())
}

/// Forget everything but the issuer's keys and the time.
#[utoipa::path(post, path = "/control/reset", tag = "server", responses((status = 204)))]
async fn reset(State(site): State<Site>) -> Response {
    site.reset();
    done()
}

/// Older snapshots are dropped.
const KEPT: usize = 32;
