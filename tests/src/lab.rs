//! A phone in memory beside a [`ScriptedIssuer`]: repeatable to the byte.

use std::sync::Arc;
use std::sync::Mutex;

use countersign_core::engine::Authenticator;
use countersign_core::model::{
    Account, ChallengeId, ChallengeStatus, Enrollment, HistoryEntry, HistoryPage, JournalEntry, UnixTime,
};
use countersign_core::platform::{Entropy, EntropyError, SoftwareSigner};
use countersign_core::store::{MemoryStore, Row, Store};
use ring::digest::{SHA256, digest};

use crate::issuer::{START, ScriptedIssuer};
use crate::{ManualClock, platform};

/// Randomness that is the same in every run.
#[derive(Debug, Default)]
pub struct SeededEntropy(Mutex<u64>);

impl SeededEntropy {
    /// The `number`th block of 32 bytes that every run draws, counted from 1.
    pub fn block(number: u64) -> [u8; 32] {
        digest(&SHA256, &number.to_be_bytes()).as_ref().try_into().expect("SHA-256 has 32 bytes")
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        let mut drawn = self.0.lock().expect("not poisoned");
        for part in buffer.chunks_mut(32) {
            *drawn += 1;
            part.copy_from_slice(&Self::block(*drawn)[..part.len()]);
        }
        Ok(())
    }
}

/// A phone, its issuer, its clock and its store.
pub struct Lab {
    /// The issuer.
    pub issuer: Arc<ScriptedIssuer>,
    /// The phone's clock. It starts with the issuer's time.
    pub clock: Arc<ManualClock>,
    /// What the phone remembers.
    pub store: Arc<MemoryStore>,
    /// The phone.
    pub phone: Authenticator,
    entropy: Arc<SeededEntropy>,
}

/// Everything a phone remembers, to compare.
#[derive(Debug, Clone, PartialEq)]
pub struct Dump {
    accounts: Vec<Row<Account>>,
    enrollments: Vec<Row<Enrollment>>,
    history: Vec<Row<HistoryEntry>>,
    unsettled: Vec<Row<JournalEntry>>,
    waiting: Vec<(ChallengeId, ChallengeStatus)>,
}

impl Dump {
    /// The same without the events in history.
    #[must_use]
    pub fn without_events(mut self) -> Self {
        self.history.retain(|row| !matches!(row, Row::Intact(HistoryEntry::Event(_))));
        self
    }
}

impl Lab {
    /// A phone that is not enrolled, with an honest issuer.
    pub fn new() -> Self {
        Self::with_issuer(ScriptedIssuer::new())
    }

    /// A phone that is not enrolled, with this issuer.
    pub fn with_issuer(issuer: ScriptedIssuer) -> Self {
        let (issuer, clock, store) =
            (Arc::new(issuer), Arc::new(ManualClock::new(START)), Arc::new(MemoryStore::new()));
        let entropy = Arc::new(SeededEntropy::default());
        let phone = boot(&issuer, &clock, &store, &entropy);
        Self { issuer, clock, store, phone, entropy }
    }

    /// An enrolled phone.
    pub async fn enrolled() -> (Self, Account) {
        let lab = Self::new();
        let account = lab.enroll().await;
        (lab, account)
    }

    /// Enrolls the phone.
    pub async fn enroll(&self) -> Account {
        let preview = self.phone.preview(&self.issuer.offer()).await.expect("a preview");
        self.phone.enroll(&preview).await.expect("an account")
    }

    /// Lets time pass for both sides.
    pub fn advance(&self, seconds: u32) {
        self.clock.advance(seconds);
        self.issuer.advance(seconds);
    }

    /// The phone's process ends and starts anew, with what it remembers.
    #[must_use]
    pub fn restarted(self) -> Self {
        let phone = boot(&self.issuer, &self.clock, &self.store, &self.entropy);
        Self { phone, ..self }
    }

    /// The id of a challenge of `account`.
    pub fn id(&self, account: &Account, challenge: &str) -> ChallengeId {
        ChallengeId { account: account.id.clone(), server: challenge.parse().expect("an id") }
    }

    /// Everything the phone remembers.
    pub fn dump(&self) -> Dump {
        let page = HistoryPage { account: None, before: None, limit: 1_000 };
        let long_ago = UnixTime::from_seconds(0);
        let waiting = self.store.pending(long_ago).expect("a working store").into_iter().filter_map(Row::intact);
        let status = |id: ChallengeId| {
            let status = self.store.challenge(&id).expect("a known challenge").1;
            (id, status)
        };
        Dump {
            accounts: self.store.accounts().expect("a working store"),
            enrollments: self.store.enrollments().expect("a working store"),
            history: self.store.history(&page, long_ago).expect("a working store"),
            unsettled: self.store.unsettled().expect("a working store"),
            waiting: waiting.map(|challenge| status(challenge.id)).collect(),
        }
    }
}

impl Default for Lab {
    fn default() -> Self {
        Self::new()
    }
}

fn boot(
    issuer: &Arc<ScriptedIssuer>,
    clock: &Arc<ManualClock>,
    store: &Arc<MemoryStore>,
    entropy: &Arc<SeededEntropy>,
) -> Authenticator {
    let signer = SoftwareSigner::new(Arc::clone(store), entropy.clone());
    let mut parts = platform(store.clone(), Arc::new(signer), issuer.clone());
    parts.clock = clock.clone();
    parts.entropy = entropy.clone();
    Authenticator::new(parts)
}
