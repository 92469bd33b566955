//! Accounts, challenges and events to store. Every sealed text holds [`CANARY`].

use std::path::{Path, PathBuf};
use std::sync::Arc;

use countersign_core::model::{
    Account, AccountId, AccountState, Algorithm, ApprovalKey, AuthorizationDetail, Challenge, ChallengeDigest,
    ChallengeId, Detail, DeviceKey, DialectState, Enrollment, Event, EventKind, JournalEntry, KeyHandle, LoginContext,
    NumberChallenge, NumberPolicy, OneTimeCodes, Policy, PublicKey, PushSync, PushTarget, Recorded, RelyingParty,
    Requirement, Settlement, UnixTime, Verdict,
};
use countersign_core::platform::SystemEntropy;
use countersign_core::store::{OpenOptions, SqliteStore, Store, StoreError};
use tempfile::TempDir;

use crate::vaults::TestVault;

/// In no clear column.
pub(crate) const CANARY: &str = "kanarienvogel";

pub(crate) fn at(seconds: i64) -> UnixTime {
    UnixTime::from_seconds(seconds)
}

pub(crate) fn account_id(name: &str) -> AccountId {
    name.parse().expect("an id")
}

pub(crate) fn handle(name: &str) -> KeyHandle {
    name.parse().expect("an id")
}

fn secret_text(what: &str) -> String {
    format!("{CANARY} {what}")
}

pub(crate) fn enrollment(name: &str) -> Enrollment {
    Enrollment {
        id: account_id(name),
        dialect: "native".parse().expect("an id"),
        issuer: format!("https://login.example/{CANARY}"),
        issuer_host: "login.example".to_owned(),
        key: handle(&format!("{CANARY}-{name}")),
        algorithms: vec![Algorithm::Ed25519],
        approval: ApprovalKey::Without,
        resume: DialectState(secret_text("ticket").into_bytes()),
        started_at: at(1_000),
        is_given_up: false,
    }
}

pub(crate) fn account(name: &str) -> Account {
    let push = |what: &str| PushTarget { provider: "fcm".to_owned(), token: secret_text(what) };
    Account {
        id: account_id(name),
        dialect: "native".parse().expect("an id"),
        issuer: format!("https://login.example/{CANARY}"),
        issuer_name: secret_text("issuer"),
        account_name: secret_text(name),
        label: Some(secret_text("label")),
        key: Some(DeviceKey { handle: handle(&format!("{CANARY}-{name}")), public: PublicKey::Ed25519([3; 32]) }),
        approval_key: None,
        next_key: Some(DeviceKey {
            handle: handle(&format!("{CANARY}-next")),
            public: PublicKey::Es256 { x: [4; 32], y: [5; 32] },
        }),
        policy: Policy { number: NumberPolicy::Enter { digits: 6 }, user_verification: Requirement::Required },
        one_time_codes: OneTimeCodes::Time,
        dialect_state: DialectState(secret_text("state").into_bytes()),
        state: AccountState::Active,
        counter: 7,
        clock_offset: 0,
        push: PushSync { wanted: Some(push("wanted")), acknowledged: Some(push("acknowledged")) },
        enrolled_at: at(1_001),
    }
}

/// Enrolls [`account`] the way it always goes.
pub(crate) fn enroll(store: &impl Store, account: &Account) {
    let begun = Enrollment { id: account.id.clone(), ..enrollment("any") };
    store.begin_enrollment(&begun).expect("a store");
    store.finish_enrollment(account, None).expect("a begun enrollment");
}

pub(crate) fn challenge_id(account: &str, server: &str) -> ChallengeId {
    ChallengeId { account: account_id(account), server: server.parse().expect("an id") }
}

/// A challenge issued at 2,000 that ends at 2,120.
pub(crate) fn challenge(account: &str, server: &str) -> Challenge {
    Challenge {
        id: challenge_id(account, server),
        digest: ChallengeDigest([9; 32]),
        issued_at: at(2_000),
        expires_at: Some(at(2_120)),
        relying_party: RelyingParty { name: secret_text("shop"), host: Some(format!("{CANARY}.example")) },
        context: LoginContext {
            app: Some(secret_text("app")),
            ip: Some(secret_text("ip")),
            place: Some(secret_text("place")),
            os: None,
            browser: Some(secret_text("browser")),
        },
        text: Some(secret_text("text")),
        details: vec![Detail { label: secret_text("label"), value: secret_text("value") }],
        authorization_details: vec![AuthorizationDetail { kind: secret_text("kind"), json: secret_text("json") }],
        number: NumberChallenge::Select { choices: vec!["17".to_owned(), "62".to_owned()] },
        user_verification: Requirement::Optional,
        restriction: None,
        dialect_state: DialectState(secret_text("transaction").into_bytes()),
    }
}

pub(crate) fn entry(challenge: &ChallengeId, verdict: Verdict, counter: u64) -> JournalEntry {
    JournalEntry {
        challenge: challenge.clone(),
        verdict,
        reason: None,
        counter,
        answer: secret_text("answer").into_bytes(),
        decided_at: at(2_050),
    }
}

pub(crate) fn settlement(recorded: Recorded) -> Settlement {
    Settlement { recorded, by_us: true, at: at(2_060) }
}

pub(crate) fn event(account: &str, seconds: i64) -> Event {
    Event {
        at: at(seconds),
        account: account_id(account),
        kind: EventKind::Enrolled,
        account_name: secret_text("name"),
    }
}

/// A folder with a database file and the vault that belongs to it.
pub(crate) struct Home {
    pub(crate) folder: TempDir,
    pub(crate) vault: TestVault,
}

impl Home {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), vault: TestVault::default() }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("countersign.db")
    }

    pub(crate) fn open(&self) -> SqliteStore {
        self.try_open().expect("a database")
    }

    pub(crate) fn try_open(&self) -> Result<SqliteStore, StoreError> {
        open_with(&self.path(), &OpenOptions::default(), &self.vault)
    }
}

pub(crate) fn open_with(path: &Path, options: &OpenOptions, vault: &TestVault) -> Result<SqliteStore, StoreError> {
    SqliteStore::open(path, options, vault, Arc::new(SystemEntropy))
}
