//! The copies of every push ever sent, and which Web Pushes still are on their way.

use std::sync::{Arc, Mutex};

use tokio::sync::watch;

use super::parcel::{EndpointReply, SentHint};
use crate::sync::lock;

/// Copies in the order in which they were sent.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    copies: Mutex<Copies>,
    under_way: watch::Sender<usize>,
}

#[derive(Debug, Default)]
struct Copies {
    /// How many were forgotten: the number of the first that is kept.
    forgotten: usize,
    kept: Vec<SentHint>,
}

impl Outbox {
    pub(super) fn list(&self) -> Vec<SentHint> {
        lock(&self.copies).kept.clone()
    }

    pub(super) fn clear(&self) {
        let mut copies = lock(&self.copies);
        copies.forgotten += copies.kept.len();
        copies.kept.clear();
    }

    /// Keeps a copy and gives its number.
    pub(super) fn keep(&self, copy: SentHint) -> usize {
        let mut copies = lock(&self.copies);
        copies.kept.push(copy);
        copies.forgotten + copies.kept.len() - 1
    }

    /// Notes what became of a push, unless its copy was forgotten.
    pub(super) fn note(&self, number: usize, change: impl FnOnce(&mut SentHint)) {
        let mut copies = lock(&self.copies);
        let position = number.checked_sub(copies.forgotten);
        if let Some(copy) = position.and_then(|position| copies.kept.get_mut(position)) {
            change(copy);
        }
    }

    /// Counts a Web Push as being on its way until what it gives is dropped.
    pub(super) fn depart(self: &Arc<Self>, number: usize) -> UnderWay {
        self.under_way.send_modify(|count| *count += 1);
        UnderWay { outbox: Arc::clone(self), number }
    }

    /// Waits until no Web Push is on its way.
    pub(super) async fn settled(&self) {
        // The sender is `self`, so waiting does not fail.
        let _ = self.under_way.subscribe().wait_for(|count| *count == 0).await;
    }
}

/// A Web Push on its way to its endpoint.
#[derive(Debug)]
pub(super) struct UnderWay {
    outbox: Arc<Outbox>,
    number: usize,
}

impl UnderWay {
    /// Notes what the endpoint replied; the push has arrived then.
    pub(super) fn arrive(self, reply: EndpointReply) {
        self.outbox.note(self.number, |copy| copy.endpoint = Some(reply));
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.outbox.under_way.send_modify(|count| *count -= 1);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn copy(device: &str) -> SentHint {
        SentHint {
            time: 0,
            device: device.to_owned(),
            provider: None,
            token: None,
            payload: json!({}),
            listeners: 0,
            is_lost: false,
            endpoint: None,
        }
    }

    #[test]
    fn late_news_of_a_forgotten_push_changes_no_other_copy() {
        let outbox = Outbox::default();
        let old = outbox.keep(copy("old"));
        outbox.clear();
        let new = outbox.keep(copy("new"));

        outbox.note(old, |copy| copy.listeners = 5);
        outbox.note(new, |copy| copy.listeners = 1);

        let kept: Vec<_> = outbox.list().into_iter().map(|copy| (copy.device, copy.listeners)).collect();
        assert_eq!(kept, [("new".to_owned(), 1)]);
    }

    #[tokio::test]
    async fn push_that_is_given_up_does_not_count_as_under_way() {
        let outbox = Arc::new(Outbox::default());
        let number = outbox.keep(copy("device"));

        drop(outbox.depart(number));

        outbox.settled().await;
        assert_eq!(outbox.list()[0].endpoint, None);
    }
}
