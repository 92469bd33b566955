//! The plain login API: three requests for relying parties that do not speak OpenID.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::json;

use crate::control::{ApiError, json_body};
use crate::server::{Site, json_response};
use crate::world::{Context, Detail, LoginSpec, LoginStatus, NumberStyle, RelyingParty, WorldError};

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/api/logins", post(start)).route("/api/logins/{id}", get(status).delete(cancel))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LoginRequest {
    user: String,
    #[serde(default)]
    app: Option<String>,
    #[serde(default)]
    context: Context,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    details: Vec<Detail>,
    #[serde(default)]
    number: Option<NumberStyle>,
}

async fn start(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Result<Response, ApiError> {
    let request: LoginRequest = json_body(&headers, &body)?;
    let spec = LoginSpec {
        rp: request.app.map(RelyingParty::named),
        context: request.context,
        message: request.message,
        details: request.details,
        number: request.number,
        ..LoginSpec::default()
    };
    let login = site.world.start_login(&request.user, spec)?;
    let status = site.world.login(&login.id).ok_or(WorldError::NotFound)?;
    Ok(described(&site, &status, 201))
}

async fn status(State(site): State<Site>, Path(id): Path<String>) -> Result<Response, ApiError> {
    let status = site.world.login(&id).ok_or(WorldError::NotFound)?;
    Ok(described(&site, &status, 200))
}

async fn cancel(State(site): State<Site>, Path(id): Path<String>) -> Result<Response, ApiError> {
    site.world.cancel_login(&id)?;
    status(State(site), Path(id)).await
}

fn described(site: &Site, status: &LoginStatus, code: u16) -> Response {
    let expires_in = status.expires_at.saturating_sub(site.clock.now());
    let mut body = json!({"id": status.id, "status": status.state, "expires_in": expires_in});
    if let Some(number) = &status.number {
        body["number"] = json!(number);
    }
    json_response(code, body.to_string())
}
