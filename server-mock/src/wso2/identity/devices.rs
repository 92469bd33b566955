//! Devices: how they register, change and leave.

use std::collections::BTreeMap;
use std::fmt;

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::PushDeviceView;
use super::message::DeviceMessage;
use super::place::Place;
use super::state::{IdentityMoment, IdentityState};
use crate::jose::RsaKey;
use crate::speaks::Mode;
use crate::wso2::IdentityError;

/// A registered device.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Device {
    /// A UUID that the server chose.
    pub(crate) id: String,
    /// User id.
    pub(crate) user: String,
    pub(crate) name: String,
    pub(crate) model: String,
    /// Address at the push provider.
    pub(crate) push_token: String,
    pub(crate) provider: DeviceProvider,
    /// What the provider calls the device, such as the ARN of an endpoint.
    pub(crate) handle: Option<String>,
    pub(crate) key: RsaKey,
    /// Seconds since 1970.
    pub(crate) created_at: u64,
    /// When it last answered a push, seconds since 1970.
    pub(crate) last_used_at: Option<u64>,
}

/// The push provider of a device.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DeviceProvider {
    pub(crate) name: String,
    pub(crate) metadata: BTreeMap<String, String>,
}

/// What a device registers with, as it was sent.
#[derive(Clone)]
pub(crate) struct DeviceSpec {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) model: String,
    pub(crate) push_token: String,
    /// Base64 of the SubjectPublicKeyInfo.
    pub(crate) public_key: String,
    /// Base64 of the signature of the challenge, a dot and the push token.
    pub(crate) signature: String,
    pub(crate) provider: Option<DeviceProvider>,
}

impl Device {
    pub(crate) fn view(&self) -> PushDeviceView {
        PushDeviceView {
            id: self.id.clone(),
            user: self.user.clone(),
            name: self.name.clone(),
            model: self.model.clone(),
            provider: self.provider.name.clone(),
            provider_metadata: self.provider.metadata.clone(),
            provider_handle: self.handle.clone(),
            key: format!("RSA-{}", self.key.bits()),
            created_at: self.created_at,
            last_used_at: self.last_used_at,
        }
    }
}

impl fmt::Debug for Device {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Device").field("id", &self.id).field("user", &self.user).finish_non_exhaustive()
    }
}

impl IdentityState {
    /// The devices of a user, oldest first.
    pub(crate) fn devices_of(&self, user: &str) -> Vec<&Device> {
        let mut devices: Vec<&Device> = self.devices.values().filter(|device| device.user == user).collect();
        devices.sort_by_key(|device| (device.created_at, &device.id));
        devices
    }

    /// Whether the user may have one more device.
    pub(crate) fn has_room(&self, user: &str) -> bool {
        self.check_room(user).is_ok()
    }

    /// A device of the user; that of another user does not exist for this one.
    pub(crate) fn device_of(&self, user: &str, id: &str) -> Result<&Device, IdentityError> {
        self.devices.get(id).filter(|device| device.user == user).ok_or(IdentityError::DeviceNotFound)
    }

    /// Turns discovery data into a device.
    pub(crate) fn register(
        &mut self,
        place: &Place,
        spec: DeviceSpec,
        moment: &mut IdentityMoment<'_>,
    ) -> Result<(), IdentityError> {
        let user = self.registering_user(place, &spec.id, moment)?;
        let result = self.add_device(&user, spec.clone(), moment);
        if let Err(error) = &result {
            let details = json!({"outcome": "failure", "code": error.code()});
            self.note("Register-Push-Auth-Device", &user, &spec.id, details, moment.now);
        }
        result
    }

    /// Takes a device away from its user.
    pub(crate) fn remove_device(&mut self, id: &str, initiator: &str, now: u64) -> Result<(), IdentityError> {
        let device = self.devices.remove(id).ok_or(IdentityError::DeviceNotFound)?;
        let details = json!({"outcome": "success", "user": device.user});
        self.note("Unregister-Push-Auth-Device", initiator, id, details, now);
        Ok(())
    }

    /// Takes away the device that signed `token`.
    pub(crate) fn remove_by_device(
        &mut self,
        place: &Place,
        id: &str,
        token: &str,
        moment: &IdentityMoment<'_>,
    ) -> Result<(), IdentityError> {
        let device = self.device_at(place, id)?;
        DeviceMessage::parse(token, &["alg", "typ"], &["exp"], moment.mode)
            .and_then(|message| message.verify(&device.key, moment.now))
            .map_err(|_| IdentityError::InvalidDeviceToken)?;
        let user = device.user.clone();
        self.remove_device(id, &user, moment.now)
    }

