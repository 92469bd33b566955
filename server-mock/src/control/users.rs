//! Users, their offers and devices.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::error::{ApiError, ErrorBody};
use super::json::{Json, done, json_body};
use crate::server::Site;
use crate::world::{DeviceView, Offer, UserSpec, UserView, WorldError};

pub(super) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(show, remove))
        .routes(routes!(lock))
        .routes(routes!(unlock))
        .routes(routes!(login_hint_token))
        .routes(routes!(offer))
        .routes(routes!(offer_again))
        .routes(routes!(offer_png))
        .routes(routes!(devices))
        .routes(routes!(remove_device))
        .routes(routes!(suspend_device))
        .routes(routes!(resume_device))
}

/// An enrollment offer without its picture.
#[derive(Debug, Serialize, ToSchema)]
struct OfferView {
    /// Offer id: the enrollment page is at `/enroll/{id}`.
    id: String,
    /// The link, also what the QR code says.
    uri: String,
    /// Where the QR code is as a PNG, relative to this server.
    png: String,
    /// When the ticket ends, seconds since 1970.
    expires_at: u64,
}

impl From<Offer> for OfferView {
    fn from(offer: Offer) -> Self {
        let png = format!("/control/offers/{}/qr.png", offer.id);
        Self { id: offer.id, uri: offer.uri, png, expires_at: offer.expires_at }
    }
}

/// How long a hint token is to live.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HintTokenRequest {
    /// Seconds.
    lifetime: u32,
}

/// A CIBA `login_hint_token`.
#[derive(Debug, Serialize, ToSchema)]
struct HintToken {
    /// The token.
    login_hint_token: String,
}

/// All users.
#[utoipa::path(get, path = "/control/users", tag = "users", responses((status = 200, body = Vec<UserView>)))]
async fn list(State(site): State<Site>) -> Json<Vec<UserView>> {
    Json(200, site.world.users())
}

/// Add a user.
#[utoipa::path(post, path = "/control/users", tag = "users", request_body = UserSpec, responses(
    (status = 201, body = UserView), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody),
    (status = 415, body = ErrorBody)
))]
async fn add(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Result<Json<UserView>, ApiError> {
    Ok(Json(201, site.world.add_user(json_body(&headers, &body)?)?))
}

/// One user.
#[utoipa::path(get, path = "/control/users/{name}", tag = "users", params(("name" = String, Path)), responses(
    (status = 200, body = UserView), (status = 404, body = ErrorBody)
))]
async fn show(State(site): State<Site>, Path(name): Path<String>) -> Result<Json<UserView>, ApiError> {
    Ok(Json(200, site.world.user(&name).ok_or(WorldError::UnknownUser)?))
}

/// Remove a user with all devices; waiting logins are withdrawn.
#[utoipa::path(delete, path = "/control/users/{name}", tag = "users", params(("name" = String, Path)), responses(
    (status = 204), (status = 404, body = ErrorBody)
))]
async fn remove(State(site): State<Site>, Path(name): Path<String>) -> Result<Response, ApiError> {
    site.world.remove_user(&name)?;
    Ok(done())
}

/// Lock an account.
#[utoipa::path(post, path = "/control/users/{name}/lock", tag = "users", params(("name" = String, Path)), responses(
    (status = 204), (status = 404, body = ErrorBody)
))]
async fn lock(State(site): State<Site>, Path(name): Path<String>) -> Result<Response, ApiError> {
    site.world.lock(&name)?;
    Ok(done())
}

/// Unlock an account and forget its failures and its pause.
#[utoipa::path(post, path = "/control/users/{name}/unlock", tag = "users", params(("name" = String, Path)), responses(
    (status = 204), (status = 404, body = ErrorBody)
))]
async fn unlock(State(site): State<Site>, Path(name): Path<String>) -> Result<Response, ApiError> {
    site.world.unlock(&name)?;
    Ok(done())
}

/// Make a CIBA `login_hint_token` for a user.
#[utoipa::path(post, path = "/control/users/{name}/login-hint-tokens", tag = "users", params(("name" = String, Path)),
    request_body = HintTokenRequest, responses(
        (status = 201, body = HintToken), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 415, body = ErrorBody)
))]
async fn login_hint_token(
    State(site): State<Site>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<HintToken>, ApiError> {
    let request: HintTokenRequest = json_body(&headers, &body)?;
    let login_hint_token = site.world.login_hint_token(&name, u64::from(request.lifetime))?;
    Ok(Json(201, HintToken { login_hint_token }))
}

/// Make an enrollment offer with a fresh single-use ticket.
#[utoipa::path(post, path = "/control/users/{name}/offers", tag = "offers", params(("name" = String, Path)), responses(
    (status = 201, body = OfferView), (status = 404, body = ErrorBody)
))]
async fn offer(State(site): State<Site>, Path(name): Path<String>) -> Result<Json<OfferView>, ApiError> {
    Ok(Json(201, site.world.offer(&name)?.into()))
}

/// An offer made earlier.
#[utoipa::path(get, path = "/control/offers/{id}", tag = "offers", params(("id" = String, Path)), responses(
    (status = 200, body = OfferView), (status = 404, body = ErrorBody)
))]
async fn offer_again(State(site): State<Site>, Path(id): Path<String>) -> Result<Json<OfferView>, ApiError> {
    Ok(Json(200, site.world.offer_again(&id)?.into()))
}

/// The QR code of an offer.
#[utoipa::path(get, path = "/control/offers/{id}/qr.png", tag = "offers", params(("id" = String, Path)), responses(
    (status = 200, content_type = "image/png", body = Vec<u8>), (status = 404, body = ErrorBody)
))]
async fn offer_png(State(site): State<Site>, Path(id): Path<String>) -> Result<Response, ApiError> {
    let offer = site.world.offer_again(&id)?;
    Ok(([(CONTENT_TYPE, HeaderValue::from_static("image/png"))], offer.png).into_response())
}

/// The devices of all users.
#[utoipa::path(get, path = "/control/devices", tag = "devices", responses((status = 200, body = Vec<DeviceView>)))]
async fn devices(State(site): State<Site>) -> Json<Vec<DeviceView>> {
    Json(200, site.world.all_devices())
}

/// Forget a device.
#[utoipa::path(delete, path = "/control/devices/{id}", tag = "devices", params(("id" = String, Path)), responses(
    (status = 204), (status = 404, body = ErrorBody)
))]
async fn remove_device(State(site): State<Site>, Path(id): Path<String>) -> Result<Response, ApiError> {
    site.world.remove_device(&id)?;
    Ok(done())
}

/// Refuse everything from a device until it is resumed.
#[utoipa::path(post, path = "/control/devices/{id}/suspend", tag = "devices", params(("id" = String, Path)), responses(
    (status = 204), (status = 404, body = ErrorBody)
))]
async fn suspend_device(State(site): State<Site>, Path(id): Path<String>) -> Result<Response, ApiError> {
    site.world.suspend_device(&id)?;
    Ok(done())
}

/// Accept a suspended device again.
#[utoipa::path(post, path = "/control/devices/{id}/resume", tag = "devices", params(("id" = String, Path)), responses(
    (status = 204), (status = 404, body = ErrorBody)
))]
async fn resume_device(State(site): State<Site>, Path(id): Path<String>) -> Result<Response, ApiError> {
    site.world.resume_device(&id)?;
    Ok(done())
}
