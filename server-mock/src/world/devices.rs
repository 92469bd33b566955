//! Devices: who may ask, what waits for them, and what administrators do with them.

use serde_json::{Value, json};

use super::WorldError;
use super::effects::Effect;
use super::model::{Device, DeviceView, LoginRecord, NoticeKind};
use super::outcome::ChallengeState;
use super::refusal::Refusal;
use super::state::{Moment, Row, State};
use crate::jose::{Kind, Message};

impl State {
    /// Checks the proof of a GET for `suffix` below the device API and returns the device that made it.
    pub(super) fn prove(&mut self, proof: &str, suffix: &str, moment: &Moment<'_>) -> Result<Device, Refusal> {
        let message = Message::parse(proof, Kind::Proof).map_err(|_| Refusal::InvalidRequest)?;
        let device = self.devices.get(message.device()).ok_or(Refusal::DeviceUnknown)?.clone();
        if !message.verify(&device.key) {
            return Err(Refusal::SignatureInvalid);
        }
        let claims = message.claims()?;
        let url = format!("{}{suffix}", moment.issuer.device_url());
        let is_for_this =
            claims.text("aud")? == moment.issuer.url && claims.text("htm")? == "GET" && claims.text("htu")? == url;
        let (issued, id) = (claims.integer("iat")?, claims.id("jti")?);
        if !is_for_this {
            return Err(Refusal::AudienceMismatch);
        }
        if issued.abs_diff(moment.now) > PROOF_WINDOW {
            return Err(Refusal::ProofTime);
        }
        let key = (device.id.clone(), id.to_owned());
        if self.proofs.contains_key(&key) {
            return Err(Refusal::ProofReplayed);
        }
        if self.proofs.len() >= self.proofs_limit {
            self.proofs.retain(|_, until| *until >= moment.now);
            self.proofs_limit = PROOFS_KEPT.max(2 * self.proofs.len());
        }
        self.proofs.insert(key, issued + PROOF_WINDOW);
        if device.suspended { Err(Refusal::DeviceSuspended) } else { Ok(device) }
    }

    /// What waits for the device, oldest first.
    pub(super) fn waiting_challenges(&self, device: &Device, now: u64) -> Value {
        let mut waiting: Vec<&LoginRecord> =
            self.waiting_of(&device.user, now).filter(|login| login.messages.contains_key(&device.id)).collect();
        waiting.sort_by_key(|login| (login.created_at, login.order));
        let mut room = LIST_BYTES;
        let fits = |message: &&String| {
            room = room.saturating_sub(message.len() + 3);
            room > 0
        };
        let messages = waiting.iter().filter_map(|login| login.messages.get(&device.id));
        let messages: Vec<&String> = messages.take(CHALLENGES_LISTED).take_while(fits).collect();
        json!({ "challenges": messages })
    }

    pub(super) fn waiting_challenge(&self, device: &Device, challenge: &str, now: u64) -> Result<Value, Refusal> {
        let login = self.challenge_of(device, challenge)?;
        if login.challenge_state(now) != ChallengeState::Pending {
            return Err(Refusal::NotFound);
        }
        Ok(json!({"challenge": login.messages.get(&device.id)}))
    }

    pub(super) fn challenge_outcome(&self, device: &Device, challenge: &str, now: u64) -> Result<Value, Refusal> {
        Ok(self.challenge_of(device, challenge)?.outcome(now).json())
    }

    /// The login whose challenge this device got.
    pub(super) fn challenge_of(&self, device: &Device, challenge: &str) -> Result<&LoginRecord, Refusal> {
        let login = self.challenges.get(challenge).and_then(|id| self.logins.get(id));
        login.filter(|login| login.messages.contains_key(&device.id)).ok_or(Refusal::NotFound)
    }

    pub(super) fn devices_of<'a>(&'a self, user: &'a str) -> impl Iterator<Item = &'a Device> {
        self.devices.values().filter(move |device| device.user == user)
    }

    pub(super) fn remove_device(&mut self, id: &str, now: u64) -> Result<(), WorldError> {
        if self.forget_device(id, now) { Ok(()) } else { Err(WorldError::NotFound) }
    }

    pub(super) fn suspend_device(&mut self, id: &str, now: u64) -> Result<(), WorldError> {
        if !self.devices.contains_key(id) {
            return Err(WorldError::NotFound);
        }
        self.suspend(id, now);
        Ok(())
    }

    pub(super) fn resume_device(&mut self, id: &str, now: u64) -> Result<(), WorldError> {
        let device = self.device_mut(id).ok_or(WorldError::NotFound)?;
        if device.suspended {
            device.suspended = false;
            let (user, name) = (device.user.clone(), device.name.clone());
            self.notify(&user, NoticeKind::DeviceResumed, &name, now);
        }
        Ok(())
    }

    /// Forgets a device and everything only it could use; the messages of its challenges stay for the record.
    pub(super) fn forget_device(&mut self, id: &str, now: u64) -> bool {
        let Some(device) = self.devices.remove(id) else { return false };
        self.changed.insert(Row::Device(id.to_owned()));
        self.counters.retain(|(owner, counter), _| {
            let is_kept = owner != id;
            if !is_kept {
                self.changed.insert(Row::Counter(owner.clone(), *counter));
            }
            is_kept
        });
        self.effects.push(Effect::Disconnect { device: id.to_owned() });
        self.notify(&device.user, NoticeKind::DeviceRemoved, &device.name, now);
        true
    }
}

impl Device {
    pub(super) fn view(&self) -> DeviceView {
        DeviceView {
            id: self.id.clone(),
            user: self.user.clone(),
            name: self.name.clone(),
            platform: self.platform.clone(),
            app: self.app.clone(),
            push: self.push.clone(),
            thumbprint: self.key.thumbprint(),
            approval_thumbprint: self.approval.as_ref().map(|approval| approval.key.thumbprint()),
            hint: self.hint.clone(),
            enrolled_at: self.enrolled_at,
            suspended: self.suspended,
        }
    }
}

/// Seconds that a proof may be older or newer than the server's clock.
const PROOF_WINDOW: u64 = 60;
/// Proofs that are kept at least before outdated ones are dropped.
const PROOFS_KEPT: usize = 10_000;
/// Limit of section 1.
const CHALLENGES_LISTED: usize = 100;
/// What a list of challenges may take of the 65,536 bytes of a reply.
const LIST_BYTES: usize = 65_000;
