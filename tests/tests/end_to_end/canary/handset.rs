//! The phone of a story about another server's language, and the witness of it.

use std::sync::Arc;

use countersign_core::engine::{Approval, Authenticator, Removal};
use countersign_core::model::{AccountId, ChallengeId, DenyReason, HistoryPage, PushTarget};
use countersign_tests::leaks::Logs;
use countersign_tests::{Loss, LossyTransport, PhoneHome, USER, Witness};

/// The phone's push address.
pub(super) const TOKEN: &str = "canary-push-token-0123456789";
const DEVICE: &str = "Canary Device Name";

pub(super) struct Handset {
    pub(super) home: PhoneHome,
    pub(super) phone: Authenticator,
    pub(super) wire: Arc<LossyTransport>,
    pub(super) witness: Witness,
}

impl Handset {
    /// A phone whose own texts are planted, beside these.
    pub(super) fn of(planted: &[(&'static str, &str)]) -> Self {
        let home = PhoneHome::new();
        let (phone, wire) = home.open_lossy_with(|mut platform| {
            platform.device.name = DEVICE.to_owned();
            platform.device.push = Some(PushTarget { provider: "fcm".to_owned(), token: TOKEN.to_owned() });
            platform
        });
        let own = [("push token", TOKEN), ("device name", DEVICE), ("account name", USER)];
        Self { home, phone, wire, witness: Witness::of(&[&own, planted].concat()) }
    }

    /// Approves a login: the first request is lost, and the phone starts again.
    pub(super) async fn approve(&mut self, id: &ChallengeId) {
        self.wire.lose_all(Loss::Request);
        let result = self.phone.approve(id, Approval::without_number()).await;
        self.witness.fails("net.timeout", result);
        (self.phone, self.wire) = self.home.open_lossy();
        self.phone.approve(id, Approval::without_number()).await.expect("approved");
    }

    /// Denies a login, which can then no longer be approved.
    pub(super) async fn deny(&mut self, id: &ChallengeId) {
        let state = self.phone.deny(id, Some(DenyReason::Suspicious)).await.expect("denied");
        self.witness.print(state);
        let result = self.phone.approve(id, Approval::without_number()).await;
        self.witness.fails("answer.already_answered", result);
    }

    /// Prints what the phone tells of the past.
    pub(super) fn look_back(&mut self) {
        self.witness.print(self.phone.diagnostics());
        let history = self.phone.history(&HistoryPage { account: None, before: None, limit: 100 }).expect("history");
        assert!(history.len() >= 2);
        self.witness.print(&history);
        self.witness.print(self.wire.recorded());
    }

    /// Removes the account, which a broken server prevents once.
    pub(super) async fn remove(&mut self, account: &AccountId) {
        let result = self.phone.remove(account, Removal::Everywhere).await;
        self.witness.fails("server.unavailable", result);
        self.phone.remove(account, Removal::Everywhere).await.expect("removed");
    }

    /// Nothing planted is where it does not belong.
    pub(super) fn assert_nothing_sang(&self, logs: &Logs, when: &str) {
        self.witness.assert_nothing_sang(&self.home, logs, when);
    }
}
