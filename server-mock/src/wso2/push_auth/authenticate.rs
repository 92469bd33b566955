//! The answer of a device to a push.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::json;
use crate::server::Site;
use crate::speaks::Mode;
use crate::wso2::IdentityError;
use crate::wso2::call::Call;
use crate::wso2::openapi::ServletErrorBody;
use crate::wso2::reply::servlet_refused;

pub(super) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(authenticate))
}

/// The answer of a device.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AuthenticateRequest {
    /// Compact JWS (RS256) whose header has `deviceId` and whose claims are `pushAuthId`, `challenge`, `response`
    /// (`APPROVED` or `DENIED`), `exp` and, when a number was asked for, `numberChallenge`.
    auth_response: String,
}

/// Answer a push. Success says that the answer was recorded, not that it was right.
#[utoipa::path(post, path = "/push-auth/authenticate", tag = "device", request_body = AuthenticateRequest,
    responses((status = 200), (status = 202), (status = 400, body = ServletErrorBody),
    (status = 404, body = ServletErrorBody), (status = 410, body = ServletErrorBody),
    (status = 415, body = ServletErrorBody), (status = 500, body = ServletErrorBody)))]
async fn authenticate(call: Call) -> Response {
    let recorded = auth_response(&call).and_then(|token| {
        call.server.change(|state, moment| {
            state.answer(&call.place, &token, moment).map(|()| state.switches.authenticate_status)
        })
    });
    match recorded.and_then(|status| call.server.check_durable().map(|()| status)) {
        Ok(status) => StatusCode::from_u16(status).unwrap_or_default().into_response(),
        Err(error) => servlet_refused(error, call.mode()),
    }
}

/// The signed message in the body.
fn auth_response(call: &Call) -> Result<String, IdentityError> {
    let malformed = IdentityError::MalformedAuthRequest;
    let body = call.raw_body();
    if body.len() > MAX_BODY {
        return Err(IdentityError::TooLarge);
    }
    let members = match call.mode() {
        Mode::Strict if call.media_type() != "application/json" => return Err(IdentityError::UnsupportedMediaType),
        Mode::Strict => json::parse_object(body).map(|members| members.0).map_err(|_| malformed)?,
        Mode::AsIs => serde_json::from_slice(body).map_err(|_| malformed)?,
    };
    if call.mode() == Mode::Strict && members.keys().any(|name| name != "authResponse") {
        return Err(malformed);
    }
    match members.get("authResponse") {
        Some(Value::String(token)) if token.trim().is_empty() => Err(IdentityError::BlankAuthResponse),
        Some(Value::String(token)) => Ok(token.clone()),
        Some(_) | None => Err(malformed),
    }
}

const MAX_BODY: usize = 65_536;
