//! Faults.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::error::{ApiError, ErrorBody};
use super::json::{Json, done, json_body};
use crate::fault::{Fault, FaultAction};
use crate::server::Site;

pub(super) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(list, add, clear))
}

/// The faults that still may happen.
#[utoipa::path(get, path = "/control/faults", tag = "faults", responses((status = 200, body = Vec<Fault>)))]
async fn list(State(site): State<Site>) -> Json<Vec<Fault>> {
    Json(200, site.faults.list())
}

/// Add a fault.
#[utoipa::path(post, path = "/control/faults", tag = "faults", request_body = Fault, responses(
    (status = 201, body = Vec<Fault>), (status = 400, body = ErrorBody), (status = 415, body = ErrorBody)
))]
async fn add(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Result<Json<Vec<Fault>>, ApiError> {
    let fault: Fault = json_body(&headers, &body)?;
    if let FaultAction::Status { code, .. } = fault.action
        && !(200..=599).contains(&code)
    {
        return Err(ApiError::new(400, "invalid_request", Some("status codes are 200 to 599".to_owned())));
    }
    if !fault.has_known_operation() {
        return Err(ApiError::new(400, "invalid_request", Some("unknown operation".to_owned())));
    }
    site.faults.add(fault);
    Ok(Json(201, site.faults.list()))
}

/// Remove all faults.
#[utoipa::path(delete, path = "/control/faults", tag = "faults", responses((status = 204)))]
async fn clear(State(site): State<Site>) -> Response {
    site.faults.clear();
    done()
}
