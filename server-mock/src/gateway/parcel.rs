//! Pushes on their way, and the copies that are kept of them.

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::web_push::{PROVIDER, Subscription};
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
    /// What the endpoint of a Web Push made of it. `null` for other providers, when it was lost, and while it is on its
    /// way.
    pub endpoint: Option<EndpointReply>,
}

/// What the endpoint of a Web Push replied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct EndpointReply {
    /// HTTP status, when there was a reply.
    pub status: Option<u16>,
    /// What it means.
    pub outcome: EndpointOutcome,
}

/// What became of a Web Push (RFC 8030).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EndpointOutcome {
    /// A status from 200 to 299: the endpoint will deliver it.
    Accepted,
    /// 404 or 410: the subscription has ended.
    Gone,
    /// Any other status, redirects included.
    Refused,
    /// No connection, no trusted certificate, an address that may not be sent to, or no complete reply.
    Unreachable,
    /// No reply within 10 seconds.
    TimedOut,
    /// The payload has more than 3,993 bytes; nothing was sent.
    TooLarge,
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
    pub(super) web_push: Option<WebPush>,
}

/// Where a parcel for a Web Push endpoint goes, and until when it is of use, seconds since 1970.
#[derive(Clone, Debug)]
pub(super) struct WebPush {
    pub(super) to: Subscription,
    pub(super) until: u64,
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
            endpoint: None,
        }
    }
}

impl From<HintMessage> for Parcel {
    fn from(hint: HintMessage) -> Self {
        let payload = json!({"v": 1, "a": hint.hint, "c": hint.challenge});
        let HintMessage { device, provider, token, at, expires_at, .. } = hint;
        let subscription = token.as_deref().filter(|_| provider.as_deref() == Some(PROVIDER)).map(Subscription::parse);
        let web_push = subscription.and_then(Result::ok).map(|to| WebPush { to, until: expires_at });
        Self { device, provider, token, payload, at, web_push }
    }
}

impl From<PushMessage> for Parcel {
    fn from(push: PushMessage) -> Self {
        let PushMessage { device, provider, token, payload, at } = push;
        Self { device, provider: Some(provider), token: Some(token), payload, at, web_push: None }
    }
}
