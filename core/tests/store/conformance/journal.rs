//! Decisions and settlements.

use countersign_core::model::{ChallengeStatus, DenyReason, JournalEntry, Recorded, Settlement, Verdict};
use countersign_core::store::{Decided, Row, Store, StoreError};

use super::Bench;
use crate::samples::{account, account_id, at, challenge, challenge_id, enroll, entry, settlement};

fn prepare(store: &impl Store, servers: &[&str]) {
    enroll(store, &account("acc"));
    for server in servers {
        store.record_challenge(&challenge("acc", server)).expect("an account");
    }
}

fn status(store: &impl Store, server: &str) -> ChallengeStatus {
    store.challenge(&challenge_id("acc", server)).expect("a challenge").1
}

pub(super) fn a_decision_is_made_once(bench: &impl Bench) {
    let store = bench.open();
    prepare(&store, &["one"]);
    let id = challenge_id("acc", "one");
    let approved = ChallengeStatus::Decided { verdict: Verdict::Approve };
    let before = Ok(Decided::Before { verdict: Verdict::Approve, status: approved });

    assert_eq!(store.decide(&entry(&id, Verdict::Approve, 8)), Ok(Decided::Now));

    assert_eq!(status(&bench.open(), "one"), approved);
    assert_eq!(store.decide(&entry(&id, Verdict::Approve, 8)), before);
    assert_eq!(store.decide(&entry(&id, Verdict::Deny, 9)), before);
    assert_eq!(store.latch_deny(&id, None), before);
    assert_eq!(store.account(&account_id("acc")).expect("an account").counter, 8);
    assert_eq!(store.journal_entry(&id), Ok(Some(entry(&id, Verdict::Approve, 8))));
}

pub(super) fn a_latched_deny_can_only_become_a_deny(bench: &impl Bench) {
    let store = bench.open();
    prepare(&store, &["one"]);
    let id = challenge_id("acc", "one");
    let latched = ChallengeStatus::Latched { reason: Some(DenyReason::Suspicious) };

    assert_eq!(store.latch_deny(&id, Some(DenyReason::Suspicious)), Ok(Decided::Now));

    assert_eq!(status(&bench.open(), "one"), latched);
    let before = Decided::Before { verdict: Verdict::Deny, status: latched };
    assert_eq!(store.decide(&entry(&id, Verdict::Approve, 8)), Ok(before));
    assert_eq!(status(&store, "one"), latched);
    assert_eq!(store.journal_entry(&id), Ok(None));
    assert_eq!(store.decide(&entry(&id, Verdict::Deny, 8)), Ok(Decided::Now));
    assert_eq!(status(&store, "one"), ChallengeStatus::Decided { verdict: Verdict::Deny });
}

pub(super) fn a_deny_is_latched_once(bench: &impl Bench) {
    let store = bench.open();
    prepare(&store, &["one"]);
    let id = challenge_id("acc", "one");
    store.latch_deny(&id, Some(DenyReason::WrongNumber)).expect("a challenge");

    let status = ChallengeStatus::Latched { reason: Some(DenyReason::WrongNumber) };
    let before = Decided::Before { verdict: Verdict::Deny, status };
    assert_eq!(store.latch_deny(&id, Some(DenyReason::Suspicious)), Ok(before));
}

pub(super) fn what_ended_cannot_be_decided(bench: &impl Bench) {
    let store = bench.open();
    prepare(&store, &["undecided", "latched"]);
    let canceled = Settlement { by_us: false, ..settlement(Recorded::Canceled) };
    let (undecided, latched) = (challenge_id("acc", "undecided"), challenge_id("acc", "latched"));
    store.latch_deny(&latched, None).expect("a challenge");
    store.settle(&undecided, &canceled).expect("a challenge");
    store.settle(&latched, &canceled).expect("a challenge");

    for verdict in [Verdict::Approve, Verdict::Deny] {
        assert_eq!(store.decide(&entry(&undecided, verdict, 8)), Ok(Decided::Ended(canceled)));
    }
    assert_eq!(store.latch_deny(&undecided, None), Ok(Decided::Ended(canceled)));
    let status = ChallengeStatus::Settled { verdict: Some(Verdict::Deny), settlement: canceled };
    let before = Ok(Decided::Before { verdict: Verdict::Deny, status });
    assert_eq!(store.decide(&entry(&latched, Verdict::Deny, 8)), before);
    assert_eq!(store.decide(&entry(&latched, Verdict::Approve, 8)), before);
    assert_eq!(store.pending(at(2_000)), Ok(vec![]));
    assert_eq!(store.latched(at(2_000)), Ok(vec![]));
}

