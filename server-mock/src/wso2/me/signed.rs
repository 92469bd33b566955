//! What a device asks for with its own signature: to be removed or changed.

use axum::extract::Path;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::server::Site;
use crate::wso2::IdentityError;
use crate::wso2::call::Call;
use crate::wso2::openapi::ErrorBody;

pub(super) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(remove)).routes(routes!(update))
}

/// A message that the device signed.
#[derive(Deserialize, ToSchema)]
struct SignedRequest {
    /// Compact JWS (RS256) with the claim `exp`, and `name` or `deviceToken` for a change.
    token: String,
}

/// Remove the device that signed the token.
#[utoipa::path(post, path = "/api/users/v1/me/push/devices/{device-id}/remove", tag = "device",
    params(("device-id" = String, Path)), request_body = SignedRequest,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
    (status = 415, body = ErrorBody)))]
async fn remove(Path(id): Path<String>, call: Call) -> Response {
    let result = call.read::<SignedRequest>(&["token"]).and_then(|request| {
        call.server.change(|state, moment| state.remove_by_device(&call.place, &id, &request.token, moment))
    });
    call.done(204, result)
}

/// Change the name or the push token of the device that signed the token. Not every server of the vendor has this.
#[utoipa::path(post, path = "/api/users/v1/me/push/devices/{device-id}/update", tag = "device",
    params(("device-id" = String, Path)), request_body = SignedRequest,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
    (status = 415, body = ErrorBody)))]
async fn update(Path(id): Path<String>, call: Call) -> Response {
    let is_served = call.server.switches().can_update(call.mode());
    let served = if is_served { Ok(()) } else { Err(IdentityError::NotFound) };
    let result = served.and_then(|()| call.read::<SignedRequest>(&["token"])).and_then(|request| {
        call.server.change(|state, moment| state.update_by_device(&call.place, &id, &request.token, moment))
    });
    call.done(204, result)
}
