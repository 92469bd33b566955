//! The WSO2 server: organizations and users, devices, push logins, log.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::error::{ApiError, ErrorBody};
use super::json::{Json, done, json_body};
use crate::server::{Site, json_response};
use crate::world::WorldError;
use crate::wso2::document;
use crate::wso2::identity::{
    AuditEntry, IdentityUser, IdentityUserView, LoginOrigin, OrganizationSpec, OrganizationView, PushAuthView,
    PushDeviceView, PushOutcome, TokenSpec,
};

pub(super) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(organizations, add_organization))
        .routes(routes!(users, add_user))
        .routes(routes!(user, remove_user))
        .routes(routes!(lock))
        .routes(routes!(unlock))
        .routes(routes!(discovery))
        .routes(routes!(devices))
        .routes(routes!(remove_device))
        .routes(routes!(pushes, start_push))
        .routes(routes!(push))
        .routes(routes!(conclude_push))
        .routes(routes!(push_outcome))
        .routes(routes!(access_token))
        .routes(routes!(log))
        .routes(routes!(openapi))
}

/// Whose login, into what, and where it comes from.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PushRequest {
    /// User id, or name of a user of `carbon.super`.
    user: String,
    /// Name of the application; `Demo` when unset.
    #[serde(default)]
    application: Option<String>,
    /// What the login page knows about the browser.
    #[serde(default)]
    origin: LoginOrigin,
}

/// What a push provider is to answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OutcomeRequest {
    /// Push token of a device.
    push_token: String,
    /// The answer.
    outcome: PushOutcome,
}

/// An access token of the server.
#[derive(Debug, Serialize, ToSchema)]
struct BearerToken {
    /// The bearer token.
    access_token: String,
}

/// All root tenants and organizations.
#[utoipa::path(get, path = "/control/wso2/organizations", tag = "wso2",
    responses((status = 200, body = Vec<OrganizationView>)))]
async fn organizations(State(site): State<Site>) -> Json<Vec<OrganizationView>> {
    Json(200, site.identity().organizations())
}

/// Add a root tenant, or an organization below one.
#[utoipa::path(post, path = "/control/wso2/organizations", tag = "wso2", request_body = OrganizationSpec, responses(
    (status = 201, body = OrganizationView), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
    (status = 415, body = ErrorBody)
))]
async fn add_organization(
    State(site): State<Site>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<OrganizationView>, ApiError> {
    let spec: OrganizationSpec = json_body(&headers, &body)?;
    Ok(Json(201, site.identity().add_organization(&spec)?))
}

/// The users of all tenants and organizations.
#[utoipa::path(get, path = "/control/wso2/users", tag = "wso2",
    responses((status = 200, body = Vec<IdentityUserView>)))]
async fn users(State(site): State<Site>) -> Json<Vec<IdentityUserView>> {
    Json(200, site.identity().users())
}

/// Add a user.
#[utoipa::path(post, path = "/control/wso2/users", tag = "wso2", request_body = IdentityUser, responses(
    (status = 201, body = IdentityUserView), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
    (status = 409, body = ErrorBody), (status = 415, body = ErrorBody)
))]
async fn add_user(
    State(site): State<Site>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<IdentityUserView>, ApiError> {
    let spec: IdentityUser = json_body(&headers, &body)?;
    Ok(Json(201, site.identity().add_user(&spec)?))
}

/// One user.
#[utoipa::path(get, path = "/control/wso2/users/{user}", tag = "wso2", params(("user" = String, Path)),
    responses((status = 200, body = IdentityUserView), (status = 404, body = ErrorBody)))]
async fn user(State(site): State<Site>, Path(user): Path<String>) -> Result<Json<IdentityUserView>, ApiError> {
    Ok(Json(200, site.identity().user(&user).ok_or(WorldError::UnknownUser)?))
}

/// Forget a user with all devices, tokens and logins.
#[utoipa::path(delete, path = "/control/wso2/users/{user}", tag = "wso2", params(("user" = String, Path)),
    responses((status = 204), (status = 404, body = ErrorBody)))]
async fn remove_user(State(site): State<Site>, Path(user): Path<String>) -> Result<Response, ApiError> {
    site.identity().remove_user(&user)?;
    Ok(done())
}

/// Lock an account for as long as its organization's rules say.
#[utoipa::path(post, path = "/control/wso2/users/{user}/lock", tag = "wso2", params(("user" = String, Path)),
    responses((status = 204), (status = 404, body = ErrorBody)))]
async fn lock(State(site): State<Site>, Path(user): Path<String>) -> Result<Response, ApiError> {
    site.identity().lock(&user)?;
    Ok(done())
}

/// Unlock an account and forget its failed attempts.
#[utoipa::path(post, path = "/control/wso2/users/{user}/unlock", tag = "wso2", params(("user" = String, Path)),
    responses((status = 204), (status = 404, body = ErrorBody)))]
