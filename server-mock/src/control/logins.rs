//! Logins and the answers that were recorded for them.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::error::{ApiError, ErrorBody};
use super::json::{Json, done, json_body};
use crate::server::Site;
use crate::world::{Login, LoginSpec, LoginStatus, WorldError};

pub(super) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(list, start)).routes(routes!(show, cancel)).routes(routes!(answers))
}

/// Whose login, and what it is like.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct StartRequest {
    /// User name.
    user: String,
    /// Everything else; by default what the account's policy says.
    #[serde(default)]
    login: LoginSpec,
}

/// All logins by time.
#[utoipa::path(get, path = "/control/logins", tag = "logins", responses((status = 200, body = Vec<LoginStatus>)))]
async fn list(State(site): State<Site>) -> Json<Vec<LoginStatus>> {
    Json(200, site.world.logins())
}

/// Start a login.
#[utoipa::path(post, path = "/control/logins", tag = "logins", request_body = StartRequest, responses(
    (status = 201, body = Login), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
    (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 415, body = ErrorBody),
    (status = 429, body = ErrorBody)
))]
async fn start(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Result<Json<Login>, ApiError> {
    let request: StartRequest = json_body(&headers, &body)?;
    Ok(Json(201, site.world.start_login(&request.user, request.login)?))
}

/// How a login stands.
#[utoipa::path(get, path = "/control/logins/{id}", tag = "logins", params(("id" = String, Path)), responses(
    (status = 200, body = LoginStatus), (status = 404, body = ErrorBody)
))]
async fn show(State(site): State<Site>, Path(id): Path<String>) -> Result<Json<LoginStatus>, ApiError> {
    Ok(Json(200, site.world.login(&id).ok_or(WorldError::NotFound)?))
}

/// Withdraw a waiting login.
#[utoipa::path(delete, path = "/control/logins/{id}", tag = "logins", params(("id" = String, Path)), responses(
    (status = 204), (status = 404, body = ErrorBody)
))]
async fn cancel(State(site): State<Site>, Path(id): Path<String>) -> Result<Response, ApiError> {
    site.world.cancel_login(&id)?;
    Ok(done())
}

/// Every answer that was ever recorded for a challenge: never more than one.
#[utoipa::path(get, path = "/control/challenges/{cid}/answers", tag = "logins", params(("cid" = String, Path)),
    responses((status = 200, body = Vec<String>)))]
async fn answers(State(site): State<Site>, Path(cid): Path<String>) -> Json<Vec<String>> {
    Json(200, site.world.accepted_answers(&cid))
}
