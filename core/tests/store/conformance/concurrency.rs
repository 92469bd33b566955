//! Several handles at once.

use std::collections::BTreeSet;
use std::thread;

use countersign_core::model::Verdict;
use countersign_core::store::{Begun, Decided, Store};

use super::Bench;
use crate::samples::{account, account_id, challenge, challenge_id, enroll, enrollment, entry};

/// Runs `work` on `HANDLES` handles at once and collects what each returns.
fn at_once<B: Bench, T: Send + 'static>(bench: &B, work: impl Fn(u64, &B::Handle) -> T + Send + Sync) -> Vec<T> {
    let handles: Vec<_> = (0..HANDLES).map(|number| (number, bench.open())).collect();
    thread::scope(|scope| {
        let threads: Vec<_> = handles.iter().map(|(number, handle)| scope.spawn(|| work(*number, handle))).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    })
}

pub(super) fn counters_are_unique_across_handles(bench: &impl Bench) {
    enroll(&bench.open(), &account("acc"));

    let counters = at_once(bench, |_, store| {
        (0..ROUNDS).map(|_| store.next_counter(&account_id("acc")).expect("an account")).collect::<Vec<_>>()
    });

    let distinct: BTreeSet<_> = counters.into_iter().flatten().collect();
    assert_eq!(distinct, (8..8 + HANDLES * ROUNDS).collect());
}

pub(super) fn one_of_many_decisions_wins(bench: &impl Bench) {
    enroll(&bench.open(), &account("acc"));
    for round in 0..ROUNDS {
        let server = format!("c{round}");
        bench.open().record_challenge(&challenge("acc", &server)).expect("an account");

        let outcomes = at_once(bench, |number, store| {
            let verdict = if number % 2 == 0 { Verdict::Approve } else { Verdict::Deny };
            let counter = 100 * (round + 1) + number;
            (verdict, store.decide(&entry(&challenge_id("acc", &server), verdict, counter)).expect("a challenge"))
        });

        let winners: Vec<_> = outcomes.iter().filter(|(_, outcome)| *outcome == Decided::Now).collect();
        assert_eq!(winners.len(), 1, "{outcomes:?}");
        let stored = bench.open().journal_entry(&challenge_id("acc", &server)).expect("a store").expect("an entry");
        assert_eq!(stored.verdict, winners[0].0);
    }
}

pub(super) fn one_of_many_enrollments_starts(bench: &impl Bench) {
    let outcomes = at_once(bench, |_, store| store.begin_enrollment(&enrollment("acc")).expect("a store"));

    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Begun::Started).count(), 1);
    assert_eq!(bench.open().enrollments().expect("a store").len(), 1);
}

const HANDLES: u64 = 4;
const ROUNDS: u64 = 8;
