//! The Guardian tenant: users and what they enroll with, logins, log, rules.

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
use crate::guardian::tenant::{
    AccessSpec, EnrollmentInvite, EnrollmentTicket, EnrollmentView, LogEntry, LoginContext, TenantClient,
    TenantSettings, TenantUser, TenantUserView, TransactionView,
};
use crate::server::Site;
use crate::world::WorldError;

pub(super) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(users, add_user))
        .routes(routes!(ticket))
        .routes(routes!(invite))
        .routes(routes!(request_token))
        .routes(routes!(enrollments))
        .routes(routes!(remove_enrollment))
        .routes(routes!(logins, start_login))
        .routes(routes!(login))
        .routes(routes!(log))
        .routes(routes!(settings, set_settings))
        .routes(routes!(clients))
        .routes(routes!(put_client))
        .routes(routes!(access_token))
}

/// Whose login, and where it comes from.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct GuardianLoginRequest {
    /// User id, email address or user name.
    user: String,
    /// Where the login comes from and what it is about.
    #[serde(default)]
    context: LoginContext,
}

/// A login that was started.
#[derive(Debug, Serialize, ToSchema)]
struct GuardianLogin {
    /// Id of the transaction.
    id: String,
}

/// A token for the browser client.
#[derive(Debug, Serialize, ToSchema)]
struct RequestToken {
    /// The client's `requestToken`.
    request_token: String,
}

/// An access token of the tenant.
#[derive(Debug, Serialize, ToSchema)]
struct IssuedToken {
    /// The bearer token.
    access_token: String,
}

/// The users of the tenant.
#[utoipa::path(get, path = "/control/guardian/users", tag = "guardian",
    responses((status = 200, body = Vec<TenantUserView>)))]
async fn users(State(site): State<Site>) -> Json<Vec<TenantUserView>> {
    Json(200, site.tenant().users())
}

/// Add a user to the tenant.
#[utoipa::path(post, path = "/control/guardian/users", tag = "guardian", request_body = TenantUser, responses(
    (status = 201, body = TenantUserView), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody),
    (status = 415, body = ErrorBody)
))]
async fn add_user(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Result<Json<TenantUserView>, ApiError> {
    let spec: TenantUser = json_body(&headers, &body)?;
    Ok(Json(201, site.tenant().add_user(&spec)?))
}

/// Make an enrollment ticket, as an administrator does.
#[utoipa::path(post, path = "/control/guardian/users/{user}/tickets", tag = "guardian", params(("user" = String, Path)),
    responses((status = 201, body = EnrollmentTicket), (status = 404, body = ErrorBody)))]
async fn ticket(State(site): State<Site>, Path(user): Path<String>) -> Result<Json<EnrollmentTicket>, ApiError> {
    Ok(Json(201, site.tenant().enrollment_ticket(&user)?))
}

/// Make a pending enrollment and the links that a phone completes it with.
#[utoipa::path(post, path = "/control/guardian/users/{user}/invites", tag = "guardian", params(("user" = String, Path)),
    responses((status = 201, body = EnrollmentInvite), (status = 404, body = ErrorBody)))]
async fn invite(State(site): State<Site>, Path(user): Path<String>) -> Result<Json<EnrollmentInvite>, ApiError> {
    Ok(Json(201, site.tenant().invite(&user)?))
}

/// Make the token with which the browser client starts the second factor of a login.
#[utoipa::path(post, path = "/control/guardian/users/{user}/request-tokens", tag = "guardian",
    params(("user" = String, Path)),
    responses((status = 201, body = RequestToken), (status = 404, body = ErrorBody)))]
async fn request_token(State(site): State<Site>, Path(user): Path<String>) -> Result<Json<RequestToken>, ApiError> {
    Ok(Json(201, RequestToken { request_token: site.tenant().request_token(&user)? }))
}

/// The enrollments of all users, pending ones included.
#[utoipa::path(get, path = "/control/guardian/enrollments", tag = "guardian",
    responses((status = 200, body = Vec<EnrollmentView>)))]
async fn enrollments(State(site): State<Site>) -> Json<Vec<EnrollmentView>> {
    Json(200, site.tenant().enrollments())
}

