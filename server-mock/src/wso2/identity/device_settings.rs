//! What a tenant's administrator decides about devices.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Switches;
use crate::wso2::IdentityError;

/// The configuration `push-device-mgt`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct PushDeviceSettings {
    /// Whether a user may have more than one device.
    pub enable_multiple_device_enrollment: bool,
    /// Devices that a user may have then, 1 to the server's cap of 10.
    pub maximum_device_limit: u32,
    /// Whether a user hears of new devices.
    pub enable_device_registration_notifications: bool,
    /// How.
    pub device_registration_notification_channels: Vec<NotificationChannel>,
}

/// A way to tell a user something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum NotificationChannel {
    /// A mail; this server only notes it in the audit log.
    Email,
    /// A push to the user's other devices.
    PushNotification,
}

impl Default for PushDeviceSettings {
    fn default() -> Self {
        Self {
            enable_multiple_device_enrollment: false,
            maximum_device_limit: 2,
            enable_device_registration_notifications: false,
            device_registration_notification_channels: vec![NotificationChannel::Email],
        }
    }
}

impl PushDeviceSettings {
    /// Devices that a user may have.
    pub(crate) fn limit(&self) -> usize {
        let limit = if self.enable_multiple_device_enrollment { self.maximum_device_limit } else { 1 };
        usize::try_from(limit).unwrap_or(usize::MAX)
    }

    /// Whether a new device is announced by `channel`.
    pub(crate) fn announces_by(&self, channel: NotificationChannel) -> bool {
        self.enable_device_registration_notifications
            && self.device_registration_notification_channels.contains(&channel)
    }

    pub(crate) fn check(&self, switches: &Switches) -> Result<(), IdentityError> {
        if self.maximum_device_limit == 0 {
            return Err(IdentityError::InvalidLimit);
        }
        if self.maximum_device_limit > switches.device_limit_cap {
            return Err(IdentityError::LimitAboveCap);
        }
        Ok(())
    }
}
