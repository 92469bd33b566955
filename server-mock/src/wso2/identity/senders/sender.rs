//! A configured sender.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::wso2::identity::SenderView;

/// A configured sender.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sender {
    pub(crate) name: String,
    /// Such as `FCM` or `AmazonSNS`.
    pub(crate) provider: String,
    /// Properties that are no secrets.
    pub(crate) properties: BTreeMap<String, String>,
    /// Names of the secret properties that were given.
    pub(crate) secrets: BTreeSet<String>,
}

impl Sender {
    /// The sender that a new tenant has: what it sends goes to virtual phones.
    pub(crate) fn mock_fcm() -> Self {
        Self {
            name: SINGLE_SENDER.to_owned(),
            provider: FCM.to_owned(),
            properties: BTreeMap::new(),
            secrets: BTreeSet::from([SERVICE_ACCOUNT.to_owned()]),
        }
    }

    /// The name of a provider's sender where there can be several.
    pub(crate) fn name_for(provider: &str) -> String {
        format!("{provider}_{SINGLE_SENDER}")
    }

    pub(crate) fn view(&self) -> SenderView {
        SenderView { name: self.name.clone(), provider: self.provider.clone(), properties: self.properties.clone() }
    }
}

/// Firebase Cloud Messaging.
pub(crate) const FCM: &str = "FCM";
/// Amazon SNS.
pub(crate) const AMAZON_SNS: &str = "AmazonSNS";
/// Name of the sender where there is one only.
pub(crate) const SINGLE_SENDER: &str = "PushPublisher";
/// Property of an FCM sender: base64 of a `service-account.json`.
pub(super) const SERVICE_ACCOUNT: &str = "serviceAccountContent";
