//! Pushes on their way, and the copies that are kept of them.

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::world::HintMessage;

/// A push as it left the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SentHint {
    /// Seconds since 1970.
    pub time: u64,
    /// Id of the device or enrollment it was for.
    pub device: String,
    /// The device's push provider, when it registered one.
    pub provider: Option<String>,
    /// The device's address at the provider.
    pub token: Option<String>,
    /// The payload, exactly as a push would carry it.
    #[schema(value_type = Object)]
    pub payload: Value,
    /// Open streams that got it. A delayed push is counted when it arrives.
    pub listeners: usize,
    /// Whether a fault lost it on the way.
    pub is_lost: bool,
}

/// A push as the server of a vendor asks to have it sent.
#[derive(Clone, Debug)]
pub(crate) struct PushMessage {
    /// Id of the device or enrollment.
    pub(crate) device: String,
    /// Push provider, by the name that the vendor uses.
    pub(crate) provider: String,
    pub(crate) token: String,
    pub(crate) payload: Value,
    /// Seconds since 1970.
    pub(crate) at: u64,
}

/// A push on its way to a phone.
#[derive(Clone, Debug)]
pub(crate) struct Parcel {
    pub(super) device: String,
    pub(super) provider: Option<String>,
    pub(super) token: Option<String>,
    pub(super) payload: Value,
    pub(super) at: u64,
}

impl Parcel {
    /// The copy that is kept.
    pub(super) fn sent(&self, is_lost: bool) -> SentHint {
        SentHint {
            time: self.at,
            device: self.device.clone(),
            provider: self.provider.clone(),
            token: self.token.clone(),
            payload: self.payload.clone(),
            listeners: 0,
            is_lost,
        }
    }
}

impl From<HintMessage> for Parcel {
    fn from(hint: HintMessage) -> Self {
        let payload = json!({"v": 1, "a": hint.hint, "c": hint.challenge});
        Self { device: hint.device, provider: hint.provider, token: hint.token, payload, at: hint.at }
    }
}

impl From<PushMessage> for Parcel {
    fn from(push: PushMessage) -> Self {
        let PushMessage { device, provider, token, payload, at } = push;
        Self { device, provider: Some(provider), token: Some(token), payload, at }
    }
}
