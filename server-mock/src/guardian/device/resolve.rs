//! `POST /api/resolve-transaction`.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use crate::guardian::reply::done;
use crate::guardian::{GuardianError, request};
use crate::server::Site;

/// Takes the answer to a push.
pub(super) async fn resolve(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Response {
    done(&site, try_resolve(&site, &headers, &body))
}

fn try_resolve(site: &Site, headers: &HeaderMap, body: &Bytes) -> Result<(), GuardianError> {
    let tenant = site.tenant();
    let mode = tenant.mode();
    request::check_telemetry(headers, mode)?;
    let bearer = request::bearer(headers, mode)?;
    let members = request::object(headers, body, &["challenge_response"], mode)?;
    let response = members.text("challenge_response").map_err(|_| GuardianError::InvalidBody("challenge_response"))?;
    tenant.change(|state, moment| state.resolve(&bearer, response, moment))
}
