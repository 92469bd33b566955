//! Push logins: what phones are asked, until one of them answers.

use serde_json::json;

use super::devices::Device;
use super::notification::{Notification, Scenario};
use super::state::{IdentityMoment, IdentityState};
use super::{LoginOrigin, PushAuthView};
use crate::gateway::PushMessage;
use crate::speaks::Mode;
use crate::wso2::IdentityError;

/// A push login as the server remembers it.
#[derive(Clone)]
pub(crate) struct PushContext {
    /// User id.
    pub(crate) user: String,
    pub(crate) application: String,
    pub(crate) challenge: String,
    /// Set when the rule was on as the push was sent.
    pub(crate) number: Option<String>,
    /// Ids of the devices that were asked.
    pub(crate) notified: Vec<String>,
    /// The first answer; it stands.
    pub(crate) answer: Option<Answer>,
    /// Whether `COMPLETED` was said.
    pub(crate) is_status_served: bool,
    /// Whether the login is over, so that the answer counts for nothing more.
    pub(crate) is_over: bool,
    /// Seconds since 1970.
    pub(crate) created_at: u64,
    pub(crate) expires_at: u64,
}

/// What a device answered, verified when it came in.
#[derive(Clone)]
pub(crate) struct Answer {
    /// Device id.
    pub(crate) device: String,
    /// The signed message, to be verified again when it counts.
    pub(crate) token: String,
}

/// A push that was sent, as the login page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PushAuth {
    pub(crate) id: String,
    /// Decimal digits without leading zeros, 0 to 99.
    pub(crate) number: Option<String>,
}

/// What a waiting login page is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PushStatus {
    Pending,
    /// Approved, denied or anything else that a device said.
    Completed,
}

impl PushStatus {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Completed => "COMPLETED",
        }
    }
}

impl IdentityState {
    /// Asks all devices of a user whether a login is theirs. A device that cannot be reached is skipped; when none can,
    /// the error of the last one is returned.
    pub(crate) fn start_push(
        &mut self,
        user: &str,
        application: &str,
        origin: &LoginOrigin,
        moment: &mut IdentityMoment<'_>,
    ) -> Result<PushAuth, IdentityError> {
        let devices: Vec<Device> = self.devices_of(user).into_iter().cloned().collect();
        let wants_number = self.settings(&self.user(user)?.organization)?.number_challenge;
        let number = wants_number.then(|| moment.random.below(100).to_string());
        let push = PushAuth { id: moment.uuid(), number: number.clone() };
        let challenge = moment.uuid();
        let scenario = Scenario::Authentication {
            push: &push.id,
            challenge: &challenge,
            number: number.as_deref(),
            application,
            origin,
        };
        let mut notified = Vec::new();
        let mut result = Err(IdentityError::NoDevice);
        for device in devices {
            match self.push_to(&device, &scenario, moment) {
                Ok(()) => notified.push(device.id),
                Err(error) => result = Err(error),
            }
        }
        if notified.is_empty() {
            return result;
        }
        let context = PushContext {
            user: user.to_owned(),
            application: application.to_owned(),
            challenge,
            number,
            notified,
            answer: None,
            is_status_served: false,
            is_over: false,
            created_at: moment.now,
            expires_at: moment.now + self.switches.push_lifetime,
        };
        self.pushes.retain(|_, old| old.expires_at + REMEMBERED > moment.now);
        self.pushes.insert(push.id.clone(), context);
        Ok(push)
    }

    /// What the login page may know: whether a device answered. By default that is said once.
    pub(crate) fn push_status(&mut self, id: &str) -> Result<PushStatus, IdentityError> {
        let once = self.switches.completed_once;
        let Some(push) = self.pushes.get_mut(id).filter(|push| !push.is_over) else {
            let is_pending = self.switches.unknown_push_is_pending;
            return if is_pending { Ok(PushStatus::Pending) } else { Err(IdentityError::NoPendingRequest) };
        };
        if push.answer.is_none() || (once && push.is_status_served) {
            return Ok(PushStatus::Pending);
        }
        push.is_status_served = true;
        Ok(PushStatus::Completed)
    }

