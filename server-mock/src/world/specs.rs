//! What a caller describes: users to add and logins to start.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{NumberStyle, Policy, PolicyDocument, Verification, WorldError};
use crate::json::is_display;

/// A user to add.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserSpec {
    /// The account name, 1 to 128 characters; also what the person types on the login page.
    pub name: String,
    /// When set, the login and enrollment pages ask for it.
    #[serde(default)]
    pub password: Option<String>,
    /// What challenges of the account must be like.
    #[serde(default)]
    #[schema(value_type = PolicyDocument)]
    pub policy: Policy,
    /// Whether enrolled devices also receive a one-time-code secret.
    #[serde(default)]
    pub otp: bool,
}

impl UserSpec {
    /// A user without password and one-time codes, with the default policy.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    pub(crate) fn check(&self) -> Result<(), WorldError> {
        if self.name.trim().is_empty() || !is_display(&self.name, 128) {
            return Err(WorldError::InvalidSpec("name"));
        }
        self.policy.number.check().map(|_| ())
    }
}

impl fmt::Debug for UserSpec {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("UserSpec")
            .field("name", &self.name)
            .field("policy", &self.policy)
            .field("otp", &self.otp)
            .finish_non_exhaustive()
    }
}

/// Who asks for the login.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RelyingParty {
    /// At most 64 characters.
    pub name: String,
    /// Host name, at most 253 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
}

impl RelyingParty {
    /// A relying party without a host name.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), host: None }
    }
}

/// Where a login comes from. Every part is optional and has at most 128 characters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Context {
    /// What is logged in to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app: Option<String>,
    /// Network address of the browser.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip: Option<String>,
    /// City or region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Operating system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub os: Option<String>,
    /// Browser.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub browser: Option<String>,
}

impl Context {
    fn parts(&self) -> [&Option<String>; 5] {
        [&self.app, &self.ip, &self.place, &self.os, &self.browser]
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.parts().iter().all(|part| part.is_none())
    }
}

/// One line of what is to be approved, such as an amount or a payee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Detail {
    /// At most 64 characters.
    pub label: String,
    /// At most 256 characters.
    pub value: String,
}

/// A login to start; everything unset comes from the account's policy and the server's defaults.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LoginSpec {
    /// Who asks; the server itself when unset.
    pub rp: Option<RelyingParty>,
    /// Where the login comes from.
    pub context: Context,
    /// Free text, at most 500 characters.
    pub message: Option<String>,
    /// At most 20 lines.
    pub details: Vec<Detail>,
    /// Number style, also one weaker than the policy: devices must refuse it.
    pub number: Option<NumberStyle>,
    /// User verification.
    pub uv: Option<Verification>,
    /// Lifetime of the challenge in seconds, 1 to 600; 300 when unset.
    pub lifetime: Option<u64>,
    /// The login session. A new login of the same session withdraws the one that waits.
    pub session: Option<String>,
    /// Claim names that a device must understand.
    pub critical: Vec<String>,
    /// Claims to add to the challenge or to put in place of its own, unchecked: for tests of devices.
    #[schema(value_type = Object)]
    pub claims: Map<String, Value>,
}

impl LoginSpec {
    pub(crate) fn check(&self) -> Result<(), WorldError> {
        let optional = |text: &Option<String>, limit| text.as_ref().is_none_or(|text| is_display(text, limit));
        let rp = self.rp.as_ref().is_none_or(|rp| is_display(&rp.name, 64) && optional(&rp.host, 253));
        let details = self.details.len() <= 20
            && self.details.iter().all(|line| is_display(&line.label, 64) && is_display(&line.value, 256));
        let rules = [
            ("rp", rp),
            ("context", self.context.parts().into_iter().all(|part| optional(part, 128))),
            ("message", optional(&self.message, 500)),
            ("details", details),
            ("lifetime", self.lifetime.is_none_or(|lifetime| (1..=600).contains(&lifetime))),
            ("session", optional(&self.session, 128)),
            ("critical", self.critical.len() <= 20 && self.critical.iter().all(|name| is_display(name, 64))),
        ];
        if let Some((name, _)) = rules.into_iter().find(|(_, is_kept)| !is_kept) {
            return Err(WorldError::InvalidSpec(name));
        }
        self.number.map_or(Ok(()), |number| number.check().map(|_| ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spec_beyond_a_limit_names_the_member() {
        let lines = vec![Detail { label: "l".into(), value: "v".into() }; 21];
        let cases = [
            ("message", LoginSpec { message: Some("m".repeat(501)), ..LoginSpec::default() }),
            ("details", LoginSpec { details: lines, ..LoginSpec::default() }),
            ("lifetime", LoginSpec { lifetime: Some(601), ..LoginSpec::default() }),
            ("lifetime", LoginSpec { lifetime: Some(0), ..LoginSpec::default() }),
            ("rp", LoginSpec { rp: Some(RelyingParty::named("r".repeat(65))), ..LoginSpec::default() }),
            ("number", LoginSpec { number: Some(NumberStyle::Select { choices: 9 }), ..LoginSpec::default() }),
        ];
        for (name, spec) in cases {
            assert_eq!(spec.check(), Err(WorldError::InvalidSpec(name)));
        }
        assert_eq!(LoginSpec::default().check(), Ok(()));
    }
}
