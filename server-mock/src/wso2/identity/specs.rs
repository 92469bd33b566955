//! What a caller describes: organizations and users to add, logins to start, tokens to issue.

use std::fmt;

use serde::Deserialize;
use utoipa::ToSchema;

use super::organizations::Organization;
use crate::json::is_display;
use crate::world::WorldError;

/// A root tenant or organization to add.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganizationSpec {
    /// Domain of a root tenant, such as `example.com`, or display name of an organization.
    pub name: String,
    /// Domain of the root tenant that an organization belongs to; a root tenant is added when unset.
    #[serde(default)]
    pub parent: Option<String>,
    /// Id of an organization; a UUID is made when unset.
    #[serde(default)]
    pub id: Option<String>,
}

impl OrganizationSpec {
    /// An organization below the root tenant that is there from the start.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), parent: Some(Organization::ROOT.to_owned()), id: None }
    }

    /// Another root tenant.
    #[must_use]
    pub fn tenant(domain: impl Into<String>) -> Self {
        Self { name: domain.into(), parent: None, id: None }
    }

    pub(crate) fn check(&self) -> Result<(), WorldError> {
        let is_key = |text: &str| {
            (1..=64).contains(&text.len())
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
        };
        let has_name = !self.name.is_empty() && is_display(&self.name, 128);
        let rules = [
            ("name", has_name && (self.parent.is_some() || is_key(&self.name))),
            ("id", self.id.as_deref().is_none_or(|id| self.parent.is_some() && is_key(id))),
        ];
        match rules.into_iter().find(|(_, is_kept)| !is_kept) {
            Some((name, _)) => Err(WorldError::InvalidSpec(name)),
            None => Ok(()),
        }
    }
}

/// A user to add.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IdentityUser {
    /// Name to log in with.
    pub username: String,
    /// Domain of a root tenant or id of an organization; `carbon.super` when unset.
    #[serde(default)]
    pub organization: Option<String>,
    /// User store; the primary one when unset.
    #[serde(default)]
    pub user_store: Option<String>,
    /// Display name.
    #[serde(default)]
    pub display_name: Option<String>,
    /// Password.
    #[serde(default)]
    pub password: Option<String>,
    /// Whether the user may use the Console.
    #[serde(default)]
    pub administrator: bool,
}

impl IdentityUser {
    /// A user of `carbon.super` without a password.
    #[must_use]
    pub fn named(username: impl Into<String>) -> Self {
        Self { username: username.into(), ..Self::default() }
    }

    pub(super) fn organization_key(&self) -> &str {
        self.organization.as_deref().unwrap_or(Organization::ROOT)
    }

    pub(crate) fn check(&self) -> Result<(), WorldError> {
        let named = |text: &str| !text.is_empty() && is_display(text, 128) && !text.contains('/');
        let rules = [
            ("username", named(&self.username)),
            ("user_store", self.user_store.as_deref().is_none_or(named)),
            ("display_name", self.display_name.as_deref().is_none_or(|name| is_display(name, 128))),
        ];
        match rules.into_iter().find(|(_, is_kept)| !is_kept) {
            Some((name, _)) => Err(WorldError::InvalidSpec(name)),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for IdentityUser {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("IdentityUser")
            .field("username", &self.username)
            .field("organization", &self.organization)
            .finish_non_exhaustive()
    }
}

/// Where a login comes from, as the login page sees it; what it does not know is left out of the push.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LoginOrigin {
    /// Address of the browser, or of the proxy in front of the server.
    pub ip_address: Option<String>,
    /// Operating system, such as `Mac OS X`.
    pub device_os: Option<String>,
    /// Browser, such as `Chrome`.
    pub browser: Option<String>,
}

impl LoginOrigin {
    pub(crate) fn check(&self) -> Result<(), WorldError> {
        let texts = [&self.ip_address, &self.device_os, &self.browser];
        let is_short = texts.into_iter().flatten().all(|text| is_display(text, 128));
        if is_short { Ok(()) } else { Err(WorldError::InvalidSpec("origin")) }
    }
}

/// An access token to issue.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenSpec {
    /// User id; an application's own token when unset.
    #[serde(default)]
    pub user: Option<String>,
    /// Domain of a root tenant or id of an organization; the user's, or `carbon.super`, when unset.
    #[serde(default)]
    pub organization: Option<String>,
    /// What it allows, such as `internal_login`.
    pub scopes: Vec<String>,
    /// Seconds, at most a day; an hour when unset.
    #[serde(default)]
    pub lifetime: Option<u64>,
}
