//! Who is signed in to the pages for owners and administrators, by the cookie of the browser.

use std::fmt;

use super::discovery::DiscoveryData;
use super::state::{IdentityMoment, IdentityState};
use super::users::User;
use crate::wso2::IdentityError;

/// A person who is signed in to My Account or to the Console.
#[derive(Clone)]
pub(crate) struct PortalSession {
    /// User id.
    pub(crate) user: String,
    /// What every form of this session carries.
    pub(crate) form_token: String,
    /// The code that the person is about to scan.
    pub(crate) offer: Option<DiscoveryData>,
    /// Seconds since 1970.
    pub(crate) expires_at: u64,
}

impl fmt::Debug for PortalSession {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("PortalSession").field("user", &self.user).finish_non_exhaustive()
    }
}

impl IdentityState {
    /// Signs a user in and returns what the browser keeps.
    pub(crate) fn open_portal(&mut self, user: &str, moment: &mut IdentityMoment<'_>) -> String {
        self.portals.retain(|_, session| session.expires_at > moment.now);
        let session = PortalSession {
            user: user.to_owned(),
            form_token: moment.secret(),
            offer: None,
            expires_at: moment.now + LIFETIME,
        };
        let key = moment.secret();
        self.portals.insert(key.clone(), session);
        key
    }

    /// Who is signed in with `key`, if that is a user of `organization`.
    pub(crate) fn portal(&self, key: &str, organization: &str, now: u64) -> Option<(&PortalSession, &User)> {
        let session = self.portals.get(key).filter(|session| session.expires_at > now)?;
        let user = self.users.get(&session.user).filter(|user| user.organization == organization)?;
        Some((session, user))
    }

    /// Signs out.
    pub(crate) fn close_portal(&mut self, key: &str) {
        self.portals.remove(key);
    }

    /// Makes a code for one more device and keeps it for the page that shows it.
    pub(crate) fn offer_device(&mut self, key: &str, moment: &mut IdentityMoment<'_>) -> Result<(), IdentityError> {
        let user = self.portals.get(key).map(|session| session.user.clone()).ok_or(IdentityError::NotFound)?;
        if !self.has_room(&user) {
            return Err(IdentityError::DeviceLimitReached);
        }
        if self.senders(&self.user(&user)?.organization)?.is_empty() {
            return Err(IdentityError::ProviderUnresolved);
        }
        let data = self.discovery(&user, moment)?;
        if let Some(session) = self.portals.get_mut(key) {
            session.offer = Some(data);
        }
        Ok(())
    }

    /// Takes back the code for one more device.
    pub(crate) fn withdraw_offer(&mut self, key: &str) {
        let offer = self.portals.get_mut(key).and_then(|session| session.offer.take());
        if let Some(data) = offer {
            self.registrations.remove(&data.device_id);
        }
    }

    /// Gives a device another name.
    pub(crate) fn rename_device(&mut self, user: &str, id: &str, name: &str) -> Result<(), IdentityError> {
        let name = super::devices::device_text(Some(name.trim()), super::devices::MAX_NAME)?;
        self.device_of(user, id)?;
        self.devices.get_mut(id).ok_or(IdentityError::DeviceNotFound)?.name = name;
        Ok(())
    }
}

/// Seconds for which a person stays signed in.
const LIFETIME: u64 = 3_600;