/// Forget an enrollment.
#[utoipa::path(delete, path = "/control/guardian/enrollments/{id}", tag = "guardian", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = ErrorBody)))]
async fn remove_enrollment(State(site): State<Site>, Path(id): Path<String>) -> Result<Response, ApiError> {
    site.tenant().remove_enrollment(&id)?;
    Ok(done())
}

/// All logins of the tenant.
#[utoipa::path(get, path = "/control/guardian/logins", tag = "guardian",
    responses((status = 200, body = Vec<TransactionView>)))]
async fn logins(State(site): State<Site>) -> Json<Vec<TransactionView>> {
    Json(200, site.tenant().transactions())
}

/// Start a login that waits for an answer by push.
#[utoipa::path(post, path = "/control/guardian/logins", tag = "guardian", request_body = GuardianLoginRequest, responses(
    (status = 201, body = GuardianLogin), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
    (status = 409, body = ErrorBody), (status = 415, body = ErrorBody), (status = 429, body = ErrorBody)
))]
async fn start_login(
    State(site): State<Site>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<GuardianLogin>, ApiError> {
    let request: GuardianLoginRequest = json_body(&headers, &body)?;
    Ok(Json(201, GuardianLogin { id: site.tenant().start_login(&request.user, request.context)? }))
}

/// How a login stands.
#[utoipa::path(get, path = "/control/guardian/logins/{id}", tag = "guardian", params(("id" = String, Path)),
    responses((status = 200, body = TransactionView), (status = 404, body = ErrorBody)))]
async fn login(State(site): State<Site>, Path(id): Path<String>) -> Result<Json<TransactionView>, ApiError> {
    Ok(Json(200, site.tenant().transaction(&id).ok_or(WorldError::NotFound)?))
}

/// The tenant log.
#[utoipa::path(get, path = "/control/guardian/log", tag = "guardian", responses((status = 200, body = Vec<LogEntry>)))]
async fn log(State(site): State<Site>) -> Json<Vec<LogEntry>> {
    Json(200, site.tenant().log())
}

/// The tenant's rules.
#[utoipa::path(get, path = "/control/guardian/settings", tag = "guardian",
    responses((status = 200, body = TenantSettings)))]
async fn settings(State(site): State<Site>) -> Json<TenantSettings> {
    Json(200, site.tenant().settings())
}

/// Replace the tenant's rules; members left out get their defaults.
#[utoipa::path(put, path = "/control/guardian/settings", tag = "guardian", request_body = TenantSettings, responses(
    (status = 200, body = TenantSettings), (status = 400, body = ErrorBody), (status = 415, body = ErrorBody)
))]
async fn set_settings(
    State(site): State<Site>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<TenantSettings>, ApiError> {
    site.tenant().set_settings(json_body(&headers, &body)?)?;
    Ok(Json(200, site.tenant().settings()))
}

/// The applications of the tenant.
#[utoipa::path(get, path = "/control/guardian/clients", tag = "guardian",
    responses((status = 200, body = Vec<TenantClient>)))]
async fn clients(State(site): State<Site>) -> Json<Vec<TenantClient>> {
    Json(200, site.tenant().clients())
}

/// Add or replace an application; its `client_id` must be the one in the path.
#[utoipa::path(put, path = "/control/guardian/clients/{id}", tag = "guardian", params(("id" = String, Path)),
    request_body = TenantClient, responses((status = 200, body = TenantClient), (status = 400, body = ErrorBody),
    (status = 415, body = ErrorBody)))]
async fn put_client(
    State(site): State<Site>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<TenantClient>, ApiError> {
    let client: TenantClient = json_body(&headers, &body)?;
    if client.client_id != id {
        return Err(WorldError::InvalidSpec("client_id").into());
    }
    site.tenant().set_client(client.clone())?;
    Ok(Json(200, client))
}

/// Issue an access token without the login that would give one.
#[utoipa::path(post, path = "/control/guardian/tokens", tag = "guardian", request_body = AccessSpec, responses(
    (status = 201, body = IssuedToken), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
    (status = 415, body = ErrorBody)
))]
async fn access_token(
    State(site): State<Site>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<IssuedToken>, ApiError> {
    let spec: AccessSpec = json_body(&headers, &body)?;
    Ok(Json(201, IssuedToken { access_token: site.tenant().access_token(spec)? }))
}
