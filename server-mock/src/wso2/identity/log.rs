//! The audit log: who did what to what, by the vendor's action names where it has one.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::state::IdentityState;

/// An entry of the audit log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AuditEntry {
    /// Number of the entry: later ones have greater numbers.
    pub sequence: u64,
    /// Seconds since 1970.
    pub time: u64,
    /// What happened, such as `Register-Push-Auth-Device`.
    pub action: String,
    /// User id of who did it or for whom it was done; empty when nobody is known.
    pub initiator: String,
    /// What it was done to: a device, push, user or organization.
    pub target: String,
    /// Particulars such as the reason of a failure; never a secret.
    #[schema(value_type = Object)]
    pub details: Value,
}

impl IdentityState {
    pub(crate) fn note(&mut self, action: &str, initiator: &str, target: &str, details: Value, now: u64) {
        let sequence = self.log.last().map_or(1, |last| last.sequence + 1);
        self.log.push(AuditEntry {
            sequence,
            time: now,
            action: action.to_owned(),
            initiator: initiator.to_owned(),
            target: target.to_owned(),
            details,
        });
        if self.log.len() > KEPT {
            self.log.remove(0);
        }
    }
}

/// Older entries are dropped.
const KEPT: usize = 10_000;
