//! Web Pushes on their way: beside everything else, and beside each other.

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::JoinSet;

use super::sender::Sender;
use super::{Subscription, encryption};
use crate::clock::Clock;
use crate::gateway::outbox::UnderWay;
use crate::gateway::parcel::{EndpointOutcome, EndpointReply};

/// A Web Push before it is encrypted.
#[derive(Debug)]
pub(in crate::gateway) struct Letter {
    pub(in crate::gateway) to: Subscription,
    pub(in crate::gateway) payload: String,
    /// When nobody needs it any more, seconds since 1970.
    pub(in crate::gateway) until: u64,
    pub(in crate::gateway) salt: [u8; 16],
    pub(in crate::gateway) under_way: UnderWay,
}

/// Sends letters until nobody can write any more. An endpoint that hangs holds up no other.
pub(in crate::gateway) async fn deliver(mut outgoing: UnboundedReceiver<Letter>, clock: Clock) {
    let mut sender = None;
    let mut sending = JoinSet::new();
    loop {
        tokio::select! {
            letter = outgoing.recv() => {
                let Some(letter) = letter else { return };
                if sender.is_none() {
                    sender = tokio::task::spawn_blocking(Sender::new).await.ok();
                }
                if let Some(sender) = sender.clone() {
                    sending.spawn(send(sender, letter, clock.clone()));
                }
            }
            Some(_) = sending.join_next() => {}
        }
    }
}

async fn send(sender: Sender, letter: Letter, clock: Clock) {
    let Letter { to, payload, until, salt, under_way } = letter;
    let reply = match encryption::encrypt(payload.as_bytes(), &to, salt) {
        Some(body) => sender.send(&to, until.saturating_sub(clock.now()), body).await,
        None => EndpointReply { status: None, outcome: EndpointOutcome::TooLarge },
    };
    tracing::debug!(status = reply.status, outcome = ?reply.outcome, "web push");
    under_way.arrive(reply);
}
