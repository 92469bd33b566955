//! The part of the handle that decides: rules of organizations, their senders, and what differs from the vendor's server.

use super::organizations::Organization;
use super::senders::Sender;
use super::{IdentityServer, LockSettings, PushDeviceSettings, PushSettings, SenderView, Switches};
use crate::world::WorldError;

impl IdentityServer {
    /// The rules for push logins.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn settings(&self, organization: &str) -> Result<PushSettings, WorldError> {
        self.organization(organization, |found| found.settings.clone())
    }

    /// Replaces the rules for push logins.
    ///
    /// # Errors
    /// `NotFound`, or `InvalidSpec` naming the member that breaks a limit; nothing changes then.
    pub fn set_settings(&self, organization: &str, settings: PushSettings) -> Result<(), WorldError> {
        settings.check()?;
        let changed = self.change(|state, moment| state.change_settings(organization, settings, "", moment.now));
        changed.map_err(|_| WorldError::NotFound)
    }

    /// The rules for devices.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn device_settings(&self, organization: &str) -> Result<PushDeviceSettings, WorldError> {
        self.organization(organization, |found| found.device_settings.clone())
    }

    /// Replaces the rules for devices.
    ///
    /// # Errors
    /// `NotFound`, or `InvalidSpec` when the limit is 0 or above the server's cap; nothing changes then.
    pub fn set_device_settings(&self, organization: &str, settings: PushDeviceSettings) -> Result<(), WorldError> {
        self.change(|state, moment| {
            state.organization_keyed(organization).map_err(|_| WorldError::NotFound)?;
            let changed = state.change_device_settings(organization, settings, "", moment.now);
            changed.map_err(|_| WorldError::InvalidSpec("maximumDeviceLimit"))
        })
    }

    /// When accounts lock.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn lock_settings(&self, organization: &str) -> Result<LockSettings, WorldError> {
        self.organization(organization, |found| found.lock_settings.clone())
    }

    /// Decides when accounts lock.
    ///
    /// # Errors
    /// `NotFound`, or `InvalidSpec` naming the member that breaks a limit; nothing changes then.
    pub fn set_lock_settings(&self, organization: &str, settings: LockSettings) -> Result<(), WorldError> {
        settings.check()?;
        self.change_organization(organization, |found| found.lock_settings = settings)
    }

    /// The push senders of an organization's own, without their credentials.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn senders(&self, organization: &str) -> Result<Vec<SenderView>, WorldError> {
        self.organization(organization, |found| found.senders.values().map(Sender::view).collect())
    }

    /// Chooses whose sender serves devices that name no provider; none unless there is only one when `provider` is `None`.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn set_default_push_provider(&self, organization: &str, provider: Option<&str>) -> Result<(), WorldError> {
        self.change_organization(organization, |found| found.default_push_provider = provider.map(str::to_owned))
    }

    /// What differs from the vendor's server.
    #[must_use]
    pub fn switches(&self) -> Switches {
        self.read(|state, _| state.switches.clone())
    }

    /// Chooses what differs from the vendor's server.
    ///
    /// # Errors
    /// `InvalidSpec` naming the member that breaks a limit; nothing changes then.
    pub fn set_switches(&self, switches: Switches) -> Result<(), WorldError> {
        switches.check()?;
        self.change(|state, _| state.switches = switches);
        Ok(())
    }

    fn organization<T>(&self, key: &str, look: impl FnOnce(&Organization) -> T) -> Result<T, WorldError> {
        self.read(|state, _| state.organization_keyed(key).map(look)).map_err(|_| WorldError::NotFound)
    }

    fn change_organization(&self, key: &str, change: impl FnOnce(&mut Organization)) -> Result<(), WorldError> {
        self.change(|state, _| state.organization_mut(key).map(change)).map_err(|_| WorldError::NotFound)
    }
}
