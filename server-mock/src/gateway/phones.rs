//! Virtual phones: whoever listens under the provider and token that a device registered.

use std::collections::{HashMap, VecDeque};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Mailboxes by provider and token.
#[derive(Debug, Default)]
pub(super) struct Phones {
    mailboxes: HashMap<(String, String), Mailbox>,
}

#[derive(Debug, Default)]
struct Mailbox {
    listeners: Vec<UnboundedSender<String>>,
    /// Pushes that came while nobody listened, oldest first.
    waiting: VecDeque<String>,
}

impl Phones {
    /// Starts to listen; what waited comes first.
    pub(super) fn listen(&mut self, provider: &str, token: &str) -> UnboundedReceiver<String> {
        let (sender, receiver) = unbounded_channel();
        let mailbox = self.mailboxes.entry((canonical(provider), token.to_owned())).or_default();
        for payload in mailbox.waiting.drain(..) {
            // The receiver is alive: it is returned below.
            let _ = sender.send(payload);
        }
        mailbox.listeners.push(sender);
        receiver
    }

    /// Delivers to all that listen and says how many do; when nobody does, the push waits.
    pub(super) fn deliver(&mut self, provider: &str, token: &str, payload: &str) -> usize {
        let mailbox = self.mailboxes.entry((canonical(provider), token.to_owned())).or_default();
        mailbox.listeners.retain(|listener| listener.send(payload.to_owned()).is_ok());
        if mailbox.listeners.is_empty() {
            mailbox.waiting.push_back(payload.to_owned());
            if mailbox.waiting.len() > KEPT {
                mailbox.waiting.pop_front();
            }
        }
        mailbox.listeners.len()
    }

    /// Ends all streams; what waits goes on waiting.
    pub(super) fn disconnect_all(&mut self) {
        self.mailboxes.values_mut().for_each(|mailbox| mailbox.listeners.clear());
    }

    /// Forgets what waits.
    pub(super) fn clear(&mut self) {
        self.mailboxes.values_mut().for_each(|mailbox| mailbox.waiting.clear());
    }
}

/// One name per push provider, whatever the protocols call it.
fn canonical(provider: &str) -> String {
    match provider.to_ascii_lowercase().as_str() {
        "gcm" => "fcm".to_owned(),
        other => other.to_owned(),
    }
}

/// Pushes that wait for a phone; older ones are dropped.
const KEPT: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    fn received(receiver: &mut UnboundedReceiver<String>) -> Vec<String> {
        std::iter::from_fn(|| receiver.try_recv().ok()).collect()
    }

    #[test]
    fn pushes_wait_until_a_phone_listens_and_reach_no_other() {
        let mut phones = Phones::default();
        assert_eq!(phones.deliver("GCM", "a", "1"), 0);
        assert_eq!(phones.deliver("APNS", "a", "2"), 0);

        let mut phone = phones.listen("fcm", "a");
        assert_eq!(phones.deliver("GCM", "a", "3"), 1);

        assert_eq!(received(&mut phone), ["1", "3"]);
        drop(phone);
        assert_eq!(phones.deliver("GCM", "a", "4"), 0);
        assert_eq!(received(&mut phones.listen("GCM", "a")), ["4"]);
    }

    #[test]
    fn only_the_latest_pushes_wait() {
        let mut phones = Phones::default();
        for number in 0..=KEPT {
            phones.deliver("GCM", "a", &number.to_string());
        }

        let waiting = received(&mut phones.listen("GCM", "a"));

        assert_eq!(waiting.len(), KEPT);
        assert_eq!(waiting[0], "1");
    }
}
