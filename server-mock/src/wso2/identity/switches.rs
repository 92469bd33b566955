//! Where servers of the vendor differ: what a test may choose for the whole server.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::speaks::Mode;
use crate::world::WorldError;

/// Choices that hold for all tenants. The defaults are what the vendor's server does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Switches {
    /// Status of a recorded answer: 200 as the server has it, or 202 as its documentation says.
    pub authenticate_status: u16,
    /// Whether a device can change its name and push token. Unset: yes when strict, no as is.
    pub has_update_endpoint: Option<bool>,
    /// Whether `COMPLETED` is said once and `PENDING` again after that.
    pub completed_once: bool,
    /// Whether an unknown push is `PENDING` instead of not found.
    pub unknown_push_is_pending: bool,
    /// Whether discovery data is base64 of the JSON, as an early self-service page drew it.
    pub base64_discovery_data: bool,
    /// Whether pushes leave `relativePath` empty.
    pub empty_relative_path: bool,
    /// Whether discovery data and pushes for an organization name its root tenant too: `/t/{tenant}/o/{organization}`.
    pub tenant_qualified_paths: bool,
    /// Seconds in which a device can register with its discovery data, 1 to 3600.
    pub registration_lifetime: u64,
    /// Seconds in which a push can be answered, 1 to 3600.
    pub push_lifetime: u64,
    /// Devices that any tenant may allow its users, 1 to 100.
    pub device_limit_cap: u32,
    /// Milliseconds between two questions of a login page whether the phone has answered, 50 to 60000.
    pub status_poll_ms: u64,
    /// Milliseconds for which a login page says that the phone has answered before it goes on, at most 60000.
    pub proceed_pause_ms: u64,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            authenticate_status: 200,
            has_update_endpoint: None,
            completed_once: true,
            unknown_push_is_pending: true,
            base64_discovery_data: false,
            empty_relative_path: false,
            tenant_qualified_paths: false,
            registration_lifetime: 180,
            push_lifetime: 600,
            device_limit_cap: 10,
            status_poll_ms: 5_000,
            proceed_pause_ms: 2_500,
        }
    }
}

impl Switches {
    /// Whether devices can change their name and push token.
    pub(crate) fn can_update(&self, mode: Mode) -> bool {
        self.has_update_endpoint.unwrap_or(mode == Mode::Strict)
    }

    pub(crate) fn check(&self) -> Result<(), WorldError> {
        let rules = [
            ("authenticate_status", [200, 202].contains(&self.authenticate_status)),
            ("registration_lifetime", (1..=3_600).contains(&self.registration_lifetime)),
            ("push_lifetime", (1..=3_600).contains(&self.push_lifetime)),
            ("device_limit_cap", (1..=100).contains(&self.device_limit_cap)),
            ("status_poll_ms", (50..=60_000).contains(&self.status_poll_ms)),
            ("proceed_pause_ms", self.proceed_pause_ms <= 60_000),
        ];
        match rules.into_iter().find(|(_, is_kept)| !is_kept) {
            Some((name, _)) => Err(WorldError::InvalidSpec(name)),
            None => Ok(()),
        }
    }
}
