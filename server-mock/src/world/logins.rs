//! Logins: starting, withdrawing and looking at them, and the challenges that devices get (section 4).

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::effects::{Effect, HintMessage};
use super::model::{Device, LoginRecord, LoginStatus, User};
use super::outcome::ChallengeState;
use super::state::{Moment, State};
use super::{LoginSpec, NumberStyle, RelyingParty, Verification, WorldError};
use crate::random::Random;

/// A login that was started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Login {
    /// Login id.
    pub id: String,
    /// The `cid` of the challenge that every device of the account got.
    pub challenge_id: String,
    /// What the login page shows, unless the style is `none`.
    pub number: Option<String>,
    /// Seconds since 1970.
    pub expires_at: u64,
}

impl State {
    pub(super) fn start_login(
        &mut self,
        user: &str,
        spec: &LoginSpec,
        moment: &mut Moment<'_>,
    ) -> Result<Login, WorldError> {
        spec.check()?;
        let user = self.admit(user, moment.now)?;
        let devices: Vec<Device> = self.devices_of(&user.name).filter(|device| !device.suspended).cloned().collect();
        if devices.is_empty() {
            return Err(WorldError::NoDevice);
        }
        if let Some(session) = &spec.session {
            self.withdraw_session(&user.name, session, moment.now);
        }
        let style = spec.number.unwrap_or(user.policy.number);
        let (number, claim) = draw_number(style, moment.random);
        let draft = Draft { user: &user, spec, number: claim, id: moment.random.id(), moment };
        let messages = draft.messages(&devices, &self.settings);
        let challenge = draft.id;
        let login = LoginRecord {
            id: moment.random.id(),
            user: user.name.clone(),
            session: spec.session.clone(),
            challenge: challenge.clone(),
            number: number.clone(),
            has_choices: matches!(style, NumberStyle::Select { .. }),
            requires_verification: spec.uv.unwrap_or(user.policy.uv) == Verification::Required,
            order: self.logins.len(),
            created_at: moment.now,
            expires_at: moment.now + spec.lifetime.unwrap_or(self.settings.challenge_lifetime),
            messages,
            decision: None,
            canceled: false,
            backchannel: None,
            code_accepted_at: None,
        };
        let started = Login { id: login.id.clone(), challenge_id: challenge, number, expires_at: login.expires_at };
        self.hint(&devices, &login, moment.now);
        self.open(login, moment.now);
        Ok(started)
    }

    pub(super) fn login_status(&self, id: &str, now: u64) -> Option<LoginStatus> {
        let login = self.logins.get(id)?;
        Some(LoginStatus {
            id: login.id.clone(),
            user: login.user.clone(),
            challenge_id: login.challenge.clone(),
            state: login.state(now),
            number: login.number.clone(),
            expires_at: login.expires_at,
            decided_by: login.decision.as_ref().map(|decision| decision.device.clone()),
            by_code: login.code_accepted_at.is_some(),
            account_locked: self.is_locked(&login.user),
        })
    }

    pub(super) fn login_statuses(&self, now: u64) -> Vec<LoginStatus> {
        let mut logins: Vec<&LoginRecord> = self.logins.values().collect();
        logins.sort_by_key(|login| login.order);
        logins.into_iter().filter_map(|login| self.login_status(&login.id, now)).collect()
    }

    /// Withdraws a waiting login; what is decided or over stays as it is.
    pub(super) fn cancel(&mut self, id: &str, now: u64) -> bool {
        let Some(login) = self.logins.get_mut(id) else { return false };
        if login.challenge_state(now) == ChallengeState::Pending {
            login.canceled = true;
            self.ping_about(id);
        }
        true
    }

