//! Discovery data for a new device.

use axum::response::Response;
use data_encoding::BASE64;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::SCOPE;
use crate::server::{Site, json_response};
use crate::wso2::call::Call;
use crate::wso2::identity::DiscoveryData;
use crate::wso2::openapi::ErrorBody;
use crate::wso2::reply::refused;

pub(super) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(discovery_data))
}

/// Make discovery data: what a QR code shows, or what an app that has the user's token registers with at once. Every
/// call makes another device id and challenge, good for one registration within 180 seconds.
#[utoipa::path(get, path = "/api/users/v1/me/push/discovery-data", tag = "me", security(("bearer" = ["internal_login"])),
    responses((status = 200, body = DiscoveryData), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody),
    (status = 404, body = ErrorBody)))]
async fn discovery_data(call: Call) -> Response {
    let made = call.user(SCOPE).and_then(|user| {
        call.server.change(|state, moment| {
            let data = state.discovery(&user, moment)?;
            Ok(if state.switches.base64_discovery_data { BASE64.encode(data.json().as_bytes()) } else { data.json() })
        })
    });
    match made.and_then(|data| call.server.check_durable().map(|()| data)) {
        // As text, so that the members keep the vendor's order.
        Ok(data) => json_response(200, data),
        Err(error) => refused(error, call.mode()),
    }
}
