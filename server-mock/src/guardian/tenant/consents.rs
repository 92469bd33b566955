//! Rich consents: what a login asks the person to agree to.

use serde_json::{Value, json};

use super::ConsentSpec;
use super::state::{TenantMoment, TenantState};

/// A consent record; the push names it, the device fetches it.
#[derive(Clone, Debug)]
pub(crate) struct Consent {
    /// `cns_` and random characters.
    pub(crate) id: String,
    pub(crate) transaction: String,
    pub(crate) spec: ConsentSpec,
    /// Seconds since 1970.
    pub(crate) created_at: u64,
    pub(crate) expires_at: u64,
}

impl Consent {
    /// What the device gets. Times are strings of digits, which all clients read, or numbers, as documented.
    pub(crate) fn json(&self, has_numeric_times: bool) -> Value {
        let time = |time: u64| if has_numeric_times { json!(time) } else { json!(time.to_string()) };
        let mut details = json!({"audience": self.spec.audience, "scope": self.spec.scope});
        if let Some(message) = &self.spec.binding_message {
            details["binding_message"] = json!(message);
        }
        if !self.spec.authorization_details.is_empty() {
            details["authorization_details"] = json!(self.spec.authorization_details);
        }
        json!({
            "id": self.id, "created_at": time(self.created_at), "expires_at": time(self.expires_at),
            "requested_details": details,
        })
    }
}

impl TenantState {
    pub(super) fn add_consent(
        &mut self,
        transaction: &str,
        spec: ConsentSpec,
        expires_at: u64,
        moment: &mut TenantMoment<'_>,
    ) -> String {
        let id = moment.id("cns_");
        let transaction = transaction.to_owned();
        let consent = Consent { id: id.clone(), transaction, spec, created_at: moment.now, expires_at };
        self.consents.insert(id.clone(), consent);
        id
    }
}