    pub(super) fn waiting_of<'a>(&'a self, user: &str, now: u64) -> impl Iterator<Item = &'a LoginRecord> {
        let ids = self.open_logins.get(user).into_iter().flatten();
        ids.filter_map(|id| self.logins.get(id))
            .filter(move |login| login.challenge_state(now) == ChallengeState::Pending)
    }

    /// The account, when it may start a challenge now.
    fn admit(&mut self, name: &str, now: u64) -> Result<User, WorldError> {
        let limit = self.settings.challenges_per_minute;
        let user = self.users.get_mut(name).ok_or(WorldError::UnknownUser)?;
        if user.locked {
            return Err(WorldError::Locked);
        }
        if now < user.paused_until {
            return Err(WorldError::RateLimited { retry_after: user.paused_until - now });
        }
        user.challenge_times.retain(|time| time.abs_diff(now) < 60);
        if user.challenge_times.len() >= limit {
            let oldest = user.challenge_times.iter().min().copied().unwrap_or(now);
            return Err(WorldError::RateLimited { retry_after: (oldest + 60).saturating_sub(now).max(1) });
        }
        user.challenge_times.push(now);
        Ok(user.clone())
    }

    fn withdraw_session(&mut self, user: &str, session: &str, now: u64) {
        let is_same = |login: &&LoginRecord| login.session.as_deref() == Some(session);
        let waiting: Vec<String> = self.waiting_of(user, now).filter(is_same).map(|login| login.id.clone()).collect();
        for id in waiting {
            self.cancel(&id, now);
        }
    }

    fn hint(&mut self, devices: &[Device], login: &LoginRecord, at: u64) {
        for device in devices {
            let (provider, token) = device.push.clone().map(|push| (push.provider, push.token)).unzip();
            self.effects.push(Effect::Hint(HintMessage {
                device: device.id.clone(),
                provider,
                token,
                hint: device.hint.clone(),
                challenge: login.challenge.clone(),
                at,
                expires_at: login.expires_at,
            }));
        }
    }

    fn open(&mut self, login: LoginRecord, now: u64) {
        let mut open = self.open_logins.remove(&login.user).unwrap_or_default();
        open.retain(|id| {
            let known = self.logins.get(id);
            known.is_some_and(|login| login.challenge_state(now) == ChallengeState::Pending)
        });
        open.push(login.id.clone());
        self.open_logins.insert(login.user.clone(), open);
        self.challenges.insert(login.challenge.clone(), login.id.clone());
        self.logins.insert(login.id.clone(), login);
    }
}

/// A challenge before it is addressed to devices.
struct Draft<'a, 'b> {
    user: &'a User,
    spec: &'a LoginSpec,
    number: Value,
    id: String,
    moment: &'a Moment<'b>,
}

impl Draft<'_, '_> {
    fn messages(&self, devices: &[Device], settings: &super::Settings) -> BTreeMap<String, String> {
        let claims = self.claims(settings);
        let sign = |device: &Device| {
            let mut claims = claims.clone();
            claims.insert("aud".to_owned(), json!(device.id));
            claims.extend(self.spec.claims.clone());
            let message = self.moment.issuer.signer.sign("countersign-challenge+jwt", &Value::Object(claims));
            (device.id.clone(), message)
        };
        devices.iter().map(sign).collect()
    }

    fn claims(&self, settings: &super::Settings) -> Map<String, Value> {
        let Self { spec, moment, .. } = self;
        let own_name = RelyingParty::named(settings.issuer_name.clone());
        let context = (!spec.context.is_empty()).then(|| json!(spec.context));
        let is_required = spec.uv.unwrap_or(self.user.policy.uv) == Verification::Required;
        let optional = [
            ("uv", is_required.then(|| json!("required"))),
            ("context", context),
            ("msg", spec.message.as_ref().map(|message| json!(message))),
            ("details", (!spec.details.is_empty()).then(|| json!(spec.details))),
            ("critical", (!spec.critical.is_empty()).then(|| json!(spec.critical))),
        ];
        let required = [
            ("iss", json!(moment.issuer.url)),
            ("sub", json!(self.user.id)),
            ("cid", json!(self.id)),
            ("iat", json!(moment.now)),
            ("exp", json!(moment.now + spec.lifetime.unwrap_or(settings.challenge_lifetime))),
            ("rp", json!(spec.rp.as_ref().unwrap_or(&own_name))),
            ("number", self.number.clone()),
        ];
        let optional = optional.into_iter().filter_map(|(name, value)| value.map(|value| (name, value)));
        required.into_iter().chain(optional).map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

/// The number for the login page and the `number` claim, which holds it only among others or not at all.
fn draw_number(style: NumberStyle, random: &mut Random) -> (Option<String>, Value) {
    match style {
        NumberStyle::Enter { digits } => (Some(random.digits(digits)), json!({"style": "enter", "digits": digits})),
        NumberStyle::Select { choices } => {
            let mut numbers: Vec<String> = Vec::new();
            while numbers.len() < usize::from(choices) {
                let number = (10 + random.below(90)).to_string();
                if !numbers.contains(&number) {
                    numbers.push(number);
                }
            }
            let shown = usize::try_from(random.below(u32::from(choices))).expect("at most five choices");
            (numbers.get(shown).cloned(), json!({"style": "select", "choices": numbers}))
        }
        NumberStyle::None => (None, json!({"style": "none"})),
    }
}
