//! Registration: one request, with a key of the device, its push address, and a code that serves once.

use base64ct::{Base64, Encoding};

use super::reply;
use super::state::{AccountData, OfferData, devices};
use super::wire::{Platform, Provider, Registration};
use super::{answer, token};
use crate::dialect::record::stored_url;
use crate::dialect::{DeviceInfo, DialectError, Enrolled, Moment, Offer, Preview, Refusal, RefusalCode};
use crate::model::{
    Algorithm, DialectState, NumberPolicy, Policy, PublicKey, PushTarget, Requirement, Signature, UnixTime,
};
use crate::protocol::url_rules::{LoopbackHttp, UrlRules};
use crate::protocol::{Flow, HttpRequest, HttpResponse};

/// What servers of this kind promise: nothing.
const POLICY: Policy = Policy { number: NumberPolicy::None, user_verification: Requirement::Optional };

/// The code says all there is to know.
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
    moment: Moment,
) -> Result<Flow<Enrolled>, DialectError> {
    let data = OfferData::load(resume)?;
    let target = device.push.clone().ok_or(DialectError::Unsupported)?;
    let public_key = Base64::encode_string(&key.rsa_spki().ok_or(DialectError::State)?);
    let url = devices(&data.host, &data.place, &["devices"])?;
    let (name, model) = (device.name.clone(), device.platform.clone());
    let signed = format!("{}.{}", data.challenge, target.token);
    Ok(Flow::sign(signed.into_bytes(), move |Signature(signature), _| {
        let registration = Registration {
            device_id: data.device.as_str(),
            model: &model,
            name: &name,
            device_token: &target.token,
            public_key,
            signature: Base64::encode_string(&signature),
            provider: provider(&target),
        };
        let registration = serde_json::to_vec(&registration).expect("plain data is always JSON");
        let request = HttpRequest::post(url, "application/json", registration);
        Ok(Flow::send(request, move |response, now| registered(response, now, data, target, moment)))
    }))
}

/// A refusal may be the second reply to a registration whose first got lost, since a code serves once. Before the key goes, the
/// server is asked whether it has it.
fn registered(
    response: HttpResponse,
    now: UnixTime,
    data: OfferData,
    target: PushTarget,
    moment: Moment,
) -> Result<Flow<Enrolled>, DialectError> {
    let is_coded = reply::is_coded(&response);
    match reply::successful(response).map_err(reply::of_code) {
        Ok(_) => enrolled(data, target, now).map(Flow::Done),
        Err(DialectError::Refused(refusal)) if !is_passing(refusal.code) => {
            probe(data, target, Refused { refusal, is_coded }, now, moment)
        }
        Err(error) => Err(error),
    }
}

/// A refused registration.
struct Refused {
    refusal: Refusal,
    /// Whether a server of this kind refused it, rather than something on the way.
    is_coded: bool,
}

/// Denies a login that does not exist: only a server that knows our key gets as far as missing the login.
fn probe(
    data: OfferData,
    target: PushTarget,
    refused: Refused,
    now: UnixTime,
    moment: Moment,
) -> Result<Flow<Enrolled>, DialectError> {
    let url = answer::url(&data.host, &data.place)?;
    let [login, challenge] = *moment.random.as_chunks::<16>().0 else { return Err(DialectError::State) };
    let [login, challenge] = [login, challenge].map(|bytes| uuid::Builder::from_random_bytes(bytes).into_uuid());
    let device = data.device.clone();
    let make = move |now| {
        let claims = answer::denial(login.to_string(), challenge.to_string(), now);
        token::input(Some(device.as_str()), &claims)
    };
    let request = move |message: &str| answer::request(url.clone(), message);
    Ok(token::send(make, request, now, move |response, now| {
        refused.conclude(response)?;
        enrolled(data, target, now).map(Flow::Done)
    }))
}

impl Refused {
    /// Fine when the server turns out to have the device all the same. A refusal that is final takes the key with it, so nothing
    /// counts as one that might come from something on the way.
    fn conclude(self, response: HttpResponse) -> Result<(), DialectError> {
        let (is_coded, is_dated, status) = (reply::is_coded(&response), response.date().is_some(), response.status);
        let unclear = |code| Err(DialectError::Refused(Refusal { status, code, retry_after: None }));
        match reply::successful(response) {
            Err(DialectError::Over(_)) if is_coded => Ok(()),
            Err(DialectError::Refused(reason)) if reason.code == RefusalCode::NotFound => Ok(()),
            Err(DialectError::Refused(reason)) if is_passing(reason.code) => Err(DialectError::Refused(reason)),
            _ if !is_coded && self.is_coded => unclear(RefusalCode::Unavailable),
            // Without its clock we cannot tell a wrong signature from a wrong date.
            Err(DialectError::Refused(reason)) if reason.code == RefusalCode::SignatureRefused && !is_dated => {
                unclear(RefusalCode::ClockRefused)
            }
            Ok(_) | Err(_) => Err(DialectError::Refused(self.refusal)),
        }
    }
}

fn enrolled(data: OfferData, target: PushTarget, now: UnixTime) -> Result<Enrolled, DialectError> {
    // Loopback may have been allowed when the code was read.
    let rules = UrlRules { loopback: LoopbackHttp::Allowed };
    let issuer = super::place::base(&stored_url(&data.host)?, &data.place, rules).map_err(|_| DialectError::State)?;
    let state = AccountData { host: data.host, place: data.place, device: data.device, provider: target.provider };
    Ok(Enrolled {
        issuer: issuer.as_str().to_owned(),
        issuer_name: data.issuer_name,
        account_name: data.account_name,
        policy: POLICY,
        otp: None,
        state: state.save(),
        enrolled_at: now,
    })
}

/// Whether trying again later may help.
const fn is_passing(code: RefusalCode) -> bool {
    matches!(code, RefusalCode::Unavailable | RefusalCode::RateLimited | RefusalCode::Redirect | RefusalCode::Other)
}

/// Servers of this kind send through providers that an organization sets up; Web Push cannot be one.
pub(super) fn takes_push(target: &PushTarget) -> bool {
    target.provider != "webpush"
}

/// In the words of the API. Apple's addresses go through Amazon's service; providers that an organization added itself are
/// called what the app calls them.
fn provider(target: &PushTarget) -> Provider<'_> {
    match target.provider.as_str() {
        "fcm" => Provider { name: "FCM", metadata: None },
        "apns" => Provider { name: "AmazonSNS", metadata: Some(Platform { platform: "APNS" }) },
        other => Provider { name: other, metadata: None },
    }
}
