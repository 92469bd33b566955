//! Changing and ending the device's registration. The device vouches for itself: requests carry a token of its own.

use super::enroll::takes_push;
use super::reply;
use super::state::{AccountData, devices};
use super::token::{self, LIFE};
use super::wire::{ChangeClaims, TokenBody};
use crate::dialect::record::device_key;
use crate::dialect::{DialectError, Manage, Managed, Moment, RefusalCode};
use crate::model::{Account, UnixTime};
use crate::protocol::{Flow, HttpRequest, HttpResponse};

pub(super) fn manage(account: &Account, change: &Manage, moment: Moment) -> Result<Flow<Managed>, DialectError> {
    let data = AccountData::load(account)?;
    match change {
        Manage::Name(name) => send(account, &data, "update", Some(name.clone()), None, moment),
        Manage::Push(Some(target)) if !takes_push(target) => Err(DialectError::Unsupported),
        // An update has no room for the provider.
        Manage::Push(Some(target)) if target.provider != data.provider => Err(DialectError::OnlyByEnrollment),
        Manage::Push(Some(target)) => send(account, &data, "update", None, Some(target.token.clone()), moment),
        Manage::Unenroll => send(account, &data, "remove", None, None, moment),
        // Without a push address, servers of this kind have no device.
        Manage::Push(None) | Manage::Rotate { .. } | Manage::Report { .. } => Err(DialectError::Unsupported),
    }
}

fn send(
    account: &Account,
    data: &AccountData,
    action: &'static str,
    name: Option<String>,
    device_token: Option<String>,
    moment: Moment,
) -> Result<Flow<Managed>, DialectError> {
    device_key(account)?;
    let url = devices(&data.host, &data.place, &["devices", data.device.as_str(), action])?;
    let is_end = name.is_none() && device_token.is_none();
    let make = move |now: UnixTime| {
        let claims = ChangeClaims { exp: now.plus(LIFE), name: name.clone(), device_token: device_token.clone() };
        token::input(None, &claims)
    };
    let request = move |token: &str| {
        let body = serde_json::to_vec(&TokenBody { token }).expect("text is always JSON");
        HttpRequest::post(url.clone(), "application/json", body)
    };
    let read = if is_end { removed } else { changed };
    Ok(token::send(make, request, moment.now, move |response, _| read(response).map(Flow::Done)))
}

fn removed(response: HttpResponse) -> Result<Managed, DialectError> {
    match reply::successful(response) {
        Ok(_) => Ok(Managed::Done),
        Err(DialectError::Refused(refusal)) if refusal.code == RefusalCode::DeviceUnknown => Ok(Managed::DeviceGone),
        Err(error) => Err(error),
    }
}

/// Older servers cannot change a device.
fn changed(response: HttpResponse) -> Result<Managed, DialectError> {
    if reply::is_not_served(&response) {
        return Err(DialectError::OnlyByEnrollment);
    }
    reply::successful(response).map(|_| Managed::Done)
}