    /// Whether a device answered; asking changes nothing.
    pub(crate) fn is_answered(&self, id: &str) -> bool {
        self.pushes.get(id).is_some_and(|push| !push.is_over && push.answer.is_some())
    }

    /// Ends a push login. Without an answer nothing is left of it, as when the push is sent again.
    pub(crate) fn forget_push(&mut self, id: &str) {
        if let Some(push) = self.pushes.get_mut(id)
            && push.answer.is_some()
        {
            push.is_over = true;
        } else {
            self.pushes.remove(id);
        }
    }

    /// Tells the other devices of a user that a device was registered, when the rules say so.
    pub(super) fn announce(&mut self, new: &Device, moment: &mut IdentityMoment<'_>) {
        use super::NotificationChannel::{Email, PushNotification};
        let Ok(user) = self.user(&new.user) else { return };
        let Ok(organization) = self.organization_keyed(&user.organization) else { return };
        let settings = organization.device_settings.clone();
        if settings.announces_by(Email) {
            let details = json!({"outcome": "success", "scenario": Scenario::REGISTRATION});
            self.note("Send-Email-Notification-Success", &new.user, &new.id, details, moment.now);
        }
        if !settings.announces_by(PushNotification) {
            return;
        }
        let others: Vec<Device> =
            self.devices_of(&new.user).into_iter().filter(|device| device.id != new.id).cloned().collect();
        for device in others {
            // A phone that cannot be told is noted in the audit log.
            let _ = self.push_to(&device, &Scenario::DeviceRegistration { new }, moment);
        }
    }

    /// How a push login stands.
    pub(crate) fn push_view(&self, id: &str, mode: Mode, now: u64) -> Option<PushAuthView> {
        let push = self.pushes.get(id)?;
        let state = match &push.answer {
            Some(_) => self.conclusion(push, mode).name(),
            None if push.expires_at <= now => "expired",
            None => "pending",
        };
        Some(PushAuthView {
            id: id.to_owned(),
            user: push.user.clone(),
            application: push.application.clone(),
            number: push.number.clone(),
            notified_devices: push.notified.clone(),
            responder: push.answer.as_ref().map(|answer| answer.device.clone()),
            state: state.to_owned(),
            created_at: push.created_at,
            expires_at: push.expires_at,
        })
    }

    fn push_to(
        &mut self,
        device: &Device,
        scenario: &Scenario<'_>,
        moment: &IdentityMoment<'_>,
    ) -> Result<(), IdentityError> {
        let result = self.message_for(device, scenario, moment);
        let details = |outcome: &str, code: Option<&str>| json!({"outcome": outcome, "code": code, "scenario": scenario.name(), "push": scenario.push()});
        match result {
            Ok(message) => {
                self.outgoing.push(message);
                let details = details("success", None);
                self.note("Send-Push-Notification-Success", &device.user, &device.id, details, moment.now);
                Ok(())
            }
            Err(error) => {
                let details = details("failure", Some(error.code()));
                self.note("Send-Push-Notification-Failure", &device.user, &device.id, details, moment.now);
                Err(error)
            }
        }
    }

    fn message_for(
        &self,
        device: &Device,
        scenario: &Scenario<'_>,
        moment: &IdentityMoment<'_>,
    ) -> Result<PushMessage, IdentityError> {
        let user = self.user(&device.user)?;
        let organization = self.organization_keyed(&user.organization)?;
        let is_served = self.senders(&organization.key)?.iter().any(|sender| sender.provider == device.provider.name);
        if !is_served && moment.mode == Mode::Strict {
            return Err(IdentityError::ProviderUnresolved);
        }
        if let Some(outcome) = self.outcomes.get(&device.push_token) {
            outcome.result()?;
        }
        let notification = Notification { device, user, organization, switches: &self.switches };
        Ok(notification.message(scenario, moment.now))
    }
}

/// Seconds for which a push that can no longer be answered is remembered.
const REMEMBERED: u64 = 86_400;
