//! OpenID clients and the server's rules.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::error::{ApiError, ErrorBody};
use super::json::{Json, json_body};
use crate::server::Site;
use crate::world::{Client, Settings, WorldError};

pub(super) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(put)).routes(routes!(settings, set_settings))
}

/// The clients that may use OpenID CIBA.
#[utoipa::path(get, path = "/control/clients", tag = "server", responses((status = 200, body = Vec<Client>)))]
async fn list(State(site): State<Site>) -> Json<Vec<Client>> {
    Json(200, site.world.clients())
}

/// Add or replace a client; its `id` must be the one in the path.
#[utoipa::path(put, path = "/control/clients/{id}", tag = "server", params(("id" = String, Path)),
    request_body = Client, responses((status = 200, body = Client), (status = 400, body = ErrorBody),
    (status = 415, body = ErrorBody)))]
async fn put(
    State(site): State<Site>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Client>, ApiError> {
    let client: Client = json_body(&headers, &body)?;
    if client.id != id {
        return Err(WorldError::InvalidSpec("id").into());
    }
    site.world.set_client(client.clone())?;
    Ok(Json(200, client))
}

/// The server's rules.
#[utoipa::path(get, path = "/control/settings", tag = "server", responses((status = 200, body = Settings)))]
async fn settings(State(site): State<Site>) -> Json<Settings> {
    Json(200, site.world.settings())
}

/// Replace the server's rules; members left out get their defaults.
#[utoipa::path(put, path = "/control/settings", tag = "server", request_body = Settings, responses(
    (status = 200, body = Settings), (status = 400, body = ErrorBody), (status = 415, body = ErrorBody)
))]
async fn set_settings(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Result<Json<Settings>, ApiError> {
    site.world.set_settings(json_body(&headers, &body)?)?;
    Ok(Json(200, site.world.settings()))
}