    /// Changes what the device that signed `token` says about itself.
    pub(crate) fn update_by_device(
        &mut self,
        place: &Place,
        id: &str,
        token: &str,
        moment: &IdentityMoment<'_>,
    ) -> Result<(), IdentityError> {
        let device = self.device_at(place, id)?;
        let message = DeviceMessage::parse(token, &["alg", "typ"], &["exp", "name", "deviceToken"], moment.mode)
            .and_then(|message| message.verify(&device.key, moment.now).map(|()| message))
            .map_err(|_| IdentityError::InvalidDeviceToken)?;
        let change = |name: &str, limit: usize| match message.claims().has(name) {
            true => device_text(message.claims().text(name).ok(), limit).map(Some),
            false => Ok(None),
        };
        let (name, push_token) = (change("name", MAX_NAME)?, change("deviceToken", MAX_PUSH_TOKEN)?);
        if name.is_none() && push_token.is_none() {
            return Err(IdentityError::InvalidEdit);
        }
        let changed: Vec<&str> =
            [name.as_ref().map(|_| "name"), push_token.as_ref().map(|_| "deviceToken")].into_iter().flatten().collect();
        let details = json!({"outcome": "success", "changed": changed});
        let device = self.devices.get_mut(id).ok_or(IdentityError::DeviceNotFound)?;
        device.name = name.unwrap_or_else(|| device.name.clone());
        device.push_token = push_token.unwrap_or_else(|| device.push_token.clone());
        let user = device.user.clone();
        self.note("Update-Push-Auth-Device", &user, id, details, moment.now);
        Ok(())
    }

    /// The device, when its user belongs to the organization at `place`.
    pub(crate) fn device_at(&self, place: &Place, id: &str) -> Result<&Device, IdentityError> {
        let organization = &self.organization(place)?.key;
        let device = self.devices.get(id).ok_or(IdentityError::DeviceNotFound)?;
        let is_at_home = self.users.get(&device.user).is_some_and(|user| user.organization == *organization);
        if is_at_home { Ok(device) } else { Err(IdentityError::DeviceNotFound) }
    }

    /// The user that discovery data was made for. Why there is none is said in the audit log only.
    fn registering_user(
        &mut self,
        place: &Place,
        device: &str,
        moment: &IdentityMoment<'_>,
    ) -> Result<String, IdentityError> {
        let organization = self.organization(place)?.key.clone();
        let reason = match self.registrations.get(device) {
            None => "missing",
            Some(found) if found.is_used => "used",
            Some(found) if found.expires_at <= moment.now => "expired",
            Some(found) if self.user(&found.user)?.organization != organization => "another organization",
            Some(found) => return Ok(found.user.clone()),
        };
        let user = self.registrations.get(device).map(|found| found.user.clone()).unwrap_or_default();
        let error = IdentityError::NoRegistrationContext;
        let details = json!({"outcome": "failure", "code": error.code(), "reason": reason});
        self.note("Register-Push-Auth-Device", &user, device, details, moment.now);
        Err(error)
    }

    fn add_device(
        &mut self,
        user: &str,
        spec: DeviceSpec,
        moment: &mut IdentityMoment<'_>,
    ) -> Result<(), IdentityError> {
        self.check_room(user)?;
        let context = self.registrations.get(&spec.id).ok_or(IdentityError::NoRegistrationContext)?;
        let decode = |text: &str| BASE64.decode(text.as_bytes()).map_err(|_| IdentityError::SignatureUnverifiable);
        let key = RsaKey::from_spki(&decode(&spec.public_key)?).map_err(|_| IdentityError::SignatureUnverifiable)?;
        if moment.mode == Mode::Strict && key.bits() != 2_048 {
            return Err(IdentityError::SignatureUnverifiable);
        }
        let signed = format!("{}.{}", context.challenge, spec.push_token);
        if !key.verify(signed.as_bytes(), &decode(&spec.signature)?) {
            return Err(IdentityError::InvalidSignature);
        }
        let organization = self.user(user)?.organization.clone();
        let (provider, handle) = self.place_at_provider(&organization, spec.provider, moment)?;
        let device = Device {
            id: spec.id.clone(),
            user: user.to_owned(),
            name: spec.name,
            model: spec.model,
            push_token: spec.push_token,
            provider,
            handle,
            key,
            created_at: moment.now,
            last_used_at: None,
        };
        if let Some(context) = self.registrations.get_mut(&spec.id) {
            context.is_used = true;
        }
        self.devices.insert(spec.id.clone(), device.clone());
        let details = json!({"outcome": "success", "provider": device.provider.name, "model": device.model});
        self.note("Register-Push-Auth-Device", user, &spec.id, details, moment.now);
        self.announce(&device, moment);
        Ok(())
    }

    fn check_room(&self, user: &str) -> Result<(), IdentityError> {
        let settings = &self.organization_keyed(&self.user(user)?.organization)?.device_settings;
        let count = self.devices_of(user).len();
        if count < settings.limit() {
            return Ok(());
        }
        let is_single = !settings.enable_multiple_device_enrollment;
        Err(if is_single { IdentityError::AlreadyRegistered } else { IdentityError::DeviceLimitReached })
    }
}

/// A text of a device that may be shown and kept.
pub(crate) fn device_text(text: Option<&str>, limit: usize) -> Result<String, IdentityError> {
    let usable = text.filter(|text| !text.trim().is_empty() && crate::json::is_display(text, limit));
    usable.map(str::to_owned).ok_or(IdentityError::InvalidEdit)
}

/// Characters of a name and of a model.
pub(crate) const MAX_NAME: usize = 128;
/// Characters of a push token.
pub(crate) const MAX_PUSH_TOKEN: usize = 4_096;