async fn unlock(State(site): State<Site>, Path(user): Path<String>) -> Result<Response, ApiError> {
    site.identity().unlock(&user)?;
    Ok(done())
}

/// Make discovery data: the JSON that a QR code shows.
#[utoipa::path(post, path = "/control/wso2/users/{user}/discovery", tag = "wso2", params(("user" = String, Path)),
    responses((status = 201, body = Object), (status = 404, body = ErrorBody)))]
async fn discovery(State(site): State<Site>, Path(user): Path<String>) -> Result<Response, ApiError> {
    Ok(json_response(201, site.identity().discovery(&user)?))
}

/// The devices of all users.
#[utoipa::path(get, path = "/control/wso2/devices", tag = "wso2",
    responses((status = 200, body = Vec<PushDeviceView>)))]
async fn devices(State(site): State<Site>) -> Json<Vec<PushDeviceView>> {
    Json(200, site.identity().devices())
}

/// Take a device away, as an administrator does.
#[utoipa::path(delete, path = "/control/wso2/devices/{id}", tag = "wso2", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = ErrorBody)))]
async fn remove_device(State(site): State<Site>, Path(id): Path<String>) -> Result<Response, ApiError> {
    site.identity().remove_device(&id)?;
    Ok(done())
}

/// All push logins that are not forgotten.
#[utoipa::path(get, path = "/control/wso2/pushes", tag = "wso2", responses((status = 200, body = Vec<PushAuthView>)))]
async fn pushes(State(site): State<Site>) -> Json<Vec<PushAuthView>> {
    Json(200, site.identity().push_logins())
}

/// Ask the phones of a user whether a login is theirs, as a login page does.
#[utoipa::path(post, path = "/control/wso2/pushes", tag = "wso2", request_body = PushRequest, responses(
    (status = 201, body = PushAuthView), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
    (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 415, body = ErrorBody)
))]
async fn start_push(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Result<Json<PushAuthView>, ApiError> {
    let request: PushRequest = json_body(&headers, &body)?;
    let application = request.application.as_deref().unwrap_or("Demo");
    Ok(Json(201, site.identity().start_push(&request.user, application, &request.origin)?))
}

/// How a push login stands.
#[utoipa::path(get, path = "/control/wso2/pushes/{id}", tag = "wso2", params(("id" = String, Path)),
    responses((status = 200, body = PushAuthView), (status = 404, body = ErrorBody)))]
async fn push(State(site): State<Site>, Path(id): Path<String>) -> Result<Json<PushAuthView>, ApiError> {
    Ok(Json(200, site.identity().push(&id).ok_or(WorldError::NotFound)?))
}

/// End an answered push login, as a login page does when it goes on; the state says what the answer amounted to.
#[utoipa::path(post, path = "/control/wso2/pushes/{id}/conclude", tag = "wso2", params(("id" = String, Path)),
    responses((status = 200, body = PushAuthView), (status = 404, body = ErrorBody)))]
async fn conclude_push(State(site): State<Site>, Path(id): Path<String>) -> Result<Json<PushAuthView>, ApiError> {
    Ok(Json(200, site.identity().conclude_push(&id)?))
}

/// Decide what the push provider answers for a push token from now on.
#[utoipa::path(put, path = "/control/wso2/push-outcomes", tag = "wso2", request_body = OutcomeRequest, responses(
    (status = 204), (status = 400, body = ErrorBody), (status = 415, body = ErrorBody)
))]
async fn push_outcome(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Result<Response, ApiError> {
    let request: OutcomeRequest = json_body(&headers, &body)?;
    site.identity().set_push_outcome(&request.push_token, request.outcome);
    Ok(done())
}

/// Issue an access token without the login that would give one.
#[utoipa::path(post, path = "/control/wso2/tokens", tag = "wso2", request_body = TokenSpec, responses(
    (status = 201, body = BearerToken), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
    (status = 415, body = ErrorBody)
))]
async fn access_token(
    State(site): State<Site>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<BearerToken>, ApiError> {
    let spec: TokenSpec = json_body(&headers, &body)?;
    Ok(Json(201, BearerToken { access_token: site.identity().access_token(spec)? }))
}

/// The audit log.
#[utoipa::path(get, path = "/control/wso2/log", tag = "wso2", responses((status = 200, body = Vec<AuditEntry>)))]
async fn log(State(site): State<Site>) -> Json<Vec<AuditEntry>> {
    Json(200, site.identity().log())
}

/// The description of the APIs that devices, login pages, users and administrators call.
#[utoipa::path(get, path = "/control/wso2/openapi.json", tag = "wso2", responses((status = 200, body = Object)))]
async fn openapi() -> Response {
    json_response(200, document())
}
