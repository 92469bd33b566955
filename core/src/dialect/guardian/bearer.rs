//! Requests about the device account itself: the device signs its own bearer token.

use url::Url;

use super::reply;
use super::state::AccountData;
use super::wire::{DeviceClaims, JwtHeader};
use crate::dialect::record::device_key;
use crate::dialect::{DialectError, Moment};
use crate::model::{Account, UnixTime};
use crate::protocol::jose::SigningInput;
use crate::protocol::{Flow, HttpRequest, HttpResponse};

/// Life of a token in seconds, as the vendor's SDKs have it.
const LIFE: i64 = 7_200;
/// A clock that differs by less than this many seconds was not the reason for a refusal.
const TOLERANCE: i64 = 60;

pub(super) const JWT: JwtHeader = JwtHeader { alg: "RS256", typ: "JWT" };

/// Sends `request` with a token. When the server refuses it and its clock turns out to differ from ours, one more token is made
/// with its time.
pub(super) fn send<T: 'static>(
    account: &Account,
    request: HttpRequest,
    moment: Moment,
    read: impl FnOnce(HttpResponse, UnixTime) -> Result<Flow<T>, DialectError> + Send + 'static,
) -> Result<Flow<T>, DialectError> {
    device_key(account)?;
    let data = AccountData::load(account)?;
    let audience = audience(&data)?;
    let token = move |now: UnixTime| {
        let claims = DeviceClaims {
            iss: data.enrollment.as_str(),
            sub: &data.user,
            aud: audience.as_str(),
            iat: now,
            exp: now.plus(LIFE),
        };
        SigningInput::new(&JWT, &claims)
    };
    let again = request.clone();
    Ok(signed(token(moment.now), request, move |response, now| {
        let is_far_off = now.since(moment.now).abs() > TOLERANCE;
        if reply::may_be_date(&response) && is_far_off {
            return Ok(signed(token(now), again, read));
        }
        read(response, now)
    }))
}

/// Without the id of the device account, as the vendor's SDKs have it.
fn audience(data: &AccountData) -> Result<Url, DialectError> {
    Ok(data.base()?.join(["api", "device-accounts"]))
}

fn signed<T: 'static>(
    input: SigningInput,
    request: HttpRequest,
    then: impl FnOnce(HttpResponse, UnixTime) -> Result<Flow<T>, DialectError> + Send + 'static,
) -> Flow<T> {
    Flow::sign(input.bytes(), move |signature, _| {
        Ok(Flow::send(request.header("authorization", format!("Bearer {}", input.compact(&signature))), then))
    })
}
