//! What the device signs: compact JWS, each with an end.

use serde::Serialize;

use super::reply;
use super::wire::TokenHeader;
use crate::dialect::{DialectError, RefusalCode};
use crate::model::UnixTime;
use crate::protocol::jose::SigningInput;
use crate::protocol::{Flow, HttpRequest, HttpResponse};

/// Life of a token in seconds.
pub(super) const LIFE: i64 = 300;
/// The longest life that servers of this kind are documented to take, in seconds.
const MAX_LIFE: i64 = 600;
/// A token that is this close to its end, in seconds, might arrive too late.
const MARGIN: i64 = 5;

/// Claims signed for `device`, or for no device by name where the URL has it.
pub(super) fn input(device: Option<&str>, claims: &impl Serialize) -> SigningInput {
    SigningInput::new(&TokenHeader { alg: "RS256", typ: "JWT", device_id: device }, claims)
}

/// Whether a token that ends at `exp` can be sent now.
pub(super) fn is_in_date(exp: UnixTime, now: UnixTime) -> bool {
    now.plus(MARGIN) <= exp && exp <= now.plus(MAX_LIFE)
}

/// Whether the server may have found the end of a token wrong, because its clock differs from what we took it for.
pub(super) fn may_be_date(error: &DialectError, exp: UnixTime, now: UnixTime) -> bool {
    let is_refused = matches!(error, DialectError::Refused(refusal) if refusal.code == RefusalCode::SignatureRefused);
    is_refused && !is_in_date(exp, now)
}

/// Sends a token, made for a time. When the server refuses it and its clock turns out to differ from ours, one more is made.
pub(super) fn send<T: 'static>(
    make: impl Fn(UnixTime) -> SigningInput + Send + 'static,
    request: impl Fn(&str) -> HttpRequest + Send + 'static,
    now: UnixTime,
    read: impl FnOnce(HttpResponse, UnixTime) -> Result<Flow<T>, DialectError> + Send + 'static,
) -> Flow<T> {
    let input = make(now);
    Flow::sign(input.bytes(), move |signature, _| {
        let first = request(&input.compact(&signature));
        Ok(Flow::send(first, move |response, later| {
            let refused = reply::successful(response.clone()).err();
            if !refused.is_some_and(|error| may_be_date(&error, now.plus(LIFE), later)) {
                return read(response, later);
            }
            let input = make(later);
            Ok(Flow::sign(input.bytes(), move |signature, _| Ok(Flow::send(request(&input.compact(&signature)), read))))
        }))
    })
}
