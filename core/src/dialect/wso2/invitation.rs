//! A code for somebody who is signed in: the registration data that a page would draw, fetched with an access token.

use super::place;
use super::reply;
use super::state::devices;
use crate::dialect::{DialectError, OfferError};
use crate::model::Secret;
use crate::protocol::url_rules::UrlRules;
use crate::protocol::{Flow, HttpRequest};

const MAX_TOKEN: usize = 8_192;

pub(super) fn fetch(server: &str, access_token: &Secret, rules: UrlRules) -> Result<Flow<String>, DialectError> {
    let (host, place) = place::named(server, rules).map_err(OfferError::from)?;
    let token = readable(access_token).ok_or(OfferError::Invalid("access token"))?;
    let request = HttpRequest::get(devices(host.as_str(), &place, &["discovery-data"])?)
        .header("authorization", format!("Bearer {token}"));
    Ok(Flow::send(request, |response, _| {
        let response = reply::successful(response).map_err(reply::of_code)?;
        String::from_utf8(response.body).map(Flow::Done).map_err(|_| DialectError::Unacceptable("enrollment code"))
    }))
}

/// Goes into a header, so that nothing but visible ASCII is let in.
fn readable(token: &Secret) -> Option<&str> {
    let text = std::str::from_utf8(token.expose()).ok()?.trim();
    let is_token = (1..=MAX_TOKEN).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    is_token.then_some(text)
}
