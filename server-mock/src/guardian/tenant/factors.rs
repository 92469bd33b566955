//! Which factors a tenant offers, and when it asks for one.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A factor by the name that administrators use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FactorName {
    /// Pushes to a phone.
    PushNotification,
    /// Codes by text message or call.
    Sms,
    /// Codes by email.
    Email,
    /// Duo.
    Duo,
    /// One-time codes of a code generator.
    Otp,
    /// Security keys.
    WebauthnRoaming,
    /// Authenticators built into a device.
    WebauthnPlatform,
    /// Recovery codes.
    RecoveryCode,
}

impl FactorName {
    /// Every factor, in the order in which administrators see them.
    pub(crate) const ALL: [Self; 8] = [
        Self::Sms,
        Self::PushNotification,
        Self::Otp,
        Self::Email,
        Self::Duo,
        Self::WebauthnRoaming,
        Self::WebauthnPlatform,
        Self::RecoveryCode,
    ];

    /// The name in paths and replies.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::PushNotification => "push-notification",
            Self::Sms => "sms",
            Self::Email => "email",
            Self::Duo => "duo",
            Self::Otp => "otp",
            Self::WebauthnRoaming => "webauthn-roaming",
            Self::WebauthnPlatform => "webauthn-platform",
            Self::RecoveryCode => "recovery-code",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|factor| factor.name() == name)
    }
}

/// When a login needs a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MfaPolicy {
    /// Always.
    AllApplications,
    /// When the login looks risky.
    ConfidenceScore,
}

impl MfaPolicy {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::AllApplications => "all-applications",
            Self::ConfidenceScore => "confidence-score",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        [Self::AllApplications, Self::ConfidenceScore].into_iter().find(|policy| policy.name() == name)
    }
}
