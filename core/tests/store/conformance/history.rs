//! History as the person reads it.

use countersign_core::model::{
    AccountChange, Challenge, ChallengeStatus, Event, EventKind, HistoryEntry, HistoryPage, Recorded, Settlement,
    UnixTime, Verdict,
};
use countersign_core::store::{Row, Store};

use super::Bench;
use crate::samples::{account, account_id, at, challenge, challenge_id, enroll, entry, event, settlement};

const ALL: HistoryPage = HistoryPage { account: None, before: None, limit: 100 };
const BEFORE_ANY_END: UnixTime = UnixTime::from_seconds(0);

fn read(store: &impl Store, page: &HistoryPage, now: UnixTime) -> Vec<HistoryEntry> {
    store.history(page, now).expect("a store").into_iter().filter_map(Row::intact).collect()
}

fn times(entries: &[HistoryEntry]) -> Vec<i64> {
    entries.iter().map(|entry| entry.at().seconds()).collect()
}

/// A settled challenge.
fn ended(store: &impl Store, account: &str, seconds: i64) {
    let original = Challenge { issued_at: at(seconds), ..challenge(account, &format!("c{seconds}")) };
    store.record_challenge(&original).expect("an account");
    store.settle(&original.id, &settlement(Recorded::Canceled)).expect("a challenge");
}

pub(super) fn history_is_newest_first(bench: &impl Bench) {
    let store = bench.open();
    enroll(&store, &account("acc"));
    let kinds = [
        EventKind::Enrolled,
        EventKind::Removed,
        EventKind::RemovedOnServer,
        EventKind::Suspended,
        EventKind::KeyRotated,
        EventKind::LockedOut,
        EventKind::WeakChallengeRefused,
        EventKind::ForgedChallengeRefused,
        EventKind::DeviceAdded,
    ];
    let events: Vec<_> = (10..).zip(kinds).map(|(seconds, kind)| Event { kind, ..event("acc", seconds) }).collect();
    for event in &events {
        store.append_event(event).expect("a store");
    }
    ended(&store, "acc", 30);
    ended(&store, "acc", 5);

    let entries = read(&bench.open(), &ALL, BEFORE_ANY_END);

    assert_eq!(times(&entries), [30, 18, 17, 16, 15, 14, 13, 12, 11, 10, 5]);
    let found: Vec<_> = entries[1..10].iter().rev().cloned().collect();
    assert_eq!(found, events.into_iter().map(HistoryEntry::Event).collect::<Vec<_>>());
}

pub(super) fn history_comes_in_pages(bench: &impl Bench) {
    let store = bench.open();
    enroll(&store, &account("acc"));
    for seconds in (0..20).step_by(2) {
        store.append_event(&event("acc", seconds)).expect("a store");
        ended(&store, "acc", seconds + 1);
    }

    let mut seen = Vec::new();
    let mut page = HistoryPage { limit: 3, ..ALL };
    loop {
        let entries = read(&store, &page, BEFORE_ANY_END);
        let Some(last) = entries.last() else { break };
        assert!(entries.len() <= 3);
        page.before = Some(last.at());
        seen.extend(times(&entries));
    }
    assert_eq!(seen, (0..20).rev().collect::<Vec<_>>());
    assert_eq!(read(&store, &HistoryPage { limit: 0, ..ALL }, BEFORE_ANY_END), []);
}

pub(super) fn pages_never_part_what_happened_in_one_second(bench: &impl Bench) {
    let store = bench.open();
    for (name, seconds) in [("a", 9), ("b", 5), ("c", 5), ("d", 5), ("e", 2)] {
        store.append_event(&event(name, seconds)).expect("a store");
    }
    enroll(&store, &account("acc"));
    ended(&store, "acc", 5);

    let page = |before, limit| times(&read(&store, &HistoryPage { before, limit, ..ALL }, BEFORE_ANY_END));

    assert_eq!(page(None, 1), [9]);
    assert_eq!(page(None, 2), [9, 5, 5, 5, 5]);
    assert_eq!(page(Some(at(9)), 1), [5, 5, 5, 5]);
    assert_eq!(page(Some(at(5)), 1), [2]);
    assert_eq!(page(None, 5), [9, 5, 5, 5, 5]);
    assert_eq!(page(None, 6), [9, 5, 5, 5, 5, 2]);
}

