//! Discovery data: what a QR code says, and what the server remembers until the device registers.

use serde::Serialize;
use utoipa::ToSchema;

use super::state::{IdentityMoment, IdentityState};
use crate::wso2::IdentityError;

/// What a phone needs to register a device. The members are in the vendor's order; absent ones are left out.
#[derive(Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DiscoveryData {
    /// The id that the server chose for the device.
    pub(crate) device_id: String,
    /// Name, after the user store and a slash unless that is the primary one.
    pub(crate) username: String,
    /// Base URL of the server.
    pub(crate) host: String,
    /// For users of a root tenant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tenant_domain: Option<String>,
    /// For users of an organization.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) organization_id: Option<String>,
    /// For users of an organization.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) organization_name: Option<String>,
    /// What the device signs.
    pub(crate) challenge: String,
}

impl DiscoveryData {
    /// The compact JSON that the QR code shows.
    pub(crate) fn json(&self) -> String {
        serde_json::to_string(self).expect("strings are JSON")
    }
}

/// What may become a device.
#[derive(Clone)]
pub(crate) struct Registration {
    /// User id.
    pub(crate) user: String,
    pub(crate) challenge: String,
    /// Seconds since 1970.
    pub(crate) expires_at: u64,
    pub(crate) is_used: bool,
}

impl IdentityState {
    /// Makes the id and the challenge of a new device of `user`, good for one registration within 180 seconds.
    pub(crate) fn discovery(
        &mut self,
        user: &str,
        moment: &mut IdentityMoment<'_>,
    ) -> Result<DiscoveryData, IdentityError> {
        let user = self.user(user)?;
        let organization = self.organization_keyed(&user.organization)?;
        let sub_organization = organization.is_sub_organization().then_some(organization);
        let is_qualified = sub_organization.is_none() || self.switches.tenant_qualified_paths;
        let data = DiscoveryData {
            device_id: moment.uuid(),
            username: user.qualified_name(),
            host: moment.url.to_owned(),
            tenant_domain: is_qualified.then(|| organization.tenant_domain().to_owned()),
            organization_id: sub_organization.map(|found| found.key.clone()),
            organization_name: sub_organization.map(|found| found.name.clone()),
            challenge: moment.uuid(),
        };
        let registration = Registration {
            user: user.id.clone(),
            challenge: data.challenge.clone(),
            expires_at: moment.now + self.switches.registration_lifetime,
            is_used: false,
        };
        // A used one is remembered for a day, so that the log can tell a second use from a made-up id.
        self.registrations.retain(|_, old| old.expires_at + REMEMBERED > moment.now);
        self.registrations.insert(data.device_id.clone(), registration);
        Ok(data)
    }
}

/// Seconds for which the end of a registration is remembered.
const REMEMBERED: u64 = 86_400;
