//! Root tenants and the organizations below them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::place::Place;
use super::senders::Sender;
use super::state::{IdentityMoment, IdentityState};
use super::{LockSettings, OrganizationSpec, OrganizationView, PushDeviceSettings, PushSettings};
use crate::world::WorldError;
use crate::wso2::IdentityError;

/// A root tenant or an organization below one: its users, rules and senders are its own.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Organization {
    /// The domain of a root tenant or the id of an organization.
    pub(crate) key: String,
    pub(crate) name: String,
    /// Key of the root tenant that an organization belongs to; none for a root tenant.
    pub(crate) parent: Option<String>,
    pub(crate) settings: PushSettings,
    pub(crate) device_settings: PushDeviceSettings,
    pub(crate) lock_settings: LockSettings,
    /// Push senders by name.
    pub(crate) senders: BTreeMap<String, Sender>,
    /// Provider of the sender that is used when a device names none.
    pub(crate) default_push_provider: Option<String>,
}

impl Organization {
    /// Domain of the root tenant that is there from the start.
    pub(crate) const ROOT: &str = "carbon.super";

    /// A root tenant with the documented settings and a mock FCM sender.
    pub(crate) fn tenant(domain: &str) -> Self {
        let sender = Sender::mock_fcm();
        Self {
            senders: BTreeMap::from([(sender.name.clone(), sender)]),
            ..Self::new(domain.to_owned(), domain.to_owned(), None)
        }
    }

    fn new(key: String, name: String, parent: Option<String>) -> Self {
        Self {
            key,
            name,
            parent,
            settings: PushSettings::default(),
            device_settings: PushDeviceSettings::default(),
            lock_settings: LockSettings::default(),
            senders: BTreeMap::new(),
            default_push_provider: None,
        }
    }

    /// Domain of the tenant itself or of the tenant that it belongs to.
    pub(crate) fn tenant_domain(&self) -> &str {
        self.parent.as_deref().unwrap_or(&self.key)
    }

    /// Whether this is an organization below a tenant.
    pub(crate) fn is_sub_organization(&self) -> bool {
        self.parent.is_some()
    }

    /// Where requests about it go: `/t/{tenant}` or `/o/{organization}`.
    pub(crate) fn place(&self) -> Place {
        if self.is_sub_organization() {
            Place { tenant: None, organization: Some(self.key.clone()) }
        } else {
            Place { tenant: Some(self.key.clone()), organization: None }
        }
    }

    pub(crate) fn view(&self) -> OrganizationView {
        OrganizationView {
            id: self.key.clone(),
            name: self.name.clone(),
            parent: self.parent.clone(),
            path: self.place().prefix(),
        }
    }
}

impl IdentityState {
    /// The tenant or organization at `place`; without a name it is `carbon.super`.
    pub(crate) fn organization(&self, place: &Place) -> Result<&Organization, IdentityError> {
        let key = match (&place.tenant, &place.organization) {
            (None, None) => Organization::ROOT,
            (Some(tenant), None) => tenant,
            (_, Some(organization)) => organization,
        };
        let found = self.organizations.get(key).ok_or(IdentityError::UnknownOrganization)?;
        let is_place = match (&place.tenant, &place.organization) {
            (Some(tenant), Some(_)) => found.parent.as_ref() == Some(tenant),
            (None, Some(_)) => found.is_sub_organization(),
            (_, None) => !found.is_sub_organization(),
        };
        if is_place { Ok(found) } else { Err(IdentityError::UnknownOrganization) }
    }

    /// The tenant or organization with this key.
    pub(crate) fn organization_keyed(&self, key: &str) -> Result<&Organization, IdentityError> {
        self.organizations.get(key).ok_or(IdentityError::UnknownOrganization)
    }

    /// Like [`organization_keyed`](Self::organization_keyed), to be changed.
    pub(crate) fn organization_mut(&mut self, key: &str) -> Result<&mut Organization, IdentityError> {
        self.organizations.get_mut(key).ok_or(IdentityError::UnknownOrganization)
    }

    /// The rules for push logins of an organization.
    pub(crate) fn settings(&self, organization: &str) -> Result<&PushSettings, IdentityError> {
        self.organization_keyed(organization).map(|organization| &organization.settings)
    }

    /// Replaces the rules for push logins, which are within their limits.
    pub(crate) fn change_settings(
        &mut self,
        organization: &str,
        settings: PushSettings,
        initiator: &str,
        now: u64,
    ) -> Result<(), IdentityError> {
        self.organization_mut(organization)?.settings = settings;
        let details = json!({"outcome": "success"});
        self.note("Update-Push-Authenticator-Configuration", initiator, organization, details, now);
        Ok(())
    }

    /// Replaces the rules for devices.
    pub(crate) fn change_device_settings(
        &mut self,
        organization: &str,
        settings: PushDeviceSettings,
        initiator: &str,
        now: u64,
    ) -> Result<(), IdentityError> {
        settings.check(&self.switches)?;
        self.organization_mut(organization)?.device_settings = settings;
        let details = json!({"outcome": "success"});
        self.note("Update-Push-Device-Configuration", initiator, organization, details, now);
        Ok(())
    }

    /// Adds a root tenant, or an organization below one.
    pub(crate) fn add_organization(
        &mut self,
        spec: &OrganizationSpec,
        moment: &mut IdentityMoment<'_>,
    ) -> Result<Organization, WorldError> {
        spec.check()?;
        let added = match &spec.parent {
            None => Organization::tenant(&spec.name),
            Some(parent) => {
                let parent = self.organizations.get(parent).filter(|parent| !parent.is_sub_organization());
                let parent = parent.ok_or(WorldError::NotFound)?.key.clone();
                let id = spec.id.clone().unwrap_or_else(|| moment.uuid());
                Organization::new(id, spec.name.clone(), Some(parent))
            }
        };
        if self.organizations.contains_key(&added.key) {
            return Err(WorldError::InvalidSpec("id"));
        }
        self.organizations.insert(added.key.clone(), added.clone());
        Ok(added)
    }
}
