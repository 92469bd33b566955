//! Which sender serves an organization and its devices.

use std::collections::BTreeMap;

use super::sender::{AMAZON_SNS, Sender};
use crate::speaks::Mode;
use crate::wso2::IdentityError;
use crate::wso2::identity::{DeviceProvider, IdentityMoment, IdentityState};

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
    pub(in crate::wso2::identity) fn place_at_provider(
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
