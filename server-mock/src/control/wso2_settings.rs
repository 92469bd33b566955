//! The rules of the WSO2 server: of one organization, and for all of them.

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
use crate::wso2::identity::{LockSettings, PushDeviceSettings, PushSettings, SenderView, Switches};

pub(super) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(settings, set_settings))
        .routes(routes!(device_settings, set_device_settings))
        .routes(routes!(lock_settings, set_lock_settings))
        .routes(routes!(senders))
        .routes(routes!(default_push_provider))
        .routes(routes!(switches, set_switches))
}

/// Whose sender serves devices that name no provider.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DefaultProvider {
    /// Such as `FCM`; unset, there must be one sender only.
    #[serde(default)]
    provider: Option<String>,
}

/// The rules for push logins of an organization.
#[utoipa::path(get, path = "/control/wso2/organizations/{id}/settings", tag = "wso2", params(("id" = String, Path)),
    responses((status = 200, body = PushSettings), (status = 404, body = ErrorBody)))]
async fn settings(State(site): State<Site>, Path(id): Path<String>) -> Result<Json<PushSettings>, ApiError> {
    Ok(Json(200, site.identity().settings(&id)?))
}

/// Replace the rules for push logins of an organization; members left out get their defaults.
#[utoipa::path(put, path = "/control/wso2/organizations/{id}/settings", tag = "wso2", params(("id" = String, Path)),
    request_body = PushSettings, responses((status = 200, body = PushSettings), (status = 400, body = ErrorBody),
    (status = 404, body = ErrorBody), (status = 415, body = ErrorBody)))]
async fn set_settings(
    State(site): State<Site>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<PushSettings>, ApiError> {
    site.identity().set_settings(&id, json_body(&headers, &body)?)?;
    Ok(Json(200, site.identity().settings(&id)?))
}

/// The rules for devices of an organization.
#[utoipa::path(get, path = "/control/wso2/organizations/{id}/device-settings", tag = "wso2",
    params(("id" = String, Path)),
    responses((status = 200, body = PushDeviceSettings), (status = 404, body = ErrorBody)))]
async fn device_settings(
    State(site): State<Site>,
    Path(id): Path<String>,
) -> Result<Json<PushDeviceSettings>, ApiError> {
    Ok(Json(200, site.identity().device_settings(&id)?))
}

/// Replace the rules for devices of an organization; members left out get their defaults.
#[utoipa::path(put, path = "/control/wso2/organizations/{id}/device-settings", tag = "wso2",
    params(("id" = String, Path)), request_body = PushDeviceSettings,
    responses((status = 200, body = PushDeviceSettings), (status = 400, body = ErrorBody),
    (status = 404, body = ErrorBody), (status = 415, body = ErrorBody)))]
async fn set_device_settings(
    State(site): State<Site>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<PushDeviceSettings>, ApiError> {
    site.identity().set_device_settings(&id, json_body(&headers, &body)?)?;
    Ok(Json(200, site.identity().device_settings(&id)?))
}

/// When accounts of an organization lock.
#[utoipa::path(get, path = "/control/wso2/organizations/{id}/lock-settings", tag = "wso2",
    params(("id" = String, Path)),
    responses((status = 200, body = LockSettings), (status = 404, body = ErrorBody)))]
async fn lock_settings(State(site): State<Site>, Path(id): Path<String>) -> Result<Json<LockSettings>, ApiError> {
    Ok(Json(200, site.identity().lock_settings(&id)?))
}

/// Decide when accounts of an organization lock; members left out get their defaults.
#[utoipa::path(put, path = "/control/wso2/organizations/{id}/lock-settings", tag = "wso2",
    params(("id" = String, Path)), request_body = LockSettings,
    responses((status = 200, body = LockSettings), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
    (status = 415, body = ErrorBody)))]
async fn set_lock_settings(
    State(site): State<Site>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<LockSettings>, ApiError> {
    site.identity().set_lock_settings(&id, json_body(&headers, &body)?)?;
    Ok(Json(200, site.identity().lock_settings(&id)?))
}

/// The push senders of an organization's own, without their credentials.
#[utoipa::path(get, path = "/control/wso2/organizations/{id}/senders", tag = "wso2", params(("id" = String, Path)),
    responses((status = 200, body = Vec<SenderView>), (status = 404, body = ErrorBody)))]
async fn senders(State(site): State<Site>, Path(id): Path<String>) -> Result<Json<Vec<SenderView>>, ApiError> {
    Ok(Json(200, site.identity().senders(&id)?))
}

/// Choose whose sender serves devices that name no provider.
#[utoipa::path(put, path = "/control/wso2/organizations/{id}/default-push-provider", tag = "wso2",
    params(("id" = String, Path)), request_body = DefaultProvider,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
    (status = 415, body = ErrorBody)))]
async fn default_push_provider(
    State(site): State<Site>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, ApiError> {
    let chosen: DefaultProvider = json_body(&headers, &body)?;
    site.identity().set_default_push_provider(&id, chosen.provider.as_deref())?;
    Ok(done())
}

/// What differs from the vendor's server.
#[utoipa::path(get, path = "/control/wso2/switches", tag = "wso2", responses((status = 200, body = Switches)))]
async fn switches(State(site): State<Site>) -> Json<Switches> {
    Json(200, site.identity().switches())
}

/// Choose what differs from the vendor's server; members left out get their defaults.
#[utoipa::path(put, path = "/control/wso2/switches", tag = "wso2", request_body = Switches, responses(
    (status = 200, body = Switches), (status = 400, body = ErrorBody), (status = 415, body = ErrorBody)
))]
async fn set_switches(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Result<Json<Switches>, ApiError> {
    site.identity().set_switches(json_body(&headers, &body)?)?;
    Ok(Json(200, site.identity().switches()))
}
