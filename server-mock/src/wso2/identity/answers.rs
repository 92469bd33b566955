//! Answers of devices: signed, recorded once, judged later.

use serde_json::json;

use super::message::{DeviceMessage, MessageFlaw};
use super::place::Place;
use super::pushes::Answer;
use super::state::{IdentityMoment, IdentityState};
use crate::speaks::Mode;
use crate::wso2::IdentityError;

impl IdentityState {
    /// Records the answer in `token`. Whether it says the right thing is judged when the login goes on; the device is
    /// never told.
    pub(crate) fn answer(
        &mut self,
        place: &Place,
        token: &str,
        moment: &IdentityMoment<'_>,
    ) -> Result<(), IdentityError> {
        let message =
            DeviceMessage::parse(token, &HEADER, &CLAIMS, moment.mode).map_err(|_| IdentityError::UnparsableToken)?;
        let id = match (message.header().text("deviceId"), moment.mode) {
            (Ok(id), _) => id,
            (Err(_), Mode::Strict) => return Err(IdentityError::UnparsableToken),
            (Err(_), Mode::AsIs) => return Err(IdentityError::UnknownDevice),
        };
        let device = self.device_at(place, id).map_err(|_| IdentityError::UnknownDevice)?;
        message.verify(&device.key, moment.now).map_err(|flaw| refusal(flaw, moment.mode))?;
        let (device, user) = (device.id.clone(), device.user.clone());
        let push_id = push_id(&message)?.to_owned();
        check_claims(&message, moment.mode)?;
        let push = self.pushes.get_mut(&push_id).ok_or(IdentityError::NoPendingRequest)?;
        if moment.mode == Mode::Strict && !push.notified.contains(&device) {
            return Err(IdentityError::NoPendingRequest);
        }
        if moment.mode == Mode::Strict && push.number.is_none() && message.claims().has("numberChallenge") {
            return Err(IdentityError::UnreadableClaim("numberChallenge"));
        }
        if push.answer.is_some() || push.is_over || push.expires_at <= moment.now {
            return Err(IdentityError::AlreadyAnswered);
        }
        push.answer = Some(Answer { device: device.clone(), token: token.to_owned() });
        if let Some(device) = self.devices.get_mut(&device) {
            device.last_used_at = Some(moment.now);
        }
        let details = json!({"outcome": "success", "push-auth-id": push_id});
        self.note("process-push-authentication-response", &user, &device, details, moment.now);
        Ok(())
    }
}

fn refusal(flaw: MessageFlaw, mode: Mode) -> IdentityError {
    match (flaw, mode) {
        // The vendor's server fails on a token that never ends.
        (MessageFlaw::NoExpiry, Mode::AsIs) => IdentityError::MalformedAuthRequest,
        (MessageFlaw::NoExpiry, Mode::Strict) => IdentityError::InvalidAuthToken("no exp"),
        (MessageFlaw::Malformed, _) => IdentityError::InvalidAuthToken("malformed"),
        (MessageFlaw::Signature, _) => IdentityError::InvalidAuthToken("signature"),
        (MessageFlaw::Expired, _) => IdentityError::InvalidAuthToken("expired"),
        (MessageFlaw::LivesTooLong, _) => IdentityError::InvalidAuthToken("exp is too far away"),
    }
}

fn push_id<'a>(message: &'a DeviceMessage<'_>) -> Result<&'a str, IdentityError> {
    if !message.claims().has("pushAuthId") {
        return Err(IdentityError::NoPushId);
    }
    message.claims().text("pushAuthId").map_err(|_| IdentityError::UnreadableClaim("pushAuthId"))
}

/// Only two responses have a meaning; the other claims are strings when they are there.
fn check_claims(message: &DeviceMessage<'_>, mode: Mode) -> Result<(), IdentityError> {
    let claims = message.claims();
    let response = claims.text("response").unwrap_or_default();
    if !["APPROVED", "DENIED"].contains(&response) {
        return Err(IdentityError::UnreadableClaim("response"));
    }
    if claims.text("challenge").is_err() && (mode == Mode::Strict || claims.has("challenge")) {
        return Err(IdentityError::UnreadableClaim("challenge"));
    }
    let number =
        claims.optional_text("numberChallenge").map_err(|_| IdentityError::UnreadableClaim("numberChallenge"))?;
    if mode == Mode::Strict && number.is_some() && response == "DENIED" {
        return Err(IdentityError::UnreadableClaim("numberChallenge"));
    }
    Ok(())
}

pub(super) const HEADER: [&str; 3] = ["alg", "typ", "deviceId"];
pub(super) const CLAIMS: [&str; 5] = ["pushAuthId", "challenge", "response", "numberChallenge", "exp"];
