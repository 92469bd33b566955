//! Rules that hold for the whole server.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Algorithm, WorldError};
use crate::json::is_display;

/// The server's rules. Times are seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Issuer name that devices show, 1 to 64 characters.
    pub issuer_name: String,
    /// Device key algorithms that enrollment accepts, most wanted first.
    pub algorithms: Vec<Algorithm>,
    /// Failures in a row after which an account locks, 1 to 100.
    pub failure_limit: u32,
    /// Devices that one account may have.
    pub device_limit: usize,
    /// Challenges that one account may start within 60 seconds.
    pub challenges_per_minute: usize,
    /// How long an account starts no challenge after a deny with the reason `suspicious`; 0 turns the pause off.
    pub suspicious_pause: u64,
    /// Lifetime of an enrollment ticket, 1 to 600.
    pub ticket_lifetime: u64,
    /// Lifetime of a challenge whose login names none, 1 to 600.
    pub challenge_lifetime: u64,
    /// Whether the enrollment page creates users that do not exist.
    pub open: bool,
    /// Least time between two polls of the token endpoint.
    pub poll_interval: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            issuer_name: "Countersign Mock".to_owned(),
            algorithms: vec![Algorithm::EdDsa, Algorithm::Es256],
            failure_limit: 5,
            device_limit: 10,
            challenges_per_minute: 60,
            suspicious_pause: 60,
            ticket_lifetime: 600,
            challenge_lifetime: 300,
            open: true,
            poll_interval: 5,
        }
    }
}

impl Settings {
    pub(crate) fn check(&self) -> Result<(), WorldError> {
        let rules = [
            ("issuer_name", !self.issuer_name.is_empty() && is_display(&self.issuer_name, 64)),
            ("failure_limit", (1..=100).contains(&self.failure_limit)),
            ("ticket_lifetime", (1..=600).contains(&self.ticket_lifetime)),
            ("challenge_lifetime", (1..=600).contains(&self.challenge_lifetime)),
            ("suspicious_pause", self.suspicious_pause <= 86_400),
            ("poll_interval", self.poll_interval <= 3_600),
        ];
        match rules.into_iter().find(|(_, is_kept)| !is_kept) {
            Some((name, _)) => Err(WorldError::InvalidSpec(name)),
            None => Ok(()),
        }
    }
}
