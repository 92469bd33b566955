//! Push senders: whom an administrator lets send pushes. Of credentials only their presence is kept.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::SenderView;
use super::devices::DeviceProvider;
use super::state::{IdentityMoment, IdentityState};
use crate::speaks::Mode;
use crate::wso2::IdentityError;

/// A configured sender.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sender {
    pub(crate) name: String,
    /// Such as `FCM` or `AmazonSNS`.
    pub(crate) provider: String,
    /// Properties that are no secrets.
    pub(crate) properties: BTreeMap<String, String>,
    /// Names of the secret properties that were given.
    pub(crate) secrets: BTreeSet<String>,
}

impl Sender {
    /// The sender that a new tenant has: what it sends goes to virtual phones.
    pub(crate) fn mock_fcm() -> Self {
        Self {
            name: SINGLE_SENDER.to_owned(),
            provider: FCM.to_owned(),
            properties: BTreeMap::new(),
            secrets: BTreeSet::from(["serviceAccountContent".to_owned()]),
        }
    }

    pub(crate) fn view(&self) -> SenderView {
        SenderView { name: self.name.clone(), provider: self.provider.clone(), properties: self.properties.clone() }
    }
}

impl IdentityState {
    /// The senders that serve an organization: its own, or else those of its root tenant.
    pub(crate) fn senders(&self, organization: &str) -> Result<Vec<&Sender>, IdentityError> {
        let own = self.organization_keyed(organization)?;
        let serving = match &own.parent {
            Some(parent) if own.senders.is_empty() => self.organization_keyed(parent)?,
            Some(_) | None => own,
        };
        Ok(serving.senders.values().collect())
    }

    /// The provider of a new device and what the provider calls it: the one that the device names, the default one, or
    /// the only one.
    pub(super) fn place_at_provider(
        &self,
        organization: &str,
        wanted: Option<DeviceProvider>,
        moment: &mut IdentityMoment<'_>,
    ) -> Result<(DeviceProvider, Option<String>), IdentityError> {
        let senders = self.senders(organization)?;
        let provider = match wanted {
            Some(provider) => provider,
            None => {
                let default = self.organization_keyed(organization)?.default_push_provider.as_deref();
                let chosen = match (senders.as_slice(), default) {
                    (_, Some(default)) => senders.iter().find(|sender| sender.provider == default),
                    ([only], None) => Some(only),
                    (_, None) => None,
                };
                let name = chosen.ok_or(IdentityError::ProviderUnresolved)?.provider.clone();
                DeviceProvider { name, metadata: BTreeMap::new() }
            }
        };
        let sender = senders.into_iter().find(|sender| sender.provider == provider.name);
        if sender.is_none() && moment.mode == Mode::Strict {
            return Err(IdentityError::ProviderUnresolved);
        }
        if provider.name != AMAZON_SNS {
            return Ok((provider, None));
        }
        let platform = provider.metadata.get("platform").ok_or(IdentityError::ProviderMetadataMissing)?;
        let region = sender.and_then(|sender| sender.properties.get("region")).map_or("us-east-1", String::as_str);
        let handle = format!("arn:aws:sns:{region}:000000000000:endpoint/{platform}/countersign/{}", moment.uuid());
        Ok((provider, Some(handle)))
    }
}

/// Firebase Cloud Messaging.
pub(crate) const FCM: &str = "FCM";
/// Amazon SNS.
pub(crate) const AMAZON_SNS: &str = "AmazonSNS";
/// Name of the sender where there is one only.
pub(crate) const SINGLE_SENDER: &str = "PushPublisher";
