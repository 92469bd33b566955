//! What approving costs.

use std::path::Path;
use std::sync::Arc;

use countersign_core::engine::{Approval, Authenticator};
use countersign_core::model::{
    Account, AccountState, Algorithm, ApprovalKey, Challenge, ChallengeDigest, ChallengeId, DeviceKey, DialectState,
    Enrollment, KeyHandle, KeyPurpose, LoginContext, NumberChallenge, NumberPolicy, OneTimeCodes, Policy, PublicKey,
    PushSync, RelyingParty, Requirement, UnixTime,
};
use countersign_core::platform::{FileVault, KeySpec, Prompt, Signer, SoftwareSigner, SystemEntropy};
use countersign_core::store::{MemoryStore, OpenOptions, SqliteStore, Store};

use crate::replier::phone;

/// As many as any run approves: every run prepares the same.
const PREPARED: usize = 64;

/// `times` bare Ed25519 signatures over as many bytes as an answer has, with the key expanded.
pub(crate) fn bare_signatures(times: usize) {
    use ed25519_dalek::Signer as _;
    let key = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    for index in 0..times {
        let message = [u8::try_from(index % 251).expect("small"); 360];
        std::hint::black_box(key.sign(&message));
    }
}

/// Approves `times` challenges with the memory store.
pub(crate) async fn in_memory(times: usize) {
    approve(Arc::new(MemoryStore::new()), times).await;
}

/// Approves `times` challenges with SQLite on disk.
pub(crate) async fn in_sqlite(folder: &Path, times: usize) {
    approve(Arc::new(open(folder)), times).await;
}

/// Makes the store of a phone on which challenges wait.
pub(crate) async fn prepare(folder: &Path) {
    approve(Arc::new(open(folder)), 0).await;
}

/// Approves the first `times` challenges that wait in `folder`, as an app would.
pub(crate) async fn prepared(folder: &Path, times: usize) {
    let phone = opened(folder);
    let waiting = phone.pending().expect("challenges");
    assert!(waiting.len() >= times, "only {} challenges wait", waiting.len());
    for challenge in waiting.iter().take(times) {
        let approval = Approval::with_number("482913").expect("digits");
        phone.approve(&challenge.id, approval).await.expect("approved");
    }
}

/// Calls `times` times what does next to nothing.
pub(crate) fn smallest_call(folder: &Path, times: usize) {
    let phone = opened(folder);
    for _ in 0..times {
        std::hint::black_box(phone.token_dialects());
    }
}

fn opened(folder: &Path) -> Authenticator {
    let store = Arc::new(open(folder));
    phone(store.clone(), Arc::new(SoftwareSigner::new(store, Arc::new(SystemEntropy))))
}

/// The files that the bindings open in `folder` when they bring no vault of their own.
fn open(folder: &Path) -> SqliteStore {
    let vault = FileVault::new(folder.join("vault.key"));
    let path = folder.join("countersign.db");
    SqliteStore::open(&path, &OpenOptions::default(), &vault, Arc::new(SystemEntropy)).expect("a store")
}

async fn approve<S: Store + 'static>(store: Arc<S>, times: usize) {
    let signer = Arc::new(SoftwareSigner::new(Arc::clone(&store), Arc::new(SystemEntropy)));
    let handle: KeyHandle = "key".parse().expect("a handle");
    let spec = KeySpec { purpose: KeyPurpose::Device, algorithms: vec![Algorithm::Ed25519] };
    let key = signer.generate(&handle, &spec).await.expect("a key");
    signer.sign(&handle, b"warm", Prompt::Silent).await.expect("a signature");
    let account = account(handle, key);
    keep(store.as_ref(), &account);
    let phone = phone(store.clone(), signer);
    let challenges: Vec<_> = (0..PREPARED).map(|index| challenge(&account, index)).collect();
    for challenge in &challenges {
        store.record_challenge(challenge).expect("recorded");
    }
    for challenge in challenges.iter().take(times) {
        let approval = Approval::with_number("482913").expect("digits");
        phone.approve(&challenge.id, approval).await.expect("approved");
    }
}

/// Enrolls `account` without a server.
pub(crate) fn keep(store: &dyn Store, account: &Account) {
    let enrollment = Enrollment {
        id: account.id.clone(),
        dialect: account.dialect.clone(),
        issuer: account.issuer.clone(),
        issuer_host: account.issuer_host(),
        key: account.key.clone().expect("a key").handle,
        algorithms: vec![Algorithm::Ed25519],
        approval: ApprovalKey::Without,
        resume: DialectState(Vec::new()),
        started_at: account.enrolled_at,
        is_given_up: false,
    };
    store.begin_enrollment(&enrollment).expect("begun");
    store.finish_enrollment(account, None).expect("finished");
}

/// An account as an enrollment with the mock server makes it.
pub(crate) fn account(handle: KeyHandle, key: PublicKey) -> Account {
    let state = serde_json::json!({
        "subject": "Zm9vYmFyZm9vYmFyZm9vYg",
        "device": "ZGV2aWNlZGV2aWNlZGV2aQ",
        "hint": "aGludGhpbnRoaW50aGludA",
        "issuer_key": {"Ed25519": vec![3; 32]},
        "device_api": "https://login.example.com/countersign/v1/device",
    });
    Account {
        id: "gaugeaccount".parse().expect("an id"),
        dialect: "native".parse().expect("an id"),
        issuer: "https://login.example.com".to_owned(),
        issuer_name: "Example".to_owned(),
        account_name: "alice@example.com".to_owned(),
        label: None,
        key: Some(DeviceKey { handle, public: key }),
        approval_key: None,
        next_key: None,
        policy: Policy { number: NumberPolicy::Enter { digits: 6 }, user_verification: Requirement::Optional },
        one_time_codes: OneTimeCodes::None,
        dialect_state: DialectState(state.to_string().into_bytes()),
        state: AccountState::Active,
        counter: 0,
        clock_offset: 0,
        push: PushSync::default(),
        enrolled_at: UnixTime::from_seconds(1_700_000_000),
    }
}

/// A challenge with a usual amount of context that ends in 2100.
pub(crate) fn challenge(account: &Account, index: usize) -> Challenge {
    let some = |text: &str| Some(text.to_owned());
    Challenge {
        id: ChallengeId {
            account: account.id.clone(),
            server: format!("Y2hhbGxlbmdlY2hhbG{index:04}").parse().expect("an id"),
        },
        digest: ChallengeDigest([9; 32]),
        issued_at: UnixTime::from_seconds(1_700_000_000),
        expires_at: Some(UnixTime::from_seconds(4_102_444_800)),
        relying_party: RelyingParty { name: "Example Shop".to_owned(), host: some("shop.example.com") },
        context: LoginContext {
            app: some("Shop"),
            ip: some("192.0.2.7"),
            place: some("Lyon, France"),
            os: some("Linux"),
            browser: some("Firefox 145"),
        },
        text: some("Sign in to your account"),
        details: Vec::new(),
        authorization_details: Vec::new(),
        number: NumberChallenge::Enter { digits: 6 },
        user_verification: Requirement::Optional,
        restriction: None,
        dialect_state: DialectState(Vec::new()),
    }
}
