//! What a device asks about itself (section 7).

use serde_json::{Value, json};

use super::counters::Verified;
use super::enrollment::push_of;
use super::model::NoticeKind;
use super::refusal::{Refusal, Reply};
use super::state::{Moment, State};
use crate::jose::{Kind, Message, PublicKey};
use crate::json::Malformed;

/// How long answers signed by a replaced key are taken: the longest life of a challenge, in seconds.
const ANSWERS_UNDER_WAY: u64 = 600;

impl State {
    pub(super) fn update(&mut self, text: &str, moment: &mut Moment<'_>) -> Reply {
        self.receive(Kind::Update, text, moment, |state, request, _| {
            let push = match request.claims.value("push") {
                Some(Value::Null) => Some(None),
                Some(_) => Some(Some(push_of(&request.claims.object("push")?)?)),
                None => None,
            };
            let name = request.claims.is_given("name").then(|| request.claims.display("name", 64)).transpose()?;
            if request.counter <= request.device.last_update {
                return Err(Refusal::Stale);
            }
            let device = state.device_mut(&request.device.id).ok_or(Refusal::DeviceUnknown)?;
            device.last_update = request.counter;
            if let Some(push) = push {
                device.push = push;
            }
            if let Some(name) = name {
                device.name = name.to_owned();
            }
            Ok(json!({}))
        })
    }

    pub(super) fn rotate(&mut self, text: &str, moment: &mut Moment<'_>) -> Reply {
        self.receive(Kind::Rotate, text, moment, |state, request, moment| {
            let proof = request.claims.text("proof")?;
            let message = Message::parse(proof, Kind::RotateKey).map_err(|_| Refusal::InvalidRequest)?;
            let key = message.key().ok_or(Malformed)?.clone();
            if request.claims.value("jwk") != Some(&key.jwk()) {
                return Err(Refusal::InvalidRequest);
            }
            if !state.takes(&key) {
                return Err(Refusal::AlgorithmRefused);
            }
            if !message.verify(&key) {
                return Err(Refusal::SignatureInvalid);
            }
            let claims = message.claims()?;
            if claims.text("aud")? != moment.issuer.url {
                return Err(Refusal::AudienceMismatch);
            }
            let old = request.device.key_for(request.signer).map(PublicKey::thumbprint);
            if claims.text("kid")? != request.device.id || Some(claims.text("old")?) != old.as_deref() {
                return Err(Refusal::InvalidRequest);
            }
            let thumbprint = key.thumbprint();
            let device = state.device_mut(&request.device.id).ok_or(Refusal::DeviceUnknown)?;
            device.replace_key(request.signer, key, moment.now + ANSWERS_UNDER_WAY)?;
            state.notify(&request.device.user, NoticeKind::KeyRotated, &request.device.name, moment.now);
            Ok(json!({ "thumbprint": thumbprint }))
        })
    }

    pub(super) fn unenroll(&mut self, text: &str, moment: &mut Moment<'_>) -> Reply {
        self.receive(Kind::Unenroll, text, moment, |state, request, moment| {
            state.forget_device(&request.device.id, moment.now);
            Ok(json!({}))
        })
    }

    pub(super) fn report(&mut self, text: &str, moment: &mut Moment<'_>) -> Reply {
        self.receive(Kind::Report, text, moment, |state, request, moment| {
            if request.claims.is_given("cid") {
                request.claims.id("cid")?;
            }
            match request.claims.text("kind")? {
                "suspicious" => Ok(state.note_suspicion(request, moment.now)),
                "lockout" => state.lock_out(request, moment.now),
                _ => Err(Refusal::InvalidRequest),
            }
        })
    }

    fn note_suspicion(&mut self, request: &Verified<'_>, now: u64) -> Value {
        self.notify(&request.device.user, NoticeKind::SuspicionReported, &request.device.name, now);
        json!({"state": "noted"})
    }

    fn lock_out(&mut self, request: &Verified<'_>, now: u64) -> Result<Value, Refusal> {
        self.set_lock(&request.device.user, true, now).map_err(|_| Refusal::DeviceUnknown)?;
        Ok(json!({"state": "locked"}))
    }
}
