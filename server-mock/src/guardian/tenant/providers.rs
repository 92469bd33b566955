//! Who carries pushes and messages: what an administrator configured. Of credentials only their presence is kept.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::contacts::Channel;

/// Everything about providers.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Providers {
    pub(crate) push: PushProvider,
    pub(crate) sns: Sns,
    pub(crate) apns: Apns,
    /// Whether the old FCM has its server key.
    pub(crate) has_fcm: bool,
    /// Whether FCM v1 has its service account.
    pub(crate) has_fcm_v1: bool,
    pub(crate) phone: PhoneProvider,
    pub(crate) twilio: Twilio,
    pub(crate) message_types: BTreeSet<Channel>,
    pub(crate) templates: Templates,
}

/// Who delivers pushes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum PushProvider {
    /// The vendor's own app.
    #[default]
    Guardian,
    Sns,
    /// The tenant's own app with FCM and APNs credentials of its own.
    Direct,
}

impl PushProvider {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Guardian => "guardian",
            Self::Sns => "sns",
            Self::Direct => "direct",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        [Self::Guardian, Self::Sns, Self::Direct].into_iter().find(|provider| provider.name() == name)
    }
}

/// Amazon SNS.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Sns {
    pub(crate) access_key_id: Option<String>,
    pub(crate) has_secret: bool,
    pub(crate) region: Option<String>,
    pub(crate) apns_application: Option<String>,
    pub(crate) gcm_application: Option<String>,
}

/// APNs with a certificate.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Apns {
    pub(crate) bundle_id: Option<String>,
    pub(crate) is_sandbox: bool,
    pub(crate) has_certificate: bool,
}

/// Who delivers text messages and calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum PhoneProvider {
    #[default]
    Auth0,
    Twilio,
    Hook,
}

impl PhoneProvider {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Auth0 => "auth0",
            Self::Twilio => "twilio",
            Self::Hook => "phone-message-hook",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        [Self::Auth0, Self::Twilio, Self::Hook].into_iter().find(|provider| provider.name() == name)
    }
}

/// A Twilio account.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Twilio {
    pub(crate) from: Option<String>,
    pub(crate) messaging_service: Option<String>,
    pub(crate) account: Option<String>,
    pub(crate) has_token: bool,
}

/// What messages say; `{{code}}` stands for the code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Templates {
    pub(crate) enrollment: String,
    pub(crate) verification: String,
}

impl Default for Templates {
    fn default() -> Self {
        Self {
            enrollment: "{{code}} is your verification code for {{tenant.friendly_name}}. Please enter this code to \
                         verify your enrollment."
                .to_owned(),
            verification: "{{code}} is your verification code for {{tenant.friendly_name}}".to_owned(),
        }
    }
}
