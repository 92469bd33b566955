//! The server as the ground of a journey.

use std::collections::BTreeSet;

use serde_json::json;

use super::identity::{Conclusion as Judgment, IdentityMoment, IdentityState, LoginOrigin};
use crate::journey::{Conclusion, FactorKind, Ground, JourneySettings, Lock, PushTrouble, SentPush, User};

/// The users, devices and rules of one tenant or organization, for a login that comes from `origin`.
pub(crate) struct IdentityGround<'a, 'b> {
    state: &'a mut IdentityState,
    moment: &'a mut IdentityMoment<'b>,
    /// Key of the tenant or organization.
    organization: &'a str,
    origin: &'a LoginOrigin,
}

impl<'a, 'b> IdentityGround<'a, 'b> {
    pub(crate) fn new(
        state: &'a mut IdentityState,
        moment: &'a mut IdentityMoment<'b>,
        organization: &'a str,
        origin: &'a LoginOrigin,
    ) -> Self {
        Self { state, moment, organization, origin }
    }

    fn wants_number(&self) -> bool {
        self.state.settings(self.organization).is_ok_and(|settings| settings.number_challenge)
    }
}

impl Ground for IdentityGround<'_, '_> {
    fn now(&self) -> u64 {
        self.moment.now
    }

    fn settings(&self) -> JourneySettings {
        let push = self.state.settings(self.organization).cloned().unwrap_or_default();
        let devices = self.state.organization_keyed(self.organization).map(|found| found.device_settings.clone());
        let is_adding_on = devices.is_ok_and(|devices| devices.enable_multiple_device_enrollment)
            && push.multiple_device_progressive_enrollment;
        JourneySettings {
            resend_interval: push.resend_interval,
            resend_limit: push.resend_attempts,
            is_enrollment_on: push.progressive_enrollment,
            is_adding_on,
        }
    }

    fn user_called(&self, name: &str) -> Option<User> {
        let user = self.state.user_called(self.organization, name)?;
        Some(User { id: user.id.clone(), name: user.qualified_name() })
    }

    fn accepts_password(&mut self, user: &str, password: &str) -> bool {
        self.state.check_password(user, password)
    }

    fn lock(&self, user: &str) -> Option<Lock> {
        self.state.is_locked(user, self.moment.now).map(|seconds| Lock { seconds_left: Some(seconds) })
    }

    fn note_failure(&mut self, user: &str, _: FactorKind) {
        self.state.note_failure(user, self.moment.now);
    }

    fn note_success(&mut self, user: &str, _: FactorKind) {
        self.state.note_success(user);
    }

    fn devices(&self, user: &str) -> BTreeSet<String> {
        self.state.devices_of(user).into_iter().map(|device| device.id.clone()).collect()
    }

    fn has_room(&self, user: &str) -> bool {
        self.state.has_room(user)
    }

    fn registration_data(&mut self, user: &str) -> Option<String> {
        self.state.discovery(user, self.moment).ok().map(|data| data.json())
    }

    fn start_push(&mut self, user: &str, application: &str) -> Result<SentPush, PushTrouble> {
        let started = self.state.start_push(user, application, self.origin, self.moment);
        let push = started.map_err(|_| PushTrouble)?;
        Ok(SentPush { id: push.id, number: push.number, sent_at: self.moment.now })
    }

    fn decoy_push(&mut self) -> SentPush {
        let number = self.wants_number().then(|| self.moment.random.below(100).to_string());
        SentPush { id: self.moment.uuid(), number, sent_at: self.moment.now }
    }

    fn conclude(&mut self, push: &str) -> Conclusion {
        match self.state.conclude(push, self.moment) {
            Judgment::Approved => Conclusion::Approved,
            Judgment::Denied => Conclusion::Denied,
            Judgment::WrongNumber => Conclusion::WrongNumber,
            Judgment::NoAnswer => Conclusion::NoAnswer,
            Judgment::Failed => Conclusion::Unusable,
            Judgment::Foreign => Conclusion::Foreign,
        }
    }

    fn forget_push(&mut self, push: &str) {
        self.state.forget_push(push);
    }

    fn complain(&mut self, application: &str, text: &str) {
        tracing::warn!(application, reason = text, "a login cannot go on");
        let details = json!({"outcome": "failure", "application": application, "reason": text});
        self.state.note("Login-Flow-Failure", "", self.organization, details, self.moment.now);
    }
}
