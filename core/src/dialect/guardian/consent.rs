//! Rich consents: what exactly is asked for, fetched with a proof of the device key after RFC 9449.

use serde_json::Value;

use super::authorization::Facts;
use super::state::AccountData;
use super::wire::{ConsentReply, ProofClaims, ProofHeader, RequestedDetails};
use super::{base_url, enroll, reply};
use crate::dialect::record::{body, device_key};
use crate::dialect::{ChallengeError, DialectError, Incoming, Moment, RefusalCode};
use crate::model::{Account, Challenge, Restriction, UnixTime};
use crate::protocol::jose::{SigningInput, sha256_base64url};
use crate::protocol::text::display_text;
use crate::protocol::{Flow, HttpRequest, HttpResponse};

/// The longest message that is shown, in characters.
const MAX_MESSAGE: usize = 500;

/// Adds what the consent says to `challenge`. Where there is no consent, the challenge stays as it is.
pub(super) fn fetch(
    account: &Account,
    id: &str,
    token: &str,
    challenge: Challenge,
    moment: Moment,
) -> Result<Flow<Vec<Incoming>>, DialectError> {
    let url = base_url::consent(&AccountData::load(account)?.base()?, id);
    let header = ProofHeader { alg: "RS256", typ: "dpop+jwt", jwk: enroll::jwk(device_key(account)?)? };
    let [jti, _] = *moment.random.as_chunks::<16>().0 else { return Err(DialectError::State) };
    let claims = ProofClaims {
        htu: url.as_str(),
        htm: "GET",
        ath: sha256_base64url(token.as_bytes()),
        jti: uuid::Builder::from_random_bytes(jti).into_uuid().to_string(),
        iat: moment.now,
    };
    let input = SigningInput::new(&header, &claims);
    let authorization = format!("MFA-DPoP {token}");
    Ok(Flow::sign(input.bytes(), move |signature, _| {
        let request =
            HttpRequest::get(url).header("authorization", authorization).header("mfa-dpop", input.compact(&signature));
        Ok(Flow::send(request, move |response, now| {
            Ok(Flow::Done(match successful(response, now)? {
                Some(response) => vec![with(challenge, body(&response.body)?, now)],
                None => vec![Ok(challenge)],
            }))
        }))
    }))
}

/// `None` when there is no such consent.
fn successful(response: HttpResponse, now: UnixTime) -> Result<Option<HttpResponse>, DialectError> {
    match reply::successful(response, now) {
        Ok(response) => Ok(Some(response)),
        Err(DialectError::Refused(refusal)) if refusal.code == RefusalCode::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn with(challenge: Challenge, consent: ConsentReply, now: UnixTime) -> Incoming {
    let RequestedDetails { audience, scope, binding_message, authorization_details } = consent.requested_details.0;
    let ends_at = consent.expires_at.as_ref().map(|value| seconds(value).ok_or(ChallengeError::Member)).transpose()?;
    let expires_at = ends_at.into_iter().chain(challenge.expires_at).min();
    if expires_at.is_some_and(|end| end <= now) {
        return Err(ChallengeError::Expired);
    }
    let mut facts = Facts::default();
    if let Some(audience) = audience {
        facts.add("audience", &audience)?;
    }
    if let Some(scope) = scope.filter(|scope| !scope.is_empty()) {
        facts.add("scope", &scope.join(" "))?;
    }
    for detail in authorization_details.unwrap_or_default() {
        facts.authorize(&detail)?;
    }
    Ok(Challenge {
        expires_at,
        text: binding_message.map(|text| display_text(&text, MAX_MESSAGE)).transpose()?,
        restriction: facts.is_incomplete.then_some(Restriction::Undisplayable),
        details: facts.shown,
        authorization_details: facts.typed,
        ..challenge
    })
}

/// Seconds since 1970, as a number or as a text of digits: both have been seen.
fn seconds(value: &Value) -> Option<UnixTime> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
    .map(UnixTime::from_seconds)
}
