//! `POST /api/enroll`.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

use super::body;
use crate::guardian::GuardianError;
use crate::guardian::reply::replied;
use crate::guardian::request::{self, Credentials};
use crate::guardian::tenant::{DeviceSpec, Enrolled, FactorName, TenantMoment, TenantSettings};
use crate::jose::RsaKey;
use crate::server::Site;
use crate::speaks::Mode;

/// Completes the enrollment that a ticket invites to.
pub(super) async fn enroll(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Response {
    replied(&site, 201, try_enroll(&site, &headers, &body))
}

fn try_enroll(site: &Site, headers: &HeaderMap, body: &Bytes) -> Result<Value, GuardianError> {
    let tenant = site.tenant();
    let mode = tenant.mode();
    request::check_telemetry(headers, mode)?;
    let Credentials::Ticket(ticket) = request::credentials(headers, mode)? else {
        return Err(GuardianError::InvalidToken("an enrollment takes a ticket"));
    };
    let spec = spec(headers, body, mode)?;
    tenant.change(|state, moment| {
        let enrolled = state.enroll_device(&ticket, spec, moment)?;
        Ok(described(&enrolled, &state.settings, moment))
    })
}

fn spec(headers: &HeaderMap, body: &Bytes, mode: Mode) -> Result<DeviceSpec, GuardianError> {
    let members = request::object(headers, body, &["identifier", "name", "push_credentials", "public_key"], mode)?;
    let push = body::push_credentials(&members, mode)?;
    if push.is_none() && mode == Mode::Strict {
        return Err(GuardianError::InvalidBody("push_credentials"));
    }
    let key = members.value("public_key").ok_or(GuardianError::InvalidBody("public_key"))?;
    Ok(DeviceSpec {
        identifier: body::identifier(&members)?.ok_or(GuardianError::InvalidBody("identifier"))?,
        name: body::name(&members)?.ok_or(GuardianError::InvalidBody("name"))?,
        push,
        key: RsaKey::from_jwk(key, mode)?,
    })
}

fn described(enrolled: &Enrolled, settings: &TenantSettings, moment: &TenantMoment<'_>) -> Value {
    let enrollment = &enrolled.enrollment;
    let mut reply = json!({
        "id": enrollment.id,
        "url": moment.service_url(),
        "issuer": settings.friendly_name,
        "user_id": enrollment.user,
        "token": enrollment.token,
    });
    if let Some(code) = &enrolled.recovery_code {
        reply["recovery_code"] = json!(code);
    }
    if settings.is_enabled(FactorName::Otp) {
        reply["totp"] = json!({"secret": enrollment.otp_secret(), "algorithm": "sha1", "digits": 6, "period": 30});
    }
    reply
}
