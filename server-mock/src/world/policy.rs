//! What an account asks of its challenges (section 3.3).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::WorldError;

/// How the login page and the phone are tied together by a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "style", rename_all = "lowercase", deny_unknown_fields)]
pub enum NumberStyle {
    /// The person types the number that the login page shows.
    Enter {
        /// How many digits, 2 to 8.
        digits: u8,
    },
    /// The person picks the number that the login page shows.
    Select {
        /// How many numbers to pick from, 2 to 5.
        choices: u8,
    },
    /// No number.
    None,
}

impl NumberStyle {
    pub(crate) fn check(self) -> Result<Self, WorldError> {
        let is_valid = match self {
            Self::Enter { digits } => (2..=8).contains(&digits),
            Self::Select { choices } => (2..=5).contains(&choices),
            Self::None => true,
        };
        if is_valid { Ok(self) } else { Err(WorldError::InvalidSpec("number")) }
    }
}

/// Whether the phone must verify the person before it approves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verification {
    /// Not asked for.
    #[default]
    None,
    /// An approve must say `device` or `biometric`.
    Required,
}

/// A device key algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum Algorithm {
    /// Ed25519 (RFC 8037).
    #[serde(rename = "EdDSA")]
    EdDsa,
    /// ECDSA with P-256 and SHA-256 (RFC 7518).
    #[serde(rename = "ES256")]
    Es256,
}

impl Algorithm {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::EdDsa => "EdDSA",
            Self::Es256 => "ES256",
        }
    }
}

/// An account's policy; by default six digits to enter, without user verification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "PolicyDocument", into = "PolicyDocument")]
pub struct Policy {
    /// The number style of challenges that ask for no other.
    pub number: NumberStyle,
    /// User verification of challenges that ask for no other.
    pub uv: Verification,
}

impl Default for Policy {
    fn default() -> Self {
        Self { number: NumberStyle::Enter { digits: 6 }, uv: Verification::None }
    }
}

/// A [`Policy`] as JSON: `{"number":"enter","digits":6,"uv":"none"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyDocument {
    /// `enter`, `select` or `none`.
    pub number: String,
    /// With `enter`: how many digits, 2 to 8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digits: Option<u8>,
    /// With `select`: how many numbers to pick from, 2 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choices: Option<u8>,
    /// Whether approving needs user verification.
    #[serde(default)]
    pub uv: Verification,
}

impl From<Policy> for PolicyDocument {
    fn from(policy: Policy) -> Self {
        let (number, digits, choices) = match policy.number {
            NumberStyle::Enter { digits } => ("enter", Some(digits), None),
            NumberStyle::Select { choices } => ("select", None, Some(choices)),
            NumberStyle::None => ("none", None, None),
        };
        Self { number: number.to_owned(), digits, choices, uv: policy.uv }
    }
}

impl TryFrom<PolicyDocument> for Policy {
    type Error = WorldError;

    fn try_from(document: PolicyDocument) -> Result<Self, WorldError> {
        let number = match (document.number.as_str(), document.digits, document.choices) {
            ("enter", Some(digits), None) => NumberStyle::Enter { digits },
            ("select", None, Some(choices)) => NumberStyle::Select { choices },
            ("none", None, None) => NumberStyle::None,
            _ => return Err(WorldError::InvalidSpec("policy")),
        };
        Ok(Self { number: number.check()?, uv: document.uv })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_policy_is_six_digits_to_enter() {
        let json = serde_json::to_string(&Policy::default()).unwrap();

        assert_eq!(json, r#"{"number":"enter","digits":6,"uv":"none"}"#);
    }

    #[test]
    fn contradictory_policies_are_refused() {
        for json in [
            r#"{"number":"enter"}"#,
            r#"{"number":"enter","digits":1}"#,
            r#"{"number":"enter","digits":9}"#,
            r#"{"number":"enter","digits":6,"choices":3}"#,
            r#"{"number":"select","choices":6}"#,
            r#"{"number":"none","digits":6}"#,
            r#"{"number":"tap"}"#,
        ] {
            assert!(serde_json::from_str::<Policy>(json).is_err(), "{json}");
        }
    }
}
