//! Waiting for a phone, and how it ends.

use super::super::fake::Fake;
use super::super::{Channel, Conclusion, FactorKind, Failure, Input, Screen};
use super::{Trip, done, waited};

const PUSH: &[FactorKind] = &[FactorKind::Push];

#[test]
fn an_approved_push_signs_in_and_forgives_former_failures() {
    let mut trip = Trip::waiting(Fake::new());
    trip.ground.ann().failures = 2;
    trip.ground.answer(Conclusion::Approved);

    assert_eq!(trip.takes(Input::Proceed), done(PUSH));
    assert_eq!(trip.ground.ann().failures, 0);
}

#[test]
fn nothing_changes_after_the_end() {
    let mut trip = Trip::waiting(Fake::new());
    trip.ground.answer(Conclusion::Approved);
    trip.takes(Input::Proceed);

    for input in [Input::Proceed, Input::Resend, Input::Cancel, Input::Identifier("bob".to_owned())] {
        assert_eq!(trip.takes(input), done(PUSH));
    }
    assert_eq!(trip.ground.pushes.len(), 1);
}

#[test]
fn every_other_conclusion_ends_the_login_with_its_own_reason() {
    for (conclusion, failure, failures) in [
        (Conclusion::Denied, Failure::Denied, 1),
        (Conclusion::WrongNumber, Failure::WrongNumber, 1),
        (Conclusion::Unusable, Failure::UnusableAnswer, 0),
        (Conclusion::Foreign, Failure::ForeignAnswer, 0),
        (Conclusion::NoAnswer, Failure::Internal, 0),
    ] {
        let mut trip = Trip::waiting(Fake::new());
        trip.ground.answer(conclusion);

        assert_eq!(trip.takes(Input::Proceed), Screen::Failed(failure), "{conclusion:?}");
        assert_eq!(trip.ground.ann().failures, failures, "{conclusion:?}");
        assert_eq!(trip.ground.ann().successes, 0, "{conclusion:?}");
    }
}

#[test]
fn somebody_unknown_sees_what_somebody_known_sees() {
    let known = Trip::waiting(Fake::new()).wait();
    let mut trip = Trip::through(Fake::new(), PUSH, Channel::Pages);

    let unknown = waited(trip.takes(Input::Identifier("nobody".to_owned())));

    assert_eq!(unknown.username, "nobody");
    assert_eq!((unknown.number.is_some(), unknown.push.is_empty()), (known.number.is_some(), known.push.is_empty()));
    assert_eq!((unknown.seconds_left, unknown.resends_left), (known.seconds_left, known.resends_left));
    assert!(trip.ground.pushes.is_empty(), "nobody is asked");
}

#[test]
fn somebody_unknown_is_told_apart_neither_by_resending_nor_by_going_on() {
    let mut trip = Trip::through(Fake::new(), PUSH, Channel::Pages);
    let first = waited(trip.takes(Input::Identifier("nobody".to_owned())));

    trip.ground.now += 60;
    let second = waited(trip.takes(Input::Resend));
    assert_ne!(second.push, first.push);
    assert_eq!(second.resends_left, 1);
    trip.ground.now += 60;
    trip.takes(Input::Resend);
    trip.ground.now += 60;
    assert_eq!(trip.takes(Input::Resend), Screen::Failed(Failure::ResendsExhausted));

    let mut trip = Trip::through(Fake::new(), PUSH, Channel::Pages);
    trip.takes(Input::Identifier("nobody".to_owned()));
    assert_eq!(trip.takes(Input::Proceed), Screen::Failed(Failure::Internal));
}

#[test]
fn a_name_is_needed_and_its_blanks_are_not() {
    let mut trip = Trip::through(Fake::new(), PUSH, Channel::Pages);

    assert_eq!(trip.takes(Input::Identifier("  ".to_owned())), Screen::Identifier);
    assert_eq!(waited(trip.takes(Input::Identifier(" ann ".to_owned()))).username, "ann");
}

#[test]
fn a_locked_account_is_told_the_minutes_and_its_phone_stays_silent() {
    for (seconds, minutes) in [(1, 1), (60, 1), (61, 2), (600, 10)] {
        let mut ground = Fake::new();
        ground.ann().locked_until = Some(ground.now + seconds);
        let mut trip = Trip::through(ground, PUSH, Channel::Pages);

        let screen = trip.takes(Input::Identifier("ann".to_owned()));

        assert_eq!(screen, Screen::Failed(Failure::Locked { minutes: Some(minutes) }));
        assert!(trip.ground.pushes.is_empty());
    }
}

