//! What every store must do. Each test runs against each store.

mod accounts;
mod challenges;
mod concurrency;
mod enrollment;
mod history;
mod journal;
mod keys;

use std::sync::Arc;

use countersign_core::store::{MemoryStore, SqliteStore, Store};

use crate::samples::Home;

/// One set of data that can be opened several times.
trait Bench {
    type Handle: Store + 'static;

    fn new() -> Self;
    fn open(&self) -> Self::Handle;
}

struct MemoryBench(Arc<MemoryStore>);

impl Bench for MemoryBench {
    type Handle = Arc<MemoryStore>;

    fn new() -> Self {
        Self(Arc::new(MemoryStore::new()))
    }

    fn open(&self) -> Self::Handle {
        Arc::clone(&self.0)
    }
}

struct SqliteBench(Home);

impl Bench for SqliteBench {
    type Handle = SqliteStore;

    fn new() -> Self {
        Self(Home::new())
    }

    fn open(&self) -> Self::Handle {
        self.0.open()
    }
}

macro_rules! conformance {
    ($($module:ident: $($test:ident),+;)+) => {
        mod memory {
            use super::*;
            $($(#[test] fn $test() { $module::$test(&MemoryBench::new()); })+)+
        }
        mod sqlite {
            use super::*;
            $($(#[test] fn $test() { $module::$test(&SqliteBench::new()); })+)+
        }
    };
}

conformance! {
    enrollment:
        an_enrollment_begins_once,
        enrollments_are_listed_oldest_first,
        what_is_remembered_of_an_enrollment_can_be_replaced,
        what_was_given_up_never_becomes_an_account,
        finishing_replaces_the_enrollment_by_the_account,
        finishing_twice_is_finishing_once,
        finishing_what_was_never_begun_is_refused,
        an_abandoned_enrollment_is_forgotten;
    accounts:
        an_account_comes_back_as_stored,
        accounts_are_listed_in_order_of_enrollment,
        every_change_is_applied_alone,
        a_promoted_key_replaces_the_key,
        an_unknown_account_is_not_found,
        counters_go_up_by_one,
        one_time_codes_come_back_as_stored,
        removing_keeps_what_was_decided;
    challenges:
        a_challenge_comes_back_as_stored,
        the_first_message_stays,
        a_challenge_needs_its_account,
        equal_ids_of_two_accounts_are_two_challenges,
        pending_lists_what_waits_oldest_first,
        pending_ends_with_the_challenge,
        a_challenge_without_an_end_waits_ten_minutes,
        pending_follows_the_clock_of_each_server,
        latched_lists_denies_to_sign;
    journal:
        a_decision_is_made_once,
        a_latched_deny_can_only_become_a_deny,
        a_deny_is_latched_once,
        what_ended_cannot_be_decided,
        a_used_counter_is_refused,
        a_decision_takes_its_counter,
        the_journal_entry_comes_back_as_stored,
        unsettled_answers_are_listed_oldest_first,
        answers_of_removed_accounts_are_not_sent,
        the_first_settlement_stays,
        unknown_challenges_cannot_be_decided;
    history:
        history_is_newest_first,
        history_comes_in_pages,
        pages_never_part_what_happened_in_one_second,
        history_of_one_account_is_only_its_own,
        what_waits_is_not_history_until_it_expires,
        expired_challenges_follow_the_clock_of_their_server,
        history_outlives_the_account;
    keys:
        a_key_comes_back_as_stored,
        the_first_key_stays,
        a_deleted_key_is_gone;
    concurrency:
        counters_are_unique_across_handles,
        one_of_many_decisions_wins,
        one_of_many_enrollments_starts;
}
