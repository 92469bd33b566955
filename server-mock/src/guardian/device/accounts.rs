//! `PATCH` and `DELETE /api/device-accounts/{id}`.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

use super::body;
use crate::guardian::reply::{done, replied};
use crate::guardian::tenant::{DeviceChange, Enrollment};
use crate::guardian::{GuardianError, Mode, request};
use crate::server::Site;

/// Changes name, identifier or push token of the device that asks.
pub(super) async fn update(
    State(site): State<Site>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    replied(&site, 200, try_update(&site, &id, &headers, &body))
}

/// Ends the enrollment of the device that asks.
pub(super) async fn unenroll(
    State(site): State<Site>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    done(&site, try_unenroll(&site, &id, &headers, &body))
}

fn try_update(site: &Site, id: &str, headers: &HeaderMap, body: &Bytes) -> Result<Value, GuardianError> {
    let tenant = site.tenant();
    let mode = tenant.mode();
    request::check_telemetry(headers, mode)?;
    let bearer = request::bearer(headers, mode)?;
    tenant.change(|state, moment| {
        state.authorize_device(id, &bearer, moment)?;
        let members = request::object(headers, body, &["identifier", "name", "push_credentials"], mode)?;
        if members.0.is_empty() && mode == Mode::Strict {
            return Err(GuardianError::InvalidBody("nothing to change"));
        }
        let change = DeviceChange {
            identifier: body::identifier(&members)?,
            name: body::name(&members)?,
            push: body::push_credentials(&members, mode)?,
        };
        state.update_device(id, change, moment.now).map(|device| described(&device))
    })
}

fn try_unenroll(site: &Site, id: &str, headers: &HeaderMap, body: &Bytes) -> Result<(), GuardianError> {
    let tenant = site.tenant();
    let mode = tenant.mode();
    request::check_telemetry(headers, mode)?;
    let bearer = request::bearer(headers, mode)?;
    request::no_body(body, mode)?;
    tenant.change(|state, moment| {
        state.authorize_device(id, &bearer, moment)?;
        state.remove_enrollment(id, moment.now)
    })
}

fn described(device: &Enrollment) -> Value {
    let mut reply = json!({"id": device.id, "identifier": device.identifier, "name": device.name});
    if let Some(push) = &device.push {
        reply["push_credentials"] = json!({"service": push.service.name(), "token": push.token});
    }
    reply
}
