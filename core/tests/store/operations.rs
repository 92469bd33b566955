//! Every way to change a store, each ready to run on [`populate`]d data.

use std::fs;
use std::sync::OnceLock;

use countersign_core::model::{
    AccountChange, AccountState, ApprovalKey, DenyReason, DeviceKey, Enrollment, JournalEntry, PublicKey, PushSync,
    Recorded, Secret, Verdict,
};
use countersign_core::store::{KeyStore, SqliteStore, Store, StoreError};

use crate::samples::{
    CANARY, Home, account, account_id, at, challenge, challenge_id, enroll, enrollment, entry, event, handle,
    settlement,
};
use crate::vaults::TestVault;

pub(crate) type Operation = (&'static str, fn(&SqliteStore) -> Result<(), StoreError>);

/// Puts something into every table and every state.
pub(crate) fn populate(store: &impl Store) {
    let secret = || Secret::new(format!("{CANARY} secret").into_bytes());
    store.begin_enrollment(&enrollment("begun")).expect("a store");
    store.begin_enrollment(&enrollment("acc")).expect("a store");
    store.finish_enrollment(&account("acc"), Some(&secret())).expect("a begun enrollment");
    enroll(store, &account("other"));
    for server in ["waiting", "latched", "decided", "settled"] {
        store.record_challenge(&challenge("acc", server)).expect("an account");
        store.record_challenge(&challenge("other", server)).expect("an account");
    }
    let denied = JournalEntry {
        reason: Some(DenyReason::Suspicious),
        decided_at: at(2_040),
        ..entry(&challenge_id("acc", "settled"), Verdict::Deny, 9)
    };
    store.latch_deny(&challenge_id("acc", "latched"), Some(DenyReason::Mistake)).expect("a challenge");
    store.decide(&entry(&challenge_id("acc", "decided"), Verdict::Approve, 8)).expect("a challenge");
    store.decide(&denied).expect("a challenge");
    store.settle(&denied.challenge, &settlement(Recorded::Denied)).expect("a challenge");
    store.append_event(&event("acc", 1_001)).expect("a store");
    store.append_event(&event("gone", 900)).expect("a store");
    for name in ["one", "two"] {
        store.put_key(&handle(name), &secret()).expect("a store");
    }
}

fn change(store: &SqliteStore, change: &AccountChange) -> Result<(), StoreError> {
    store.change_account(&account_id("acc"), change)
}

/// A home with all of [`populate`] in a closed database. The database is made once and copied.
pub(crate) fn populated() -> Home {
    static TEMPLATE: OnceLock<(Vec<u8>, [u8; 32])> = OnceLock::new();
    let (file, key) = TEMPLATE.get_or_init(|| {
        let home = Home::new();
        populate(&home.open());
        (fs::read(home.path()).expect("a file"), home.vault.key().expect("a key"))
    });
    let home = Home { vault: TestVault::with_key(*key), ..Home::new() };
    fs::write(home.path(), file).expect("a file");
    home
}

/// Each changes something when it runs first, and all can run in this order.
pub(crate) const OPERATIONS: &[Operation] = &[
    ("begin_enrollment", |store| store.begin_enrollment(&enrollment("new")).map(drop)),
    ("replace_enrollment", |store| {
        let known = enrollment("begun");
        let by = Enrollment { approval: ApprovalKey::Undecided, ..known.clone() };
        store.replace_enrollment(&known, &by).map(drop)
    }),
    ("finish_enrollment", |store| {
        store.finish_enrollment(&account("begun"), Some(&Secret::new(CANARY.as_bytes().to_vec())))
    }),
    ("abandon_enrollment", |store| store.abandon_enrollment(&account_id("begun"))),
    ("change_account label", |store| change(store, &AccountChange::Label(Some("new".to_owned())))),
    ("change_account state", |store| change(store, &AccountChange::State(AccountState::Suspended))),
    ("change_account clock offset", |store| change(store, &AccountChange::ClockOffset(-3))),
    ("change_account push", |store| change(store, &AccountChange::Push(PushSync::default()))),
    ("change_account next key", |store| {
        change(
            store,
            &AccountChange::NextKey(Some(DeviceKey { handle: handle("new"), public: PublicKey::Ed25519([1; 32]) })),
        )
    }),
    ("change_account promote", |store| change(store, &AccountChange::PromoteNextKey)),
    ("next_counter", |store| store.next_counter(&account_id("acc")).map(drop)),
    ("record_challenge", |store| store.record_challenge(&challenge("acc", "new")).map(drop)),
    ("decide approve", |store| {
        store.decide(&entry(&challenge_id("acc", "waiting"), Verdict::Approve, 1_000)).map(drop)
    }),
    ("decide latched", |store| store.decide(&entry(&challenge_id("acc", "latched"), Verdict::Deny, 1_001)).map(drop)),
    ("latch_deny", |store| store.latch_deny(&challenge_id("other", "waiting"), Some(DenyReason::Mistake)).map(drop)),
    ("settle", |store| store.settle(&challenge_id("acc", "decided"), &settlement(Recorded::Approved)).map(drop)),
    ("append_event", |store| store.append_event(&event("acc", 1_500))),
    ("put_key", |store| store.put_key(&handle("new"), &Secret::new(CANARY.as_bytes().to_vec()))),
    ("delete_key", |store| store.delete_key(&handle("one"))),
    ("remove_account", |store| store.remove_account(&account_id("other"))),
];
