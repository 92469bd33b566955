//! Changing and deleting the device account.

use super::enroll::push_credentials;
use super::state::AccountData;
use super::wire::{DeviceChange, PushCredentials};
use super::{bearer, reply};
use crate::dialect::{DialectError, Manage, Managed, Moment, Refusal, RefusalCode};
use crate::model::{Account, UnixTime};
use crate::protocol::{Flow, HttpRequest, HttpResponse, Method};

pub(super) fn manage(account: &Account, change: &Manage, moment: Moment) -> Result<Flow<Managed>, DialectError> {
    match change {
        Manage::Name(name) => patch(account, Some(name), None, moment),
        Manage::Push(target) => {
            // Servers of this kind send to Apple and Google only, and cannot be told to stop.
            let credentials = target.as_ref().and_then(push_credentials).ok_or(DialectError::Unsupported)?;
            patch(account, None, Some(credentials), moment)
        }
        Manage::Unenroll => bearer::send(account, request(account, Method::Delete)?, moment, |response, now| {
            match changed(response, now) {
                Err(DialectError::Refused(refusal)) if refusal.code == RefusalCode::DeviceUnknown => {
                    Ok(Flow::Done(Managed::DeviceGone))
                }
                other => other,
            }
        }),
        Manage::Rotate { .. } | Manage::Report { .. } => Err(DialectError::Unsupported),
    }
}

fn patch(
    account: &Account,
    name: Option<&str>,
    push_credentials: Option<PushCredentials<'_>>,
    moment: Moment,
) -> Result<Flow<Managed>, DialectError> {
    let data = AccountData::load(account)?;
    let change = DeviceChange { identifier: &data.identifier, name, push_credentials };
    let mut request = request(account, Method::Patch)?.header("content-type", "application/json".to_owned());
    request.body = serde_json::to_vec(&change).expect("plain data is always JSON");
    bearer::send(account, request, moment, changed)
}

fn request(account: &Account, method: Method) -> Result<HttpRequest, DialectError> {
    let data = AccountData::load(account)?;
    let url = data.base()?.join(["api", "device-accounts", data.enrollment.as_str()]);
    Ok(HttpRequest { method, ..HttpRequest::get(url) })
}

/// What is not found here is the device itself.
fn changed(response: HttpResponse, now: UnixTime) -> Result<Flow<Managed>, DialectError> {
    match reply::successful(response, now) {
        Ok(_) => Ok(Flow::Done(Managed::Done)),
        Err(DialectError::Refused(refusal)) if refusal.code == RefusalCode::NotFound => {
            Err(DialectError::Refused(Refusal { code: RefusalCode::DeviceUnknown, ..refusal }))
        }
        Err(error) => Err(error),
    }
}
