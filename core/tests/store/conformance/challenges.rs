//! Challenges and which of them wait.

use countersign_core::model::{
    AccountChange, Challenge, ChallengeStatus, DenyReason, HistoryEntry, HistoryPage, NumberChallenge, Recorded,
    Requirement, Restriction, Settlement, UnixTime, Verdict,
};
use countersign_core::store::{Intake, Row, Store, StoreError};

use super::Bench;
use crate::samples::{account, account_id, at, challenge, challenge_id, enroll, entry};

pub(super) fn a_challenge_comes_back_as_stored(bench: &impl Bench) {
    let store = bench.open();
    enroll(&store, &account("acc"));
    let full = challenge("acc", "full");
    let bare = Challenge {
        expires_at: None,
        text: None,
        details: vec![],
        number: NumberChallenge::Enter { digits: 6 },
        user_verification: Requirement::Required,
        restriction: Some(Restriction::UnknownCritical),
        ..challenge("acc", "bare")
    };

    for original in [full, bare] {
        assert_eq!(store.record_challenge(&original), Ok(Intake::New));
        assert_eq!(bench.open().challenge(&original.id), Ok((original, ChallengeStatus::Pending)));
    }
}

pub(super) fn the_first_message_stays(bench: &impl Bench) {
    let store = bench.open();
    enroll(&store, &account("acc"));
    let first = challenge("acc", "one");
    let exchanged = Challenge { text: Some("another text".into()), ..first.clone() };
    store.record_challenge(&first).expect("an account");

    assert_eq!(store.record_challenge(&exchanged), Ok(Intake::Known(ChallengeStatus::Pending)));
    store.latch_deny(&first.id, Some(DenyReason::Mistake)).expect("a challenge");
    let latched = ChallengeStatus::Latched { reason: Some(DenyReason::Mistake) };
    assert_eq!(store.record_challenge(&exchanged), Ok(Intake::Known(latched)));
    store.decide(&entry(&first.id, Verdict::Deny, 8)).expect("a challenge");
    let decided = ChallengeStatus::Decided { verdict: Verdict::Deny };
    assert_eq!(store.record_challenge(&exchanged), Ok(Intake::Known(decided)));
    assert_eq!(store.challenge(&first.id), Ok((first, decided)));
}

pub(super) fn a_challenge_needs_its_account(bench: &impl Bench) {
    let store = bench.open();

    assert_eq!(store.record_challenge(&challenge("nobody", "one")), Err(StoreError::NotFound));
    assert_eq!(store.challenge(&challenge_id("nobody", "one")), Err(StoreError::NotFound));
}

pub(super) fn equal_ids_of_two_accounts_are_two_challenges(bench: &impl Bench) {
    let store = bench.open();
    enroll(&store, &account("one"));
    enroll(&store, &account("two"));
    store.record_challenge(&challenge("one", "same")).expect("an account");

    assert_eq!(store.record_challenge(&challenge("two", "same")), Ok(Intake::New));
    store.decide(&entry(&challenge_id("one", "same"), Verdict::Approve, 8)).expect("a challenge");
    assert_eq!(store.pending(at(2_000)), Ok(vec![Row::Intact(challenge("two", "same"))]));
}

pub(super) fn pending_lists_what_waits_oldest_first(bench: &impl Bench) {
    let store = bench.open();
    enroll(&store, &account("acc"));
    let issued = |server, seconds| Challenge { issued_at: at(seconds), ..challenge("acc", server) };
    for original in [issued("c", 30), issued("a", 10), issued("b", 20), issued("e", 20), issued("d", 1)] {
        store.record_challenge(&original).expect("an account");
    }
    store.decide(&entry(&challenge_id("acc", "c"), Verdict::Approve, 8)).expect("a challenge");
    store.latch_deny(&challenge_id("acc", "d"), None).expect("a challenge");

    assert_eq!(ids(store.pending(at(100))), ["acc.a", "acc.b", "acc.e"]);
}

