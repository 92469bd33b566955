//! Beginning, finishing and giving up an enrollment.

use countersign_core::model::{ApprovalKey, DeviceKey, DialectState, Enrollment, PublicKey, Secret};
use countersign_core::store::{Begun, Row, Store, StoreError};

use super::Bench;
use crate::samples::{account, account_id, enroll, enrollment, handle};

pub(super) fn an_enrollment_begins_once(bench: &impl Bench) {
    let store = bench.open();
    let first = enrollment("acc");
    let second = Enrollment { resume: DialectState(b"another".to_vec()), ..first.clone() };

    assert_eq!(store.begin_enrollment(&first), Ok(Begun::Started));
    assert_eq!(store.begin_enrollment(&second), Ok(Begun::Resumed(Box::new(first))));
    store.finish_enrollment(&account("acc"), None).expect("a begun enrollment");
    assert_eq!(store.begin_enrollment(&second), Ok(Begun::AlreadyEnrolled(account_id("acc"))));
}

pub(super) fn what_is_remembered_of_an_enrollment_can_be_replaced(bench: &impl Bench) {
    let store = bench.open();
    let begun = Enrollment { approval: ApprovalKey::Undecided, ..enrollment("acc") };
    let key = DeviceKey { handle: handle("approval"), public: PublicKey::Ed25519([8; 32]) };
    let decided =
        Enrollment { approval: ApprovalKey::With(key), resume: DialectState(b"proved".to_vec()), ..begun.clone() };
    let otherwise = Enrollment { approval: ApprovalKey::Without, ..begun.clone() };
    store.begin_enrollment(&begun).expect("a store");

    assert_eq!(store.replace_enrollment(&begun, &decided), Ok(decided.clone()));
    assert_eq!(bench.open().enrollments(), Ok(vec![Row::Intact(decided.clone())]));

    assert_eq!(store.replace_enrollment(&begun, &otherwise), Ok(decided.clone()), "the first decision stays");
    assert_eq!(bench.open().enrollments(), Ok(vec![Row::Intact(decided.clone())]));

    store.abandon_enrollment(&decided.id).expect("a store");
    assert_eq!(store.replace_enrollment(&decided, &otherwise), Err(StoreError::NotFound));
    assert_eq!(store.enrollments(), Ok(vec![]));
}

pub(super) fn what_was_given_up_never_becomes_an_account(bench: &impl Bench) {
    let store = bench.open();
    let begun = enrollment("acc");
    let given_up = Enrollment { is_given_up: true, ..begun.clone() };
    store.begin_enrollment(&begun).expect("a store");

    assert_eq!(store.replace_enrollment(&begun, &given_up), Ok(given_up.clone()));

    assert_eq!(store.finish_enrollment(&account("acc"), None), Err(StoreError::NotFound));
    assert_eq!(store.account(&account_id("acc")), Err(StoreError::NotFound));
    assert_eq!(bench.open().enrollments(), Ok(vec![Row::Intact(given_up)]));
}

pub(super) fn enrollments_are_listed_oldest_first(bench: &impl Bench) {
    let store = bench.open();
    for name in ["zzz", "aaa", "mmm"] {
        store.begin_enrollment(&enrollment(name)).expect("a store");
    }

    let expected: Vec<_> = ["zzz", "aaa", "mmm"].map(|name| Row::Intact(enrollment(name))).into();
    assert_eq!(store.enrollments(), Ok(expected));
}

pub(super) fn finishing_replaces_the_enrollment_by_the_account(bench: &impl Bench) {
    let store = bench.open();
    store.begin_enrollment(&enrollment("acc")).expect("a store");

    store.finish_enrollment(&account("acc"), Some(&Secret::new(vec![1, 2]))).expect("a begun enrollment");

    assert_eq!(store.enrollments(), Ok(vec![]));
    assert_eq!(store.account(&account_id("acc")), Ok(account("acc")));
}

pub(super) fn finishing_twice_is_finishing_once(bench: &impl Bench) {
    let store = bench.open();
    enroll(&store, &account("acc"));
    let counter = store.next_counter(&account_id("acc")).expect("an account");

    assert_eq!(store.finish_enrollment(&account("acc"), None), Ok(()));
    assert_eq!(store.account(&account_id("acc")).expect("an account").counter, counter);
}

pub(super) fn finishing_what_was_never_begun_is_refused(bench: &impl Bench) {
    let store = bench.open();

    assert_eq!(store.finish_enrollment(&account("acc"), None), Err(StoreError::NotFound));
    assert_eq!(store.accounts(), Ok(vec![]));
}

pub(super) fn an_abandoned_enrollment_is_forgotten(bench: &impl Bench) {
    let store = bench.open();
    store.begin_enrollment(&enrollment("acc")).expect("a store");

    assert_eq!(store.abandon_enrollment(&account_id("acc")), Ok(()));
    assert_eq!(store.abandon_enrollment(&account_id("acc")), Ok(()));
    assert_eq!(store.enrollments(), Ok(vec![]));
    assert_eq!(store.begin_enrollment(&enrollment("acc")), Ok(Begun::Started));
}
