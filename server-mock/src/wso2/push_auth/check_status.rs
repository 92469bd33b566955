//! Whether a push was answered, for login pages that wait.

use axum::extract::RawQuery;
use axum::response::Response;
use serde::Serialize;
use serde_json::json;
use url::form_urlencoded;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::server::Site;
use crate::wso2::IdentityError;
use crate::wso2::call::Call;
use crate::wso2::openapi::ServletErrorBody;
use crate::wso2::reply::{servlet_refused, servlet_reply};

pub(super) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(check_status))
}

/// Whether a push was answered.
#[derive(Serialize, ToSchema)]
struct Status {
    /// `PENDING`, or `COMPLETED` once a device answered, whatever it said.
    status: String,
}

/// Ask whether a push was answered. `COMPLETED` is said once; an unknown push is `PENDING`.
#[utoipa::path(get, path = "/push-auth/check-status", tag = "browser", params(("pushAuthId" = String, Query)),
    responses((status = 200, body = Status), (status = 404, body = ServletErrorBody)))]
async fn check_status(RawQuery(query): RawQuery, call: Call) -> Response {
    let query = query.unwrap_or_default();
    let id = form_urlencoded::parse(query.as_bytes()).find(|(name, value)| name == "pushAuthId" && !value.is_empty());
    let id = id.map(|(_, value)| value.into_owned()).ok_or(IdentityError::StatusWithoutPushId);
    match id.and_then(|id| call.server.change(|state, _| state.push_status(&id))) {
        Ok(status) => servlet_reply(200, &json!(Status { status: status.name().to_owned() })),
        Err(error) => servlet_refused(error, call.mode()),
    }
}