pub(super) fn pending_ends_with_the_challenge(bench: &impl Bench) {
    let store = bench.open();
    enroll(&store, &account("acc"));
    store.record_challenge(&challenge("acc", "ends")).expect("an account");
    store.record_challenge(&Challenge { expires_at: None, ..challenge("acc", "stays") }).expect("an account");

    assert_eq!(ids(store.pending(at(2_119))), ["acc.ends", "acc.stays"]);
    assert_eq!(ids(store.pending(at(2_120))), ["acc.stays"]);
}

pub(super) fn a_challenge_without_an_end_waits_ten_minutes(bench: &impl Bench) {
    let store = bench.open();
    enroll(&store, &account("acc"));
    let open_ended = Challenge { expires_at: None, ..challenge("acc", "open") };
    let latched = Challenge { expires_at: None, ..challenge("acc", "latched") };
    for challenge in [&open_ended, &latched] {
        store.record_challenge(challenge).expect("an account");
    }
    store.latch_deny(&latched.id, None).expect("a challenge");
    let end = 2_000 + Challenge::OPEN_ENDED_LIFE;

    assert_eq!(ids(store.pending(at(end - 1))), ["acc.open"]);
    assert_eq!(ids(store.latched(at(end - 1))), ["acc.latched"]);
    assert_eq!((ids(store.pending(at(end))).len(), ids(store.latched(at(end))).len()), (0, 0));
    assert_eq!(bench.open().challenge(&open_ended.id), Ok((open_ended.clone(), ChallengeStatus::Pending)));
    let page = HistoryPage { account: None, before: None, limit: 10 };
    let settlement = Settlement { recorded: Recorded::Expired, by_us: false, at: at(end) };
    let ended = HistoryEntry::Challenge {
        challenge: Box::new(open_ended),
        status: ChallengeStatus::Settled { verdict: None, settlement },
    };
    assert!(store.history(&page, at(end)).expect("a store").contains(&Row::Intact(ended.clone())));
    assert!(!store.history(&page, at(end - 1)).expect("a store").contains(&Row::Intact(ended)));
}

pub(super) fn pending_follows_the_clock_of_each_server(bench: &impl Bench) {
    let store = bench.open();
    for (name, offset) in [("ahead", 3_600), ("behind", -3_600), ("equal", 0)] {
        enroll(&store, &account(name));
        store.change_account(&account_id(name), &AccountChange::ClockOffset(offset)).expect("an account");
        store.record_challenge(&challenge(name, "one")).expect("an account");
    }
    let names = |now: i64| ids(store.pending(at(now)));

    assert_eq!(names(2_120 - 3_601), ["ahead.one", "behind.one", "equal.one"]);
    assert_eq!(names(2_120 - 3_600), ["behind.one", "equal.one"]);
    assert_eq!(names(2_120), ["behind.one"]);
    assert_eq!(names(2_120 + 3_600), [""; 0]);
}

pub(super) fn latched_lists_denies_to_sign(bench: &impl Bench) {
    let store = bench.open();
    enroll(&store, &account("acc"));
    enroll(&store, &account("gone"));
    for id in [challenge_id("acc", "b"), challenge_id("acc", "a"), challenge_id("gone", "c")] {
        store.record_challenge(&challenge(id.account.as_str(), id.server.as_str())).expect("an account");
        store.latch_deny(&id, None).expect("a challenge");
    }
    store.record_challenge(&challenge("acc", "waits")).expect("an account");
    store.remove_account(&account_id("gone")).expect("a store");

    assert_eq!(ids(store.latched(at(2_119))), ["acc.b", "acc.a"]);
    assert_eq!(ids(store.latched(at(2_120))), [""; 0]);
    store.decide(&entry(&challenge_id("acc", "b"), Verdict::Deny, 8)).expect("a challenge");
    assert_eq!(ids(store.latched(UnixTime::from_seconds(0))), ["acc.a"]);
}

fn ids(rows: Result<Vec<Row<Challenge>>, StoreError>) -> Vec<String> {
    let challenges = rows.expect("a store").into_iter().filter_map(Row::intact);
    challenges.map(|challenge| challenge.id.to_string()).collect()
}
