//! What an administrator decides about a tenant.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{FactorName, MfaPolicy, TenantApi};
use crate::json::is_display;
use crate::world::WorldError;

/// The rules of a tenant. Times are seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TenantSettings {
    /// Name that devices and pages show, 1 to 64 characters.
    pub friendly_name: String,
    /// What users may enroll and log in with. Users get a recovery code with their first enrollment when that is one of
    /// them.
    #[schema(value_type = Vec<FactorName>)]
    pub factors: BTreeSet<FactorName>,
    /// When a login needs a second factor; never when empty.
    #[schema(value_type = Vec<MfaPolicy>)]
    pub policies: BTreeSet<MfaPolicy>,
    /// Lifetime of a login and of an enrollment's QR code, 1 to 600.
    pub transaction_lifetime: u64,
    /// Lifetime of an enrollment ticket.
    pub ticket_lifetime: u64,
    /// Pushes that one user may get within a minute, at most a million.
    pub pushes_per_minute: u32,
    /// Pushes that the tenant may send within a minute, at most a million.
    pub tenant_pushes_per_minute: u32,
    /// Whether consents say their times as numbers, as the documentation shows, instead of strings of digits.
    /// Unset: numbers when strict, strings as is.
    pub numeric_consent_times: Option<bool>,
    /// Seconds between two questions of an application whether a login is decided, 1 to 60.
    pub poll_interval: u64,
    /// APIs that applications ask access tokens for.
    pub apis: Vec<TenantApi>,
}

impl Default for TenantSettings {
    fn default() -> Self {
        Self {
            friendly_name: "Guardian Mock".to_owned(),
            factors: [FactorName::PushNotification, FactorName::Otp, FactorName::RecoveryCode].into(),
            policies: [MfaPolicy::AllApplications].into(),
            transaction_lifetime: 300,
            ticket_lifetime: 432_000,
            pushes_per_minute: 30,
            tenant_pushes_per_minute: 3_000,
            numeric_consent_times: None,
            poll_interval: 5,
            apis: Vec::new(),
        }
    }
}

impl TenantSettings {
    /// Whether users may enroll and log in with `factor`.
    #[must_use]
    pub fn is_enabled(&self, factor: FactorName) -> bool {
        self.factors.contains(&factor)
    }

    pub(crate) fn check(&self) -> Result<(), WorldError> {
        let is_usable = |api: &TenantApi| (1..=600).contains(&api.identifier.len());
        let rules = [
            ("friendly_name", !self.friendly_name.is_empty() && is_display(&self.friendly_name, 64)),
            ("transaction_lifetime", (1..=600).contains(&self.transaction_lifetime)),
            ("poll_interval", (1..=60).contains(&self.poll_interval)),
            ("apis", self.apis.iter().all(is_usable)),
            ("pushes_per_minute", self.pushes_per_minute <= 1_000_000),
            ("tenant_pushes_per_minute", self.tenant_pushes_per_minute <= 1_000_000),
            ("ticket_lifetime", (1..=2_592_000).contains(&self.ticket_lifetime)),
        ];
        match rules.into_iter().find(|(_, is_kept)| !is_kept) {
            Some((name, _)) => Err(WorldError::InvalidSpec(name)),
            None => Ok(()),
        }
    }
}