#[test]
fn an_account_locked_meanwhile_does_not_sign_in() {
    let mut trip = Trip::waiting(Fake::new());
    trip.ground.answer(Conclusion::Approved);
    trip.ground.ann().locked_until = Some(trip.ground.now + 60);

    assert_eq!(trip.takes(Input::Proceed), Screen::Failed(Failure::Locked { minutes: Some(1) }));

    let mut trip = Trip::waiting(Fake::new());
    trip.ground.now += 60;
    trip.ground.ann().locked_until = Some(trip.ground.now + 60);
    assert_eq!(trip.takes(Input::Resend), Screen::Failed(Failure::Locked { minutes: Some(1) }));
}

#[test]
fn denials_and_wrong_numbers_lock_the_account() {
    let mut ground = Fake::new();
    for conclusion in [Conclusion::Denied, Conclusion::WrongNumber, Conclusion::Denied] {
        let mut trip = Trip::waiting(ground);
        trip.ground.answer(conclusion);
        trip.takes(Input::Proceed);
        ground = trip.ground;
    }

    let trip = Trip::waiting(ground);

    assert_eq!(trip.screen(), Screen::Failed(Failure::Locked { minutes: Some(10) }));
}

#[test]
fn resending_waits_for_the_interval() {
    let mut trip = Trip::waiting(Fake::new());
    let first = trip.wait();
    assert_eq!((first.seconds_left, first.interval, first.resends_left), (60, 60, 2));

    trip.ground.now += 59;
    let early = waited(trip.takes(Input::Resend));
    assert_eq!((early.push, early.seconds_left, early.resends_left), (first.push.clone(), 1, 2));

    trip.ground.now += 1;
    let second = waited(trip.takes(Input::Resend));
    assert_ne!(second.push, first.push);
    assert_ne!(second.number, first.number);
    assert_eq!((second.seconds_left, second.resends_left), (60, 1));
    assert_eq!(trip.ground.forgotten, [first.push]);
}

#[test]
fn resending_ends_when_it_was_done_often_enough() {
    let mut trip = Trip::waiting(Fake::new());
    for left in [1, 0] {
        trip.ground.now += 60;
        assert_eq!(waited(trip.takes(Input::Resend)).resends_left, left);
    }
    let last = trip.wait().push;

    trip.ground.now += 60;

    assert_eq!(trip.takes(Input::Resend), Screen::Failed(Failure::ResendsExhausted));
    assert!(trip.ground.forgotten.contains(&last));
    assert_eq!(trip.ground.pushes.len(), 3);
}

#[test]
fn an_answer_that_comes_after_the_interval_still_counts() {
    let mut trip = Trip::waiting(Fake::new());
    trip.ground.now += 300;
    trip.ground.answer(Conclusion::Approved);

    assert_eq!(trip.takes(Input::Proceed), done(PUSH));
}

#[test]
fn without_a_push_provider_the_login_fails() {
    let mut ground = Fake::new();
    ground.is_provider_down = true;

    assert_eq!(Trip::waiting(ground).screen(), Screen::Failed(Failure::Internal));
}

#[test]
fn giving_up_withdraws_the_push() {
    let mut trip = Trip::waiting(Fake::new());
    let push = trip.wait().push;

    assert_eq!(trip.takes(Input::Cancel), Screen::Failed(Failure::Canceled));
    assert_eq!(trip.ground.forgotten, [push]);
}

#[test]
fn no_number_is_shown_when_numbers_are_off() {
    let mut ground = Fake::new();
    ground.numbers = false;

    assert_eq!(Trip::waiting(ground).wait().number, None);
}

#[test]
fn inputs_of_other_screens_change_nothing() {
    let mut trip = Trip::waiting(Fake::new());
    let wait = trip.screen();

    for input in [
        Input::InitEnrollment,
        Input::CancelEnrollment,
        Input::DeviceEnrolled,
        Input::AddDevice,
        Input::CancelAddDevice,
        Input::Identifier("bob".to_owned()),
        super::password("pw"),
    ] {
        assert_eq!(trip.takes(input), wait);
    }
    assert_eq!(trip.ground.pushes.len(), 1);
}
