//! The configuration `push-device-mgt`: how many devices a user may have, and who hears of new ones.

use axum::response::Response;
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::server::Site;
use crate::wso2::IdentityError;
use crate::wso2::call::Call;
use crate::wso2::identity::PushDeviceSettings;
use crate::wso2::openapi::ErrorBody;

pub(super) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(show, change))
}

/// The rules for devices.
#[utoipa::path(get, path = "/api/server/v1/configs/push-device-mgt", tag = "configuration",
    security(("bearer" = ["internal_config_view"])),
    responses((status = 200, body = PushDeviceSettings), (status = 401, body = ErrorBody),
    (status = 403, body = ErrorBody)))]
async fn show(call: Call) -> Response {
    let found = call.administrator("internal_config_view").and_then(|organization| {
        call.server.read(|state, _| Ok(state.organization_keyed(&organization)?.device_settings.clone()))
    });
    call.replied(200, found)
}

/// Replace the rules for devices; members left out get their defaults.
#[utoipa::path(put, path = "/api/server/v1/configs/push-device-mgt", tag = "configuration",
    security(("bearer" = ["internal_config_update"])), request_body = PushDeviceSettings,
    responses((status = 200, body = PushDeviceSettings), (status = 400, body = ErrorBody),
    (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 415, body = ErrorBody)))]
async fn change(call: Call) -> Response {
    let changed = call.administrator("internal_config_update").and_then(|organization| {
        let settings = settings(&call)?;
        let initiator = call.initiator();
        call.server.change(|state, moment| {
            state.change_device_settings(&organization, settings.clone(), &initiator, moment.now).map(|()| settings)
        })
    });
    call.replied(200, changed)
}

/// A limit that is no count has an error of its own.
fn settings(call: &Call) -> Result<PushDeviceSettings, IdentityError> {
    let body: Value = call.read(&MEMBERS)?;
    let limit = body.get("maximumDeviceLimit");
    if limit.is_some_and(|limit| limit.as_u64().and_then(|limit| u32::try_from(limit).ok()).is_none()) {
        return Err(IdentityError::InvalidLimit);
    }
    let mut members = body;
    if let Some(members) = members.as_object_mut() {
        members.retain(|name, _| MEMBERS.contains(&name.as_str()));
    }
    serde_json::from_value(members).map_err(|_| IdentityError::InvalidRequest("not the JSON that was expected"))
}

const MEMBERS: [&str; 4] = [
    "enableMultipleDeviceEnrollment",
    "maximumDeviceLimit",
    "enableDeviceRegistrationNotifications",
    "deviceRegistrationNotificationChannels",
];
