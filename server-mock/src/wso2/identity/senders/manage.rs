//! Adding, changing and removing senders.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::json;

use super::credentials::{Kept, checked};
use super::sender::{SINGLE_SENDER, Sender};
use crate::json::is_display;
use crate::wso2::IdentityError;
use crate::wso2::identity::{IdentityMoment, IdentityState};

/// A sender as an administrator describes it, with its secrets.
#[derive(Clone)]
pub(crate) struct SenderSpec {
    pub(crate) provider: String,
    pub(crate) properties: BTreeMap<String, String>,
}

impl fmt::Debug for SenderSpec {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SenderSpec").field("provider", &self.provider).finish_non_exhaustive()
    }
}

impl IdentityState {
    /// Adds a sender under `name`, or under the name of its provider. There is one sender for each provider.
    pub(crate) fn add_sender(
        &mut self,
        organization: &str,
        name: Option<&str>,
        spec: &SenderSpec,
        initiator: &str,
        moment: &IdentityMoment<'_>,
    ) -> Result<Sender, IdentityError> {
        check_provider(&spec.provider)?;
        let name = name.map_or_else(|| Sender::name_for(&spec.provider), str::to_owned);
        let Kept { properties, secrets } = checked(&spec.provider, &spec.properties, &BTreeSet::new(), moment.mode)?;
        let sender = Sender { name: name.clone(), provider: spec.provider.clone(), properties, secrets };
        let senders = &mut self.organization_mut(organization)?.senders;
        if senders.values().any(|other| other.name == name || other.provider == sender.provider) {
            return Err(IdentityError::SenderExists);
        }
        senders.insert(name.clone(), sender.clone());
        let details = json!({"outcome": "success", "provider": sender.provider});
        self.note("Add-Notification-Sender", initiator, &name, details, moment.now);
        Ok(sender)
    }

    /// Replaces a sender; secrets that are not given stay as they are while the provider does.
    pub(crate) fn change_sender(
        &mut self,
        organization: &str,
        name: &str,
        spec: &SenderSpec,
        initiator: &str,
        moment: &IdentityMoment<'_>,
    ) -> Result<Sender, IdentityError> {
        check_provider(&spec.provider)?;
        let senders = &mut self.organization_mut(organization)?.senders;
        let before = senders.get(name).ok_or(IdentityError::UnknownSender)?;
        let present = if before.provider == spec.provider { before.secrets.clone() } else { BTreeSet::new() };
        let Kept { properties, secrets } = checked(&spec.provider, &spec.properties, &present, moment.mode)?;
        if senders.values().any(|other| other.name != name && other.provider == spec.provider) {
            return Err(IdentityError::SenderExists);
        }
        let sender = Sender { name: name.to_owned(), provider: spec.provider.clone(), properties, secrets };
        senders.insert(name.to_owned(), sender.clone());
        let details = json!({"outcome": "success", "provider": sender.provider});
        self.note("Update-Notification-Sender", initiator, name, details, moment.now);
        Ok(sender)
    }

    /// Removes a sender. Its devices cannot be reached any more.
    pub(crate) fn remove_sender(
        &mut self,
        organization: &str,
        name: &str,
        initiator: &str,
        now: u64,
    ) -> Result<(), IdentityError> {
        let found = self.organization_mut(organization)?;
        let removed = found.senders.remove(name).ok_or(IdentityError::UnknownSender)?;
        if found.default_push_provider.as_deref() == Some(&removed.provider) {
            found.default_push_provider = None;
        }
        let details = json!({"outcome": "success", "provider": removed.provider});
        self.note("Delete-Notification-Sender", initiator, name, details, now);
        Ok(())
    }

    /// The organization's own sender with this name.
    pub(crate) fn sender(&self, organization: &str, name: &str) -> Result<&Sender, IdentityError> {
        self.organization_keyed(organization)?.senders.get(name).ok_or(IdentityError::UnknownSender)
    }
}

fn check_provider(provider: &str) -> Result<(), IdentityError> {
    let is_usable = !provider.trim().is_empty() && is_display(provider, MAX_PROVIDER) && provider != SINGLE_SENDER;
    if is_usable { Ok(()) } else { Err(IdentityError::InvalidSender("provider")) }
}

/// Characters of a provider's name.
const MAX_PROVIDER: usize = 64;
