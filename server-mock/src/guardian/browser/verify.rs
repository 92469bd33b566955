//! Codes that a person types into a browser.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

use crate::guardian::reply::replied;
use crate::guardian::{GuardianError, request};
use crate::server::Site;

/// `POST /api/verify-otp`.
pub(super) async fn verify_otp(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Response {
    replied(&site, 200, try_verify(&site, &headers, &body))
}

/// `POST /api/recover-account`.
pub(super) async fn recover(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Response {
    replied(&site, 200, try_recover(&site, &headers, &body))
}

fn try_verify(site: &Site, headers: &HeaderMap, body: &Bytes) -> Result<Value, GuardianError> {
    let tenant = site.tenant();
    let token = request::bearer(headers, tenant.mode())?;
    let members = request::object(headers, body, &["type", "code"], tenant.mode())?;
    if members.text("type") != Ok("manual_input") {
        return Err(GuardianError::InvalidBody("type"));
    }
    let code = request::text(&members, "code", 16)?;
    tenant.change(|state, moment| state.verify_otp(&token, &code, moment.now)).map(|()| json!({}))
}

fn try_recover(site: &Site, headers: &HeaderMap, body: &Bytes) -> Result<Value, GuardianError> {
    let tenant = site.tenant();
    let token = request::bearer(headers, tenant.mode())?;
    let members = request::object(headers, body, &["recovery_code"], tenant.mode())?;
    let code = request::text(&members, "recovery_code", 64)?;
    let next = tenant.change(|state, moment| state.recover_account(&token, &code, moment))?;
    Ok(json!({ "recovery_code": next }))
}