pub(super) fn a_used_counter_is_refused(bench: &impl Bench) {
    let store = bench.open();
    prepare(&store, &["one"]);
    let id = challenge_id("acc", "one");
    assert_eq!(store.next_counter(&id.account), Ok(8));

    for used in [0, 7, 8] {
        assert_eq!(store.decide(&entry(&id, Verdict::Approve, used)), Ok(Decided::CounterTaken));
    }
    assert_eq!(status(&store, "one"), ChallengeStatus::Pending);
    assert_eq!(store.journal_entry(&id), Ok(None));
    assert_eq!(store.decide(&entry(&id, Verdict::Approve, 9)), Ok(Decided::Now));
}

pub(super) fn a_decision_takes_its_counter(bench: &impl Bench) {
    let store = bench.open();
    prepare(&store, &["one", "two"]);
    store.decide(&entry(&challenge_id("acc", "one"), Verdict::Approve, 20)).expect("a challenge");

    let second = challenge_id("acc", "two");
    assert_eq!(store.decide(&entry(&second, Verdict::Approve, 20)), Ok(Decided::CounterTaken));
    assert_eq!(store.next_counter(&account_id("acc")), Ok(21));
}

pub(super) fn the_journal_entry_comes_back_as_stored(bench: &impl Bench) {
    let store = bench.open();
    prepare(&store, &["one", "two"]);
    let id = challenge_id("acc", "one");
    let original =
        JournalEntry { reason: Some(DenyReason::Suspicious), answer: vec![0, 255, 1], ..entry(&id, Verdict::Deny, 8) };
    store.decide(&original).expect("a challenge");

    assert_eq!(bench.open().journal_entry(&id), Ok(Some(original.clone())));
    store.settle(&id, &settlement(Recorded::Denied)).expect("a challenge");
    assert_eq!(store.journal_entry(&id), Ok(Some(original)));
    assert_eq!(store.journal_entry(&challenge_id("acc", "two")), Ok(None));
    assert_eq!(store.journal_entry(&challenge_id("acc", "unknown")), Ok(None));
}

pub(super) fn unsettled_answers_are_listed_oldest_first(bench: &impl Bench) {
    let store = bench.open();
    prepare(&store, &["late", "early", "settled", "waiting"]);
    let decided = |server, seconds, counter| JournalEntry {
        decided_at: at(seconds),
        ..entry(&challenge_id("acc", server), Verdict::Approve, counter)
    };
    let (late, early) = (decided("late", 30, 8), decided("early", 10, 9));
    for entry in [&late, &early, &decided("settled", 20, 10)] {
        store.decide(entry).expect("a challenge");
    }
    store.settle(&challenge_id("acc", "settled"), &settlement(Recorded::Approved)).expect("a challenge");

    assert_eq!(store.unsettled(), Ok(vec![Row::Intact(early), Row::Intact(late)]));
}

pub(super) fn answers_of_removed_accounts_are_not_sent(bench: &impl Bench) {
    let store = bench.open();
    prepare(&store, &["one"]);
    let id = challenge_id("acc", "one");
    store.decide(&entry(&id, Verdict::Approve, 8)).expect("a challenge");
    store.remove_account(&id.account).expect("a store");

    assert_eq!(store.unsettled(), Ok(vec![]));
    assert_eq!(store.journal_entry(&id), Ok(Some(entry(&id, Verdict::Approve, 8))));
}

pub(super) fn the_first_settlement_stays(bench: &impl Bench) {
    let store = bench.open();
    prepare(&store, &["one"]);
    let id = challenge_id("acc", "one");
    store.decide(&entry(&id, Verdict::Approve, 8)).expect("a challenge");
    let first = settlement(Recorded::Approved);

    assert_eq!(store.settle(&id, &first), Ok(first));

    let second = Settlement { recorded: Recorded::Expired, by_us: false, at: at(9_999) };
    assert_eq!(bench.open().settle(&id, &second), Ok(first));
    let verdict = Some(Verdict::Approve);
    assert_eq!(status(&store, "one"), ChallengeStatus::Settled { verdict, settlement: first });
    for recorded in [Recorded::Denied, Recorded::WrongNumber, Recorded::Expired, Recorded::Canceled] {
        let id = challenge_id("acc", &format!("{recorded:?}"));
        store.record_challenge(&challenge("acc", id.server.as_str())).expect("an account");
        assert_eq!(store.settle(&id, &settlement(recorded)), Ok(settlement(recorded)));
        let settlement = settlement(recorded);
        assert_eq!(status(&store, id.server.as_str()), ChallengeStatus::Settled { verdict: None, settlement });
    }
}

pub(super) fn unknown_challenges_cannot_be_decided(bench: &impl Bench) {
    let store = bench.open();
    prepare(&store, &[]);
    let id = challenge_id("acc", "unknown");

    assert_eq!(store.decide(&entry(&id, Verdict::Deny, 8)), Err(StoreError::NotFound));
    assert_eq!(store.latch_deny(&id, None), Err(StoreError::NotFound));
    assert_eq!(store.settle(&id, &settlement(Recorded::Denied)), Err(StoreError::NotFound));
    assert_eq!(store.next_counter(&account_id("acc")), Ok(8));
}
