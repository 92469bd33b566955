//! The tenant log: what happened, by the vendor's event codes.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::state::TenantState;

/// An entry of the tenant log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LogEntry {
    /// Number of the entry: later ones have greater numbers.
    #[serde(default)]
    pub sequence: u64,
    /// Seconds since 1970.
    pub time: u64,
    /// Event code, such as `gd_auth_succeed`.
    #[serde(rename = "type")]
    pub code: String,
    /// Whom it is about.
    pub user_id: String,
    /// Particulars such as the reason of a rejection; never a secret.
    #[schema(value_type = Object)]
    pub details: Value,
}

impl TenantState {
    pub(crate) fn note(&mut self, code: &str, user: &str, details: Value, now: u64) {
        let sequence = self.log.last().map_or(1, |last| last.sequence + 1);
        self.log.push(LogEntry { sequence, time: now, code: code.to_owned(), user_id: user.to_owned(), details });
        if self.log.len() > KEPT {
            self.log.remove(0);
        }
    }
}

/// Older entries are dropped.
const KEPT: usize = 10_000;
