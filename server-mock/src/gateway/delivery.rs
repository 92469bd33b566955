//! Sending: what a fault does to a push, and who gets it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

use super::outbox::Outbox;
use super::parcel::{Parcel, SentHint};
use super::phones::Phones;
use super::web_push::{self, Letter};
use crate::clock::Clock;
use crate::fault::{FaultAction, Faults};
use crate::random::Random;
use crate::sync::lock;

/// Delivers pushes. Clones are the same gateway.
#[derive(Clone, Debug)]
pub(crate) struct Gateway {
    faults: Faults,
    /// Delayed pushes are sent from here, whichever thread started the login.
    runtime: Handle,
    outbox: Arc<Outbox>,
    letters: UnboundedSender<Letter>,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    /// For the salts of Web Pushes.
    random: Mutex<Random>,
    streams: Mutex<HashMap<String, Vec<UnboundedSender<String>>>>,
    phones: Mutex<Phones>,
}

impl Gateway {
    /// A gateway on the current tokio runtime and the task that sends its Web Pushes, which ends with the gateway.
    pub(crate) fn start(faults: Faults, clock: Clock, random: Random) -> (Self, JoinHandle<()>) {
        let (letters, outgoing) = unbounded_channel();
        let shared = Shared { random: Mutex::new(random), streams: Mutex::default(), phones: Mutex::default() };
        let (runtime, outbox, shared) = (Handle::current(), Arc::default(), Arc::new(shared));
        let posting = runtime.spawn(web_push::deliver(outgoing, clock));
        (Self { faults, runtime, outbox, letters, shared }, posting)
    }

    pub(crate) fn outbox(&self) -> Vec<SentHint> {
        self.outbox.list()
    }

    /// Waits until every Web Push sent so far has arrived or was given up.
    pub(crate) async fn settled(&self) {
        self.outbox.settled().await;
    }

    pub(crate) fn clear(&self) {
        self.outbox.clear();
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
        let number = self.outbox.keep(parcel.sent(is_lost));
        if is_lost {
            return;
        }
        if delay.is_zero() {
            return self.deliver(parcel, number);
        }
        let (gateway, parcel) = (self.clone(), parcel.clone());
        self.runtime.spawn(async move {
            tokio::time::sleep(delay).await;
            gateway.deliver(&parcel, number);
        });
    }

    fn deliver(&self, parcel: &Parcel, number: usize) {
        let payload = parcel.payload.to_string();
        let mut listeners = self.deliver_hint(&parcel.device, &payload);
        if let (Some(provider), Some(token)) = (&parcel.provider, &parcel.token) {
            listeners += lock(&self.shared.phones).deliver(provider, token, &payload);
        }
        self.outbox.note(number, |push| push.listeners = listeners);
        if let Some(web_push) = &parcel.web_push {
            let (to, until) = (web_push.to.clone(), web_push.until);
            let (salt, under_way) = (lock(&self.shared.random).bytes(), self.outbox.depart(number));
            // The receiver is gone only while the server shuts down.
            let _ = self.letters.send(Letter { to, payload, until, salt, under_way });
        }
    }

    fn deliver_hint(&self, device: &str, payload: &str) -> usize {
        let mut streams = lock(&self.shared.streams);
        let Some(open) = streams.get_mut(device) else { return 0 };
        open.retain(|stream| stream.send(payload.to_owned()).is_ok());
        open.len()
    }
}
