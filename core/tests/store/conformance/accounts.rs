//! Accounts and their counters.

use countersign_core::model::{
    Account, AccountChange, AccountState, DenyReason, DeviceKey, OneTimeCodes, PublicKey, PushSync, Secret, Verdict,
};
use countersign_core::store::{Row, Store, StoreError};

use super::Bench;
use crate::samples::{account, account_id, at, challenge, challenge_id, enroll, enrollment, entry, handle};

pub(super) fn an_account_comes_back_as_stored(bench: &impl Bench) {
    let approval = DeviceKey { handle: handle("approval"), public: PublicKey::Es256 { x: [6; 32], y: [7; 32] } };
    let full = Account { approval_key: Some(approval), ..account("full") };
    let bare = Account {
        label: None,
        key: None,
        approval_key: None,
        next_key: None,
        one_time_codes: OneTimeCodes::None,
        push: PushSync::default(),
        issuer: "not a url".to_owned(),
        clock_offset: -5,
        enrolled_at: at(-1),
        ..account("bare")
    };
    let counting = Account { one_time_codes: OneTimeCodes::Counter, ..account("counting") };
    for account in [&full, &bare, &counting] {
        enroll(&bench.open(), account);
    }

    let store = bench.open();
    for account in [full, bare, counting] {
        assert_eq!(store.account(&account.id.clone()), Ok(account));
    }
}

pub(super) fn accounts_are_listed_in_order_of_enrollment(bench: &impl Bench) {
    let store = bench.open();
    for name in ["zzz", "aaa", "mmm"] {
        enroll(&store, &account(name));
    }

    let expected: Vec<_> = ["zzz", "aaa", "mmm"].map(|name| Row::Intact(account(name))).into();
    assert_eq!(store.accounts(), Ok(expected));
}

pub(super) fn every_change_is_applied_alone(bench: &impl Bench) {
    let store = bench.open();
    enroll(&store, &account("acc"));
    enroll(&store, &account("other"));
    let id = account_id("acc");
    let mut expected = account("acc");
    let mut check = |change: AccountChange, apply: &dyn Fn(&mut Account)| {
        apply(&mut expected);
        assert_eq!(store.change_account(&id, &change), Ok(()), "{change:?}");
        assert_eq!(store.account(&id).as_ref(), Ok(&expected), "{change:?}");
    };
    let next = DeviceKey { handle: handle("next"), public: PublicKey::Ed25519([8; 32]) };
    let states = [AccountState::Removing, AccountState::RemovedOnServer, AccountState::Suspended, AccountState::Active];

    check(AccountChange::Label(None), &|account| account.label = None);
    check(AccountChange::Label(Some("home".into())), &|account| account.label = Some("home".into()));
    for state in states {
        check(AccountChange::State(state), &|account| account.state = state);
    }
    check(AccountChange::ClockOffset(-90), &|account| account.clock_offset = -90);
    check(AccountChange::Push(PushSync::default()), &|account| account.push = PushSync::default());
    check(AccountChange::NextKey(None), &|account| account.next_key = None);
    check(AccountChange::PromoteNextKey, &|_| ());
    check(AccountChange::NextKey(Some(next.clone())), &|account| account.next_key = Some(next.clone()));
    assert_eq!(store.account(&account_id("other")), Ok(account("other")));
}

pub(super) fn a_promoted_key_replaces_the_key(bench: &impl Bench) {
    let store = bench.open();
    enroll(&store, &account("acc"));
    let next = DeviceKey { handle: handle("next"), public: PublicKey::Ed25519([8; 32]) };
    store.change_account(&account_id("acc"), &AccountChange::NextKey(Some(next.clone()))).expect("an account");

    for _ in 0..2 {
        store.change_account(&account_id("acc"), &AccountChange::PromoteNextKey).expect("an account");

        let changed = store.account(&account_id("acc")).expect("an account");
        assert_eq!(changed.key.as_ref(), Some(&next));
        assert_eq!(changed.next_key, None);
    }
}

pub(super) fn an_unknown_account_is_not_found(bench: &impl Bench) {
    let store = bench.open();
    let id = account_id("nobody");

    assert_eq!(store.account(&id), Err(StoreError::NotFound));
    assert_eq!(store.next_counter(&id), Err(StoreError::NotFound));
    assert_eq!(store.otp(&id).err(), Some(StoreError::NotFound));
    for change in
        [AccountChange::Label(None), AccountChange::ClockOffset(1), AccountChange::State(AccountState::Active)]
    {
        assert_eq!(store.change_account(&id, &change), Err(StoreError::NotFound));
    }
}

pub(super) fn counters_go_up_by_one(bench: &impl Bench) {
    let store = bench.open();
    enroll(&store, &account("acc"));
    let id = account_id("acc");

    assert_eq!(store.next_counter(&id), Ok(8));
    assert_eq!(bench.open().next_counter(&id), Ok(9));
    assert_eq!(store.account(&id).expect("an account").counter, 9);
}

pub(super) fn one_time_codes_come_back_as_stored(bench: &impl Bench) {
    let store = bench.open();
    store.begin_enrollment(&enrollment("with")).expect("a store");
    store.finish_enrollment(&account("with"), Some(&Secret::new(vec![1, 2, 3]))).expect("a begun enrollment");
    enroll(&store, &account("without"));

    let otp = store.otp(&account_id("with")).expect("an account").expect("a secret");
    assert_eq!(otp.expose(), [1, 2, 3]);
    assert!(store.otp(&account_id("without")).expect("an account").is_none());
}

pub(super) fn removing_keeps_what_was_decided(bench: &impl Bench) {
    let store = bench.open();
    enroll(&store, &account("acc"));
    enroll(&store, &account("other"));
    for server in ["waiting", "latched", "decided"] {
        store.record_challenge(&challenge("acc", server)).expect("an account");
        store.record_challenge(&challenge("other", server)).expect("an account");
    }
    store.latch_deny(&challenge_id("acc", "latched"), Some(DenyReason::Mistake)).expect("a challenge");
    store.decide(&entry(&challenge_id("acc", "decided"), Verdict::Deny, 8)).expect("a challenge");

    assert_eq!(store.remove_account(&account_id("acc")), Ok(()));
    assert_eq!(store.remove_account(&account_id("acc")), Ok(()));

    assert_eq!(store.account(&account_id("acc")), Err(StoreError::NotFound));
    assert_eq!(store.challenge(&challenge_id("acc", "waiting")), Err(StoreError::NotFound));
    assert!(store.challenge(&challenge_id("acc", "latched")).is_ok());
    assert!(store.challenge(&challenge_id("acc", "decided")).is_ok());
    assert_eq!(store.pending(at(2_000)).expect("a store").len(), 3);
}
