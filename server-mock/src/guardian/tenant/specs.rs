//! What a caller describes: users to add and logins to start.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::json::is_display;
use crate::world::WorldError;

/// A user to add to a tenant.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TenantUser {
    /// User id; `auth0|` and 24 hexadecimal digits when unset.
    pub user_id: Option<String>,
    /// Email address; counts as verified.
    pub email: Option<String>,
    /// User name.
    pub username: Option<String>,
    /// Display name; the email address or user name when unset.
    pub name: Option<String>,
    /// Password.
    pub password: Option<String>,
}

impl TenantUser {
    /// A user with an email address and nothing else.
    #[must_use]
    pub fn with_email(email: impl Into<String>) -> Self {
        Self { email: Some(email.into()), ..Self::default() }
    }

    pub(crate) fn check(&self) -> Result<(), WorldError> {
        let named = |text: &Option<String>| text.as_ref().is_none_or(|text| !text.is_empty() && is_display(text, 128));
        let rules = [
            ("user_id", named(&self.user_id)),
            ("email", named(&self.email) && self.email.as_ref().is_none_or(|email| email.contains('@'))),
            ("username", named(&self.username)),
            ("name", named(&self.name)),
        ];
        match rules.into_iter().find(|(_, is_kept)| !is_kept) {
            Some((name, _)) => Err(WorldError::InvalidSpec(name)),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for TenantUser {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("TenantUser").field("user_id", &self.user_id).finish_non_exhaustive()
    }
}

/// An access token to issue.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessSpec {
    /// What it is for, such as `{url}/api/v2/`; the Management API when unset.
    #[serde(default)]
    pub audience: Option<String>,
    /// What it allows.
    pub scopes: Vec<String>,
    /// User id, email address or user name; a client's own token when unset.
    #[serde(default)]
    pub user: Option<String>,
    /// Client id.
    #[serde(default)]
    pub client: Option<String>,
    /// Seconds, at most a day; an hour when unset.
    #[serde(default)]
    pub lifetime: Option<u64>,
}

/// Where a login comes from and what it is about; everything is optional.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LoginContext {
    /// Browser, such as `Chrome`.
    pub browser: Option<String>,
    /// Version of the browser.
    pub browser_version: Option<String>,
    /// Operating system, such as `macOS`.
    pub os: Option<String>,
    /// Version of the operating system.
    pub os_version: Option<String>,
    /// Place, such as `Lisbon, Portugal`.
    pub location: Option<String>,
    /// Latitude in degrees.
    pub latitude: Option<f64>,
    /// Longitude in degrees.
    pub longitude: Option<f64>,
    /// What the person is asked to agree to; makes a rich consent.
    pub consent: Option<ConsentSpec>,
    /// Lifetime in seconds, 1 to 600; the tenant's setting when unset.
    pub lifetime: Option<u64>,
}

impl LoginContext {
    pub(crate) fn check(&self) -> Result<(), WorldError> {
        let texts = [&self.browser, &self.browser_version, &self.os, &self.os_version, &self.location];
        if !texts.into_iter().all(|text| text.as_ref().is_none_or(|text| is_display(text, 128))) {
            return Err(WorldError::InvalidSpec("context"));
        }
        if self.lifetime.is_some_and(|lifetime| !(1..=600).contains(&lifetime)) {
            return Err(WorldError::InvalidSpec("lifetime"));
        }
        self.consent.as_ref().map_or(Ok(()), ConsentSpec::check)
    }
}

/// What a rich consent asks for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ConsentSpec {
    /// Identifier of the API that the application wants to use.
    pub audience: Option<String>,
    /// Scopes that it asks for.
    pub scope: Vec<String>,
    /// What the person compares with the application's screen, at most 64 characters.
    pub binding_message: Option<String>,
    /// Typed details (RFC 9396); every one has a `type`.
    #[schema(value_type = Vec<Object>)]
    pub authorization_details: Vec<Map<String, Value>>,
}

impl ConsentSpec {
    pub(crate) fn check(&self) -> Result<(), WorldError> {
        let is_typed = |detail: &Map<String, Value>| detail.get("type").is_some_and(Value::is_string);
        let rules = [
            ("binding_message", self.binding_message.as_ref().is_none_or(|message| is_display(message, 64))),
            ("authorization_details", self.authorization_details.iter().all(is_typed)),
        ];
        match rules.into_iter().find(|(_, is_kept)| !is_kept) {
            Some((name, _)) => Err(WorldError::InvalidSpec(name)),
            None => Ok(()),
        }
    }
}
