//! Rich consents: what a device shows before it asks for a decision.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::HeaderName;
use axum::response::Response;
use axum::routing::get;
use serde_json::Value;

use super::reply::replied;
use super::request::{self, Credentials};
use super::{GuardianError, Mode};
use crate::server::Site;

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/rich-consents/{id}", get(consent))
}

async fn consent(State(site): State<Site>, Path(id): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    replied(&site, 200, try_consent(&site, &id, &headers, &body))
}

fn try_consent(site: &Site, id: &str, headers: &HeaderMap, body: &Bytes) -> Result<Value, GuardianError> {
    let tenant = site.tenant();
    let mode = tenant.mode();
    request::check_telemetry(headers, mode)?;
    request::no_body(body, mode)?;
    let Credentials::Proof(token) = request::credentials(headers, mode)? else {
        return Err(GuardianError::InvalidToken("a consent takes the MFA-DPoP scheme"));
    };
    let proof = request::single(headers, PROOF)?.ok_or(GuardianError::InvalidToken("no MFA-DPoP header"))?;
    tenant.change(|state, moment| {
        let consent = state.consent_for(id, &token, proof, moment)?;
        let has_numeric_times = state.settings.numeric_consent_times.unwrap_or(mode == Mode::Strict);
        Ok(consent.json(has_numeric_times))
    })
}

const PROOF: HeaderName = HeaderName::from_static("mfa-dpop");
