//! What a tenant's administrator decides about push logins.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::world::WorldError;

/// The `PUSH.*` properties of the push authenticator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PushSettings {
    /// `PUSH.EnableNumberChallenge`: whether the person picks the number that the browser shows.
    pub number_challenge: bool,
    /// `PUSH.EnableProgressiveEnrollment`: whether a person without a device can enroll one during the login.
    pub progressive_enrollment: bool,
    /// `PUSH.EnableMultipleDeviceProgressiveEnrollment`: whether a person with a device can enroll another during it.
    pub multiple_device_progressive_enrollment: bool,
    /// `PUSH.ResendNotificationTime`: seconds until a push can be sent again, 1 to 3599.
    pub resend_interval: u64,
    /// `PUSH.ResendNotificationMaxAttempts`: how often, 0 to 100.
    pub resend_attempts: u32,
}

impl Default for PushSettings {
    fn default() -> Self {
        Self {
            number_challenge: false,
            progressive_enrollment: false,
            multiple_device_progressive_enrollment: false,
            resend_interval: 60,
            resend_attempts: 3,
        }
    }
}

impl PushSettings {
    /// The properties by the vendor's names, in the vendor's order, as text.
    pub(crate) fn properties(&self) -> [(&'static str, String); 5] {
        [
            (NUMBER_CHALLENGE, self.number_challenge.to_string()),
            (PROGRESSIVE_ENROLLMENT, self.progressive_enrollment.to_string()),
            (RESEND_TIME, self.resend_interval.to_string()),
            (RESEND_ATTEMPTS, self.resend_attempts.to_string()),
            (MULTIPLE_DEVICE_ENROLLMENT, self.multiple_device_progressive_enrollment.to_string()),
        ]
    }

    /// The same rules with one property changed; `None` when there is no such property or the value is not one for it.
    pub(crate) fn with_property(mut self, name: &str, value: &str) -> Option<Self> {
        match name {
            NUMBER_CHALLENGE => self.number_challenge = value.parse().ok()?,
            PROGRESSIVE_ENROLLMENT => self.progressive_enrollment = value.parse().ok()?,
            MULTIPLE_DEVICE_ENROLLMENT => self.multiple_device_progressive_enrollment = value.parse().ok()?,
            RESEND_TIME => self.resend_interval = value.parse().ok()?,
            RESEND_ATTEMPTS => self.resend_attempts = value.parse().ok()?,
            _ => return None,
        }
        self.check().is_ok().then_some(self)
    }

    pub(crate) fn check(&self) -> Result<(), WorldError> {
        let rules = [
            ("resend_interval", (1..3_600).contains(&self.resend_interval)),
            ("resend_attempts", self.resend_attempts <= 100),
        ];
        match rules.into_iter().find(|(_, is_kept)| !is_kept) {
            Some((name, _)) => Err(WorldError::InvalidSpec(name)),
            None => Ok(()),
        }
    }
}

/// When accounts lock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LockSettings {
    /// Whether accounts lock at all.
    pub is_enabled: bool,
    /// Denied and wrong answers in a row that lock an account, 1 to 100.
    pub maximum_attempts: u32,
    /// Seconds for which an account is locked, at most 30 days.
    pub unlock_seconds: u64,
}

impl Default for LockSettings {
    fn default() -> Self {
        Self { is_enabled: true, maximum_attempts: 5, unlock_seconds: 300 }
    }
}

impl LockSettings {
    pub(crate) fn check(&self) -> Result<(), WorldError> {
        let rules = [
            ("maximum_attempts", (1..=100).contains(&self.maximum_attempts)),
            ("unlock_seconds", (1..=2_592_000).contains(&self.unlock_seconds)),
        ];
        match rules.into_iter().find(|(_, is_kept)| !is_kept) {
            Some((name, _)) => Err(WorldError::InvalidSpec(name)),
            None => Ok(()),
        }
    }
}

const NUMBER_CHALLENGE: &str = "PUSH.EnableNumberChallenge";
const PROGRESSIVE_ENROLLMENT: &str = "PUSH.EnableProgressiveEnrollment";
const MULTIPLE_DEVICE_ENROLLMENT: &str = "PUSH.EnableMultipleDeviceProgressiveEnrollment";
const RESEND_TIME: &str = "PUSH.ResendNotificationTime";
const RESEND_ATTEMPTS: &str = "PUSH.ResendNotificationMaxAttempts";
