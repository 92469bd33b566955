//! Sending: what a fault does to a push, and who gets it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::parcel::{Parcel, SentHint};
use super::phones::Phones;
use crate::fault::{FaultAction, Faults};
use crate::sync::lock;

/// Delivers pushes. Clones are the same gateway.
#[derive(Clone, Debug)]
pub(crate) struct Gateway {
    faults: Faults,
    /// Delayed pushes are sent from here, whichever thread started the login.
    runtime: Handle,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    outbox: Mutex<Vec<SentHint>>,
    streams: Mutex<HashMap<String, Vec<UnboundedSender<String>>>>,
    phones: Mutex<Phones>,
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
        lock(&self.shared.phones).clear();
    }

    /// Sends a push, unless a fault loses, repeats or delays it.
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

    /// Listens as a virtual phone.
    pub(crate) fn listen_as(&self, provider: &str, token: &str) -> UnboundedReceiver<String> {
        lock(&self.shared.phones).listen(provider, token)
    }

    pub(crate) fn disconnect(&self, device: &str) {
        lock(&self.shared.streams).remove(device);
    }

    pub(crate) fn disconnect_all(&self) {
        lock(&self.shared.streams).clear();
        lock(&self.shared.phones).disconnect_all();
    }

    fn post(&self, parcel: &Parcel, delay: Duration, is_lost: bool) {
        let mut outbox = lock(&self.shared.outbox);
        let position = outbox.len();
        outbox.push(parcel.sent(is_lost));
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
        let payload = parcel.payload.to_string();
        let mut listeners = self.deliver_hint(&parcel.device, &payload);
        if let (Some(provider), Some(token)) = (&parcel.provider, &parcel.token) {
            listeners += lock(&self.shared.phones).deliver(provider, token, &payload);
        }
        if let Some(push) = lock(&self.shared.outbox).get_mut(position) {
            push.listeners = listeners;
        }
    }

    fn deliver_hint(&self, device: &str, payload: &str) -> usize {
        let mut streams = lock(&self.shared.streams);
        let Some(open) = streams.get_mut(device) else { return 0 };
        open.retain(|stream| stream.send(payload.to_owned()).is_ok());
        open.len()
    }
}
