//! The applications of the WSO2 server.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::error::{ApiError, ErrorBody};
use super::json::{Json, json_body};
use crate::server::Site;
use crate::world::WorldError;
use crate::wso2::identity::IdentityApplication;

pub(super) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(applications)).routes(routes!(set_application))
}

/// The applications that sign people in; `demo-app` and `demo-second-factor` are there from the start.
#[utoipa::path(get, path = "/control/wso2/applications", tag = "wso2",
    responses((status = 200, body = Vec<IdentityApplication>)))]
async fn applications(State(site): State<Site>) -> Json<Vec<IdentityApplication>> {
    Json(200, site.identity().applications())
}

/// Add an application or replace the one with this client id: its steps and its conditional-authentication script.
#[utoipa::path(put, path = "/control/wso2/applications/{client_id}", tag = "wso2",
    params(("client_id" = String, Path)), request_body = IdentityApplication,
    responses((status = 200, body = IdentityApplication), (status = 400, body = ErrorBody),
    (status = 415, body = ErrorBody)))]
async fn set_application(
    State(site): State<Site>,
    Path(client_id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<IdentityApplication>, ApiError> {
    let application: IdentityApplication = json_body(&headers, &body)?;
    if application.client_id != client_id {
        return Err(WorldError::InvalidSpec("client_id").into());
    }
    site.identity().set_application(application.clone())?;
    Ok(Json(200, application))
}
