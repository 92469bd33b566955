//! The push gateway: brings hints to phones that listen and keeps a copy of every hint ever sent.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};
use tokio::runtime::Handle;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use utoipa::ToSchema;

use crate::fault::{FaultAction, Faults};
use crate::guardian::tenant::PushMessage;
use crate::sync::lock;
use crate::world::HintMessage;

/// A push hint as it left the server.
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
    /// Open hint streams that got it. A delayed hint is counted when it arrives.
    pub listeners: usize,
    /// Whether a fault lost it on the way.
    pub is_lost: bool,
}

/// A push on its way to a phone.
#[derive(Clone, Debug)]
pub(crate) struct Parcel {
    device: String,
    provider: Option<String>,
    token: Option<String>,
    payload: Value,
    at: u64,
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

/// Delivers hints. Clones are the same gateway.
#[derive(Clone, Debug)]
pub(crate) struct Gateway {
    faults: Faults,
    /// Delayed hints are sent from here, whichever thread started the login.
    runtime: Handle,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    outbox: Mutex<Vec<SentHint>>,
    streams: Mutex<HashMap<String, Vec<UnboundedSender<String>>>>,
}

impl Gateway {
    pub(crate) fn new(faults: Faults, runtime: Handle) -> Self {
        Self { faults, runtime, shared: Arc::default() }
    }

    pub(crate) fn outbox(&self) -> Vec<SentHint> {
        lock(&self.shared.outbox).clone()
    }

    pub(crate) fn clear(&self) {
        lock(&self.shared.outbox).clear();
    }

    /// Sends a hint, unless a fault loses, repeats or delays it.
    pub(crate) fn send(&self, parcel: Parcel) {
        let actions = self.faults.take("hint");
        let is_lost = actions.contains(&FaultAction::LoseHint);
        let copies = if actions.contains(&FaultAction::DuplicateHint) { 2 } else { 1 };
        let delay = actions.iter().filter_map(FaultAction::delay).sum();
        for _ in 0..copies {
            self.post(&parcel, delay, is_lost);
        }
    }

    /// Opens a hint stream of a device.
    pub(crate) fn listen(&self, device: &str) -> UnboundedReceiver<String> {
        let (sender, receiver) = unbounded_channel();
        lock(&self.shared.streams).entry(device.to_owned()).or_default().push(sender);
        receiver
    }

    pub(crate) fn disconnect(&self, device: &str) {
        lock(&self.shared.streams).remove(device);
    }

    pub(crate) fn disconnect_all(&self) {
        lock(&self.shared.streams).clear();
    }

    fn post(&self, parcel: &Parcel, delay: Duration, is_lost: bool) {
        let mut outbox = lock(&self.shared.outbox);
        let position = outbox.len();
        outbox.push(SentHint {
            time: parcel.at,
            device: parcel.device.clone(),
            provider: parcel.provider.clone(),
            token: parcel.token.clone(),
            payload: parcel.payload.clone(),
            listeners: 0,
            is_lost,
        });
        drop(outbox);
        if is_lost {
            return;
        }
        if delay.is_zero() {
            return self.deliver(parcel, position);
        }
        let (gateway, parcel) = (self.clone(), parcel.clone());
        self.runtime.spawn(async move {
            tokio::time::sleep(delay).await;
            gateway.deliver(&parcel, position);
        });
    }

    fn deliver(&self, parcel: &Parcel, position: usize) {
        let mut streams = lock(&self.shared.streams);
        let Some(open) = streams.get_mut(&parcel.device) else { return };
        open.retain(|stream| stream.send(parcel.payload.to_string()).is_ok());
        let listeners = open.len();
        drop(streams);
        if let Some(hint) = lock(&self.shared.outbox).get_mut(position) {
            hint.listeners = listeners;
        }
    }
}