pub(super) fn history_of_one_account_is_only_its_own(bench: &impl Bench) {
    let store = bench.open();
    for (name, seconds) in [("one", 10), ("two", 20)] {
        enroll(&store, &account(name));
        store.append_event(&event(name, seconds)).expect("a store");
        ended(&store, name, seconds + 1);
    }

    let page = HistoryPage { account: Some(account_id("one")), ..ALL };
    assert_eq!(times(&read(&store, &page, BEFORE_ANY_END)), [11, 10]);
    let page = HistoryPage { before: Some(at(11)), ..page };
    assert_eq!(times(&read(&store, &page, BEFORE_ANY_END)), [10]);
}

pub(super) fn what_waits_is_not_history_until_it_expires(bench: &impl Bench) {
    let store = bench.open();
    enroll(&store, &account("acc"));
    let expired = Settlement { recorded: Recorded::Expired, by_us: false, at: at(2_120) };
    for server in ["waiting", "latched", "decided"] {
        store.record_challenge(&challenge("acc", server)).expect("an account");
    }
    store.latch_deny(&challenge_id("acc", "latched"), None).expect("a challenge");
    store.decide(&entry(&challenge_id("acc", "decided"), Verdict::Approve, 8)).expect("a challenge");
    let statuses = |now: i64| {
        let entries = read(&store, &ALL, at(now)).into_iter().map(|entry| match entry {
            HistoryEntry::Challenge { challenge, status } => (challenge.id.server.to_string(), status),
            HistoryEntry::Event(event) => panic!("{event:?} was not stored"),
        });
        entries.collect::<Vec<_>>()
    };
    let decided = ("decided".to_owned(), ChallengeStatus::Decided { verdict: Verdict::Approve });
    let ended = |verdict| ChallengeStatus::Settled { verdict, settlement: expired };

    let latched = ("latched".to_owned(), ChallengeStatus::Latched { reason: None });
    assert_eq!(statuses(2_119), [decided.clone(), latched]);
    let latched = ("latched".to_owned(), ended(Some(Verdict::Deny)));
    assert_eq!(statuses(2_120), [decided, latched, ("waiting".to_owned(), ended(None))]);
    assert_eq!(store.challenge(&challenge_id("acc", "waiting")).expect("a challenge").1, ChallengeStatus::Pending);
}

pub(super) fn expired_challenges_follow_the_clock_of_their_server(bench: &impl Bench) {
    let store = bench.open();
    enroll(&store, &account("acc"));
    store.change_account(&account_id("acc"), &AccountChange::ClockOffset(-60)).expect("an account");
    store.record_challenge(&challenge("acc", "one")).expect("an account");

    assert_eq!(read(&store, &ALL, at(2_179)).len(), 0);
    assert_eq!(read(&store, &ALL, at(2_180)).len(), 1);
}

pub(super) fn history_outlives_the_account(bench: &impl Bench) {
    let store = bench.open();
    enroll(&store, &account("acc"));
    store.append_event(&event("acc", 10)).expect("a store");
    ended(&store, "acc", 20);

    store.remove_account(&account_id("acc")).expect("a store");
    store.append_event(&event("acc", 30)).expect("a store");

    assert_eq!(times(&read(&store, &ALL, at(9_999))), [30, 20, 10]);
    let page = HistoryPage { account: Some(account_id("acc")), ..ALL };
    assert_eq!(times(&read(&store, &page, at(9_999))), [30, 20, 10]);
}
