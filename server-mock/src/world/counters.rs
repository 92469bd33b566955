//! Counters of signed requests: the same message gets the same reply, another one with a used counter is a clone.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::device_keys::KeyPurpose;
use super::model::{Device, NoticeKind};
use super::refusal::{Refusal, Reply};
use super::state::{Moment, Row, State};
use crate::jose::{Kind, Message};
use crate::json::Members;

/// A counter that was used, by which message, and what that message was told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct UsedCounter {
    digest: String,
    reply: Reply,
}

/// A request whose signature, audience and counter are in order.
pub(super) struct Verified<'a> {
    pub(super) device: Device,
    pub(super) signer: KeyPurpose,
    pub(super) claims: Members,
    pub(super) counter: u64,
    pub(super) text: &'a str,
    pub(super) digest: String,
}

impl State {
    /// Takes a signed request of `kind` in: verifies it, replays the reply to a message seen before, else lets
    /// `operation` decide and keeps its reply together with the counter.
    pub(super) fn receive<'a>(
        &mut self,
        kind: Kind,
        text: &'a str,
        moment: &mut Moment<'_>,
        operation: impl FnOnce(&mut Self, &Verified<'a>, &mut Moment<'_>) -> Result<Value, Refusal>,
    ) -> Reply {
        let verified = match self.verify(kind, text, moment) {
            Ok(Admission::New(verified)) => verified,
            Ok(Admission::Seen(reply)) => return reply,
            Err(refusal) => return Reply::from(Err(refusal)),
        };
        let result = operation(self, &verified, moment);
        let is_kept = !result.as_ref().is_err_and(Refusal::is_transient);
        let reply = Reply::from(result);
        let Verified { device: Device { id: device, .. }, counter, digest, .. } = *verified;
        if is_kept && self.devices.contains_key(&device) {
            let used = UsedCounter { digest, reply: reply.clone() };
            self.changed.insert(Row::Counter(device.clone(), counter));
            self.counters.insert((device, counter), used);
        }
        reply
    }

    fn verify<'a>(&mut self, kind: Kind, text: &'a str, moment: &Moment<'_>) -> Result<Admission<'a>, Refusal> {
        let message = Message::parse(text, kind).map_err(|_| Refusal::InvalidRequest)?;
        let device = self.devices.get(message.device()).ok_or(Refusal::DeviceUnknown)?.clone();
        let digest = message.digest();
        // A rotate message repeated after it took effect is signed by a key that is no longer in force.
        if kind == Kind::Rotate
            && let Some(reply) = self.reply_to(&device.id, &digest)
        {
            return Ok(Admission::Seen(reply));
        }
        let signer = device.signer_of(&message, kind, moment.now).ok_or(Refusal::SignatureInvalid)?;
        let claims = message.claims()?;
        if !device.may_sign(signer, kind, &claims) {
            return Err(Refusal::SignatureInvalid);
        }
        if claims.text("aud")? != moment.issuer.url {
            return Err(Refusal::AudienceMismatch);
        }
        let counter = claims.integer("ctr")?;
        claims.integer("iat")?;
        if counter == 0 {
            return Err(Refusal::InvalidRequest);
        }
        let used = self.counters.get(&(device.id.clone(), counter));
        match used {
            Some(used) if used.digest == digest => Ok(Admission::Seen(used.reply.clone())),
            _ if device.suspended => Err(Refusal::DeviceSuspended),
            Some(_) => {
                self.suspend(&device.id, moment.now);
                Err(Refusal::CounterReused)
            }
            None => Ok(Admission::New(Box::new(Verified { device, signer, claims, counter, text, digest }))),
        }
    }

    fn reply_to(&self, device: &str, digest: &str) -> Option<Reply> {
        self.counters_of(device).find(|used| used.digest == digest).map(|used| used.reply.clone())
    }

    fn counters_of(&self, device: &str) -> impl Iterator<Item = &UsedCounter> {
        self.counters.range((device.to_owned(), 0)..=(device.to_owned(), u64::MAX)).map(|(_, used)| used)
    }

    pub(super) fn suspend(&mut self, id: &str, now: u64) {
        let Some(device) = self.device_mut(id) else { return };
        if device.suspended {
            return;
        }
        device.suspended = true;
        let (user, name) = (device.user.clone(), device.name.clone());
        self.effects.push(super::effects::Effect::Disconnect { device: id.to_owned() });
        self.notify(&user, NoticeKind::DeviceSuspended, &name, now);
    }
}

enum Admission<'a> {
    New(Box<Verified<'a>>),
    Seen(Reply),
}
