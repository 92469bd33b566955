//! Reading the enrollment code: the server's registration data as JSON.

use base64ct::{Base64Unpadded, Encoding};
use serde_json::Value;

use super::place::{self, Place};
use super::state::OfferData;
use crate::dialect::record::named_url;
use crate::dialect::types::Ticket;
use crate::dialect::{Code, Offer, OfferError};
use crate::model::ServerId;
use crate::protocol::json;
use crate::protocol::text::display_text;
use crate::protocol::url_rules::{IssuerUrl, UrlRules};

const MAX_OFFER: usize = 4_096;
const MAX_CHALLENGE: usize = 256;
/// The user store that every server has: naming it would tell nobody anything.
const PRIMARY_STORE: &str = "PRIMARY";

pub(super) fn recognize(code: &Code<'_>, rules: UrlRules) -> Option<Result<Offer, OfferError>> {
    let text = code.text.trim();
    if !text.starts_with('{') {
        // Early servers drew the same data as base64.
        return decoded(text).as_deref().and_then(kind).map(|_| Err(OfferError::Outdated));
    }
    Some(match kind(text.as_bytes())? {
        Kind::Current(members) => offer(&members, code.server, rules),
        Kind::Old => Err(OfferError::Outdated),
        Kind::Malformed => Err(OfferError::Malformed),
    })
}

enum Kind {
    Current(Value),
    /// Of the generation before, which had short names.
    Old,
    Malformed,
}

/// `None` when it is not ours.
fn kind(bytes: &[u8]) -> Option<Kind> {
    let Ok(members) = json::parse::<Value>(bytes, MAX_OFFER) else {
        let is_like_ours = ["\"deviceId\"", "\"challenge\""].iter().all(|name| contains(bytes, name.as_bytes()));
        return is_like_ours.then_some(Kind::Malformed);
    };
    let has = |name: &str| members.get(name).is_some();
    match (has("deviceId"), has("challenge")) {
        (true, true) => Some(Kind::Current(members)),
        (true, false) => Some(Kind::Malformed),
        (false, _) => (has("did") && (has("hst") || has("chg"))).then_some(Kind::Old),
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Any alphabet of base64, padded or not.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let plain: String = text.trim_end_matches('=').chars().map(|c| if c == '-' { '+' } else { c }).collect();
    let plain = plain.replace('_', "/");
    let is_short = plain.len() <= MAX_OFFER * 2;
    is_short.then(|| Base64Unpadded::decode_vec(&plain).ok()).flatten()
}

fn offer(members: &Value, server: Option<&str>, rules: UrlRules) -> Result<Offer, OfferError> {
    let device: ServerId = required(members, "deviceId")?.parse().map_err(|_| OfferError::Invalid("deviceId"))?;
    let challenge = required(members, "challenge")?;
    if challenge.len() > MAX_CHALLENGE || !challenge.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(OfferError::Invalid("challenge"));
    }
    let (host, place) = address(members, server, rules)?;
    let base = place::base(&host, &place, rules)?;
    let organization = optional(members, "organizationName")?.or(optional(members, "tenantDomain")?);
    let data = OfferData {
        host: host.as_str().to_owned(),
        place,
        device,
        challenge: challenge.to_owned(),
        issuer_name: match organization {
            Some(name) => display_text(name, 64).map_err(|_| OfferError::Invalid("organizationName"))?,
            None => host.display_host(),
        },
        account_name: account_name(members)?,
    };
    Ok(Offer {
        dialect: super::ID.parse().expect("a constant id"),
        issuer: base.as_str().to_owned(),
        issuer_host: base.display_host(),
        ticket: Ticket(format!("{} {challenge}", data.device)),
        state: data.save(),
        part: None,
    })
}

/// Where the server is. The one that the app named wins; a code for another tenant or organization than that is refused.
fn address(members: &Value, server: Option<&str>, rules: UrlRules) -> Result<(IssuerUrl, Place), OfferError> {
    let (tenant, organization) = (optional(members, "tenantDomain")?, optional(members, "organizationId")?);
    let place = Place::new(tenant, organization).ok_or(OfferError::Invalid("tenant or organization"))?;
    let host = required(members, "host")?;
    let Some(server) = server else { return Ok((named_url(host, rules)?, place)) };
    let (host, named) = place::named(server, rules)?;
    let place = place.within(&named).ok_or(OfferError::Invalid("tenant or organization"))?;
    Ok((host, place))
}

/// With the user store where it tells accounts apart.
fn account_name(members: &Value) -> Result<String, OfferError> {
    let name = required(members, "username")?;
    let store = optional(members, "userStoreDomain")?.filter(|store| *store != PRIMARY_STORE && !name.contains('/'));
    let name = store.map_or_else(|| name.to_owned(), |store| format!("{store}/{name}"));
    display_text(&name, 128).map_err(|_| OfferError::Invalid("username"))
}

fn required<'a>(members: &'a Value, name: &'static str) -> Result<&'a str, OfferError> {
    optional(members, name)?.ok_or(OfferError::Missing(name))
}

/// `None` for what is missing, null or empty.
fn optional<'a>(members: &'a Value, name: &'static str) -> Result<Option<&'a str>, OfferError> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.as_str()).filter(|text| !text.is_empty())),
        Some(Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => Err(OfferError::Invalid(name)),
    }
}
