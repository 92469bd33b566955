//! Enrollment: one request, with a key of the device and a ticket that serves once.

use sha2::{Digest, Sha256};

use super::reply;
use super::state::{AccountData, OfferData};
use super::wire::{EnrollBody, EnrollReply, Jwk, PushCredentials, Totp};
use crate::dialect::record::{body, stored_url};
use crate::dialect::{DeviceInfo, DialectError, Enrolled, Offer, Preview, Refusal, RefusalCode};
use crate::model::{
    Algorithm, DialectState, NumberPolicy, Policy, PublicKey, PushTarget, Requirement, Secret, UnixTime,
};
use crate::otp::{OtpAlgorithm, OtpParameters, OtpSecret};
use crate::protocol::jose::base64url;
use crate::protocol::text::display_text;
use crate::protocol::{Flow, HttpRequest, HttpResponse};

/// What servers of this kind promise: nothing.
const POLICY: Policy = Policy { number: NumberPolicy::None, user_verification: Requirement::Optional };
/// The longest user id that is taken, in characters.
const MAX_USER: usize = 256;

/// Servers have no preview: what the code says is all there is.
pub(super) fn preview(offer: &Offer) -> Result<Flow<Preview>, DialectError> {
    let data = OfferData::load(&offer.state)?;
    Ok(Flow::Done(Preview {
        issuer_name: data.issuer_name,
        account_name: data.account_name,
        policy: POLICY,
        algorithms: vec![Algorithm::Rs256],
        expires_at: None,
        resume: offer.state.clone(),
    }))
}

pub(super) fn enroll(
    resume: &DialectState,
    device: &DeviceInfo,
    key: &PublicKey,
) -> Result<Flow<Enrolled>, DialectError> {
    let data = OfferData::load(resume)?;
    let identifier = identifier(&data.ticket);
    let request = EnrollBody {
        identifier: &identifier,
        name: &device.name,
        push_credentials: device.push.as_ref().and_then(push_credentials),
        public_key: jwk(key)?,
    };
    let request = serde_json::to_vec(&request).expect("plain data is always JSON");
    let url = stored_url(&data.base)?.join(["api", "enroll"]);
    let request = HttpRequest::post(url, "application/json", request)
        .header("authorization", format!("Ticket id=\"{}\"", data.ticket));
    Ok(Flow::send(request, move |response, now| enrolled(response, now, data, identifier).map(Flow::Done)))
}

fn enrolled(
    response: HttpResponse,
    now: UnixTime,
    data: OfferData,
    identifier: String,
) -> Result<Enrolled, DialectError> {
    let response = reply::successful(response, now).map_err(of_ticket)?;
    let reply: EnrollReply = body(&response.body)?;
    if reply.user_id.is_empty() || reply.user_id.chars().count() > MAX_USER {
        return Err(DialectError::Unacceptable("user id"));
    }
    let unacceptable = |_| DialectError::Unacceptable("name");
    let issuer_name = match reply.issuer {
        Some(issuer) => display_text(&issuer, 64).map_err(unacceptable)?,
        None => data.issuer_name,
    };
    let account_name = match data.account_name {
        name if name.is_empty() => display_text(&reply.user_id, MAX_USER).map_err(unacceptable)?,
        name => name,
    };
    let state = AccountData { base: data.base.clone(), enrollment: reply.id, user: reply.user_id, identifier };
    Ok(Enrolled {
        issuer: data.base,
        issuer_name,
        account_name,
        policy: POLICY,
        otp: reply.totp.map(|totp| otp(&totp.0)).transpose()?,
        state: state.save(),
        enrolled_at: now,
    })
}

/// While enrolling, whatever is refused or not found is the ticket: it is all that was shown.
fn of_ticket(error: DialectError) -> DialectError {
    let DialectError::Refused(refusal) = error else { return error };
    let is_ticket = matches!(refusal.code, RefusalCode::SignatureRefused | RefusalCode::NotFound);
    let code = if is_ticket { RefusalCode::TicketInvalid } else { refusal.code };
    DialectError::Refused(Refusal { code, ..refusal })
}

fn otp(wire: &Totp) -> Result<Secret, DialectError> {
    let unacceptable = DialectError::Unacceptable("one-time-code parameters");
    let algorithm = match wire.algorithm.as_deref().unwrap_or("sha1").to_ascii_lowercase().as_str() {
        "sha1" => OtpAlgorithm::Sha1,
        "sha256" => OtpAlgorithm::Sha256,
        "sha512" => OtpAlgorithm::Sha512,
        _ => return Err(unacceptable),
    };
    let parameters = OtpParameters::new(algorithm, wire.digits.unwrap_or(6), wire.period.unwrap_or(30))
        .map_err(|_| unacceptable.clone())?;
    let secret = OtpSecret::from_base32(&wire.secret, parameters).map_err(|_| unacceptable)?;
    Ok(secret.to_secret())
}

/// What answers call this device: the same for every retry, another for every enrollment, so that it follows nobody around.
fn identifier(ticket: &str) -> String {
    let digest = Sha256::digest(format!("countersign guardian identifier {ticket}"));
    base64url(digest.get(..16).expect("SHA-256 has 32 bytes"))
}

/// The key with its numbers in the shortest form.
pub(super) fn jwk(key: &PublicKey) -> Result<Jwk, DialectError> {
    match key {
        PublicKey::Rs256 { n, e } => {
            Ok(Jwk { kty: "RSA", usage: "sig", alg: "RS256", n: base64url(n), e: base64url(e) })
        }
        PublicKey::Ed25519(_) | PublicKey::Es256 { .. } => Err(DialectError::State),
    }
}

/// `None` for push providers that servers of this kind do not send to.
pub(super) fn push_credentials(target: &PushTarget) -> Option<PushCredentials<'_>> {
    let service = match target.provider.as_str() {
        "apns" => "APNS",
        "fcm" => "GCM",
        _ => return None,
    };
    Some(PushCredentials { service, token: &target.token })
}
