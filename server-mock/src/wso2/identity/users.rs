//! Users of tenants and organizations.

use serde::{Deserialize, Serialize};

use super::state::{IdentityMoment, IdentityState};
use super::{IdentityUser, IdentityUserView};
use crate::world::{PasswordHash, WorldError};
use crate::wso2::IdentityError;

/// A user as the server keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct User {
    /// A UUID.
    pub(crate) id: String,
    /// Key of the tenant or organization.
    pub(crate) organization: String,
    /// Without the name of the user store.
    pub(crate) username: String,
    /// User store other than the primary one, such as `EMPLOYEES`.
    pub(crate) user_store: Option<String>,
    pub(crate) display_name: Option<String>,
    pub(crate) password: Option<PasswordHash>,
    /// Whether the user may use the Console.
    #[serde(default)]
    pub(crate) is_administrator: bool,
    /// Denied and wrong answers since the last success or lock.
    pub(crate) failed_push_attempts: u32,
    /// When the account unlocks, seconds since 1970.
    pub(crate) locked_until: Option<u64>,
    /// Seconds since 1970.
    pub(crate) created_at: u64,
}

impl User {
    /// The name as QR codes and pushes say it: with the user store unless that is the primary one.
    pub(crate) fn qualified_name(&self) -> String {
        match &self.user_store {
            Some(store) => format!("{store}/{}", self.username),
            None => self.username.clone(),
        }
    }

    pub(crate) fn view(&self, now: u64) -> IdentityUserView {
        IdentityUserView {
            id: self.id.clone(),
            organization: self.organization.clone(),
            username: self.qualified_name(),
            display_name: self.display_name.clone(),
            failed_push_attempts: self.failed_push_attempts,
            locked_seconds: self.locked_seconds(now),
        }
    }

    fn is_called(&self, organization: &str, store: Option<&str>, name: &str) -> bool {
        let own_store = self.user_store.as_deref().unwrap_or(PRIMARY);
        self.organization == organization
            && self.username.eq_ignore_ascii_case(name)
            && store.is_none_or(|store| store.eq_ignore_ascii_case(own_store))
    }
}

impl IdentityState {
    /// Adds a user to a tenant or organization.
    pub(crate) fn add_user(
        &mut self,
        spec: &IdentityUser,
        moment: &mut IdentityMoment<'_>,
    ) -> Result<User, WorldError> {
        spec.check()?;
        let organization = spec.organization_key();
        self.organization_keyed(organization).map_err(|_| WorldError::NotFound)?;
        let store = spec.user_store.as_deref().filter(|store| !store.eq_ignore_ascii_case(PRIMARY));
        let wanted = store.or(Some(PRIMARY));
        if self.users.values().any(|user| user.is_called(organization, wanted, &spec.username)) {
            return Err(WorldError::UserExists);
        }
        let user = User {
            id: moment.uuid(),
            organization: organization.to_owned(),
            username: spec.username.clone(),
            user_store: store.map(str::to_ascii_uppercase),
            display_name: spec.display_name.clone(),
            password: spec.password.as_deref().map(|password| PasswordHash::new(password, moment.random)),
            is_administrator: spec.administrator,
            failed_push_attempts: 0,
            locked_until: None,
            created_at: moment.now,
        };
        self.users.insert(user.id.clone(), user.clone());
        Ok(user)
    }

    /// The user of the organization whose name was typed: `name` or `STORE/name`, with or without `@` and the tenant's
    /// domain. Case makes no difference.
    pub(crate) fn user_called(&self, organization: &str, login: &str) -> Option<&User> {
        let tenant = self.organization_keyed(organization).ok()?.tenant_domain();
        let bare = login.strip_suffix(tenant).and_then(|name| name.strip_suffix('@'));
        let find = |login: &str| {
            let (store, name) = login.split_once('/').map_or((None, login), |(store, name)| (Some(store), name));
            self.users.values().find(|user| user.is_called(organization, store, name))
        };
        // A name that is an address of the tenant's domain comes first.
        find(login).or_else(|| bare.and_then(find))
    }

    /// The user with this id.
    pub(crate) fn user(&self, id: &str) -> Result<&User, IdentityError> {
        self.users.get(id).ok_or(IdentityError::UnknownUser)
    }

    /// Whether `password` is the user's; a user without one has none that fits.
    pub(crate) fn check_password(&self, user: &str, password: &str) -> bool {
        let hash = self.users.get(user).and_then(|user| user.password.as_ref());
        hash.is_some_and(|hash| hash.accepts(password))
    }

    /// Forgets a user with all devices, tokens and logins.
    pub(crate) fn remove_user(&mut self, id: &str) -> Result<(), IdentityError> {
        self.users.remove(id).ok_or(IdentityError::UnknownUser)?;
        self.devices.retain(|_, device| device.user != id);
        self.registrations.retain(|_, registration| registration.user != id);
        self.tokens.retain(|_, token| token.user.as_deref() != Some(id));
        self.pushes.retain(|_, push| push.user != id);
        Ok(())
    }
}

/// The user store that names leave out.
const PRIMARY: &str = "PRIMARY";
