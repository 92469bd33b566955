//! A user's own devices.

use axum::extract::Path;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::SCOPE;
use crate::server::Site;
use crate::wso2::call::Call;
use crate::wso2::identity::Device;
use crate::wso2::openapi::ErrorBody;

pub(super) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show, remove))
}

/// A device as its owner sees it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OwnDevice {
    /// Device id.
    device_id: String,
    /// Name.
    name: String,
    /// Model.
    model: String,
    /// Push provider.
    provider: String,
}

impl From<&Device> for OwnDevice {
    fn from(device: &Device) -> Self {
        Self {
            device_id: device.id.clone(),
            name: device.name.clone(),
            model: device.model.clone(),
            provider: device.provider.name.clone(),
        }
    }
}

/// The user's devices.
#[utoipa::path(get, path = "/api/users/v1/me/push/devices", tag = "me", security(("bearer" = ["internal_login"])),
    responses((status = 200, body = Vec<OwnDevice>), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody)))]
async fn list(call: Call) -> Response {
    let found = call.user(SCOPE).map(|user| {
        call.server.read(|state, _| state.devices_of(&user).into_iter().map(OwnDevice::from).collect::<Vec<_>>())
    });
    call.replied(200, found)
}

/// One of the user's devices.
#[utoipa::path(get, path = "/api/users/v1/me/push/devices/{device-id}", tag = "me",
    params(("device-id" = String, Path)), security(("bearer" = ["internal_login"])),
    responses((status = 200, body = OwnDevice), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody),
    (status = 403, body = ErrorBody)))]
async fn show(Path(id): Path<String>, call: Call) -> Response {
    let found = call.user(SCOPE);
    let found = found.and_then(|user| call.server.read(|state, _| state.device_of(&user, &id).map(OwnDevice::from)));
    call.replied(200, found)
}

/// Remove one of the user's devices.
#[utoipa::path(delete, path = "/api/users/v1/me/push/devices/{device-id}", tag = "me",
    params(("device-id" = String, Path)), security(("bearer" = ["internal_login"])),
    responses((status = 204), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody),
    (status = 403, body = ErrorBody)))]
async fn remove(Path(id): Path<String>, call: Call) -> Response {
    let result = call.user(SCOPE).and_then(|user| {
        call.server.change(|state, moment| {
            state.device_of(&user, &id)?;
            state.remove_device(&id, &user, moment.now)
        })
    });
    call.done(204, result)
}
