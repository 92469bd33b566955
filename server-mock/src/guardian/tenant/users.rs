//! Users of a tenant.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::state::{TenantMoment, TenantState};
use super::{TenantUser, TenantUserView};
use crate::guardian::GuardianError;
use crate::world::{PasswordHash, WorldError};

/// A user as the tenant keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct User {
    /// Such as `auth0|` and 24 hexadecimal digits.
    pub(crate) id: String,
    pub(crate) email: Option<String>,
    pub(crate) email_verified: bool,
    pub(crate) username: Option<String>,
    pub(crate) name: String,
    pub(crate) password: Option<PasswordHash>,
    pub(crate) is_blocked: bool,
    pub(crate) app_metadata: Map<String, Value>,
    pub(crate) user_metadata: Map<String, Value>,
    /// Further members of the profile, such as `nickname`.
    #[serde(default)]
    pub(crate) profile: Map<String, Value>,
    /// When all remembered browsers were forgotten, seconds since 1970.
    #[serde(default)]
    pub(crate) browsers_forgotten_at: Option<u64>,
    /// Base64url SHA-256 of the recovery code in force.
    pub(crate) recovery_code: Option<String>,
    /// Seconds since 1970.
    pub(crate) created_at: u64,
    pub(crate) updated_at: u64,
}

impl User {
    pub(crate) fn view(&self) -> TenantUserView {
        TenantUserView {
            user_id: self.id.clone(),
            email: self.email.clone(),
            username: self.username.clone(),
            name: self.name.clone(),
            has_recovery_code: self.recovery_code.is_some(),
            browsers_forgotten_at: self.browsers_forgotten_at,
        }
    }

    fn is_called(&self, login: &str) -> bool {
        let matches = |name: &Option<String>| name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(login));
        self.id == login || matches(&self.email) || matches(&self.username)
    }
}

impl TenantState {
    pub(crate) fn add_user(&mut self, spec: &TenantUser, moment: &mut TenantMoment<'_>) -> Result<User, WorldError> {
        spec.check()?;
        let taken = |login: &Option<String>| login.as_deref().is_some_and(|login| self.user_called(login).is_some());
        if taken(&spec.email)
            || taken(&spec.username)
            || spec.user_id.as_ref().is_some_and(|id| self.users.contains_key(id))
        {
            return Err(WorldError::UserExists);
        }
        let id = spec.user_id.clone().unwrap_or_else(|| format!("auth0|{}", moment.text(b"0123456789abcdef", 24)));
        let fallback = spec.email.as_ref().or(spec.username.as_ref()).unwrap_or(&id).clone();
        let user = User {
            id: id.clone(),
            email: spec.email.clone(),
            email_verified: spec.email.is_some(),
            username: spec.username.clone(),
            name: spec.name.clone().unwrap_or(fallback),
            password: spec.password.as_deref().map(|password| PasswordHash::new(password, moment.random)),
            is_blocked: false,
            app_metadata: Map::new(),
            user_metadata: Map::new(),
            profile: Map::new(),
            browsers_forgotten_at: None,
            recovery_code: None,
            created_at: moment.now,
            updated_at: moment.now,
        };
        self.users.insert(id, user.clone());
        Ok(user)
    }

    /// The user with this id, email address or user name; names differ by more than case.
    pub(crate) fn user_called(&self, login: &str) -> Option<&User> {
        self.users.get(login).or_else(|| self.users.values().find(|user| user.is_called(login)))
    }

    pub(crate) fn user(&self, id: &str) -> Result<&User, GuardianError> {
        self.users.get(id).ok_or(GuardianError::UserNotFound)
    }

    /// Forgets a user with all enrollments, tickets, tokens and logins.
    pub(crate) fn remove_user(&mut self, id: &str) -> Result<(), GuardianError> {
        self.users.remove(id).ok_or(GuardianError::UserNotFound)?;
        self.enrollments.retain(|_, enrollment| enrollment.user != id);
        self.contacts.retain(|_, contact| contact.user != id);
        let enrollments = &self.enrollments;
        self.invitations.retain(|_, invitation| enrollments.contains_key(&invitation.enrollment));
        self.tickets.retain(|_, ticket| ticket.user != id);
        self.tokens.retain(|_, token| token.subject.as_deref() != Some(id));
        self.transactions.retain(|_, transaction| transaction.user != id);
        Ok(())
    }
}
