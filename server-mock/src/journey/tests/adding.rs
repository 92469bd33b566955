//! Registering one more phone while another one is asked.

use super::super::fake::Fake;
use super::super::{Channel, Conclusion, FactorKind, Failure, Input, Screen};
use super::{Trip, done, waited};

const BOTH: &[FactorKind] = &[FactorKind::Password, FactorKind::Push];

/// Ann has given her password; her phone is asked, and she may register one more.
fn waiting() -> Trip {
    let mut ground = Fake::new();
    ground.settings.is_adding_on = true;
    let mut trip = Trip::through(ground, BOTH, Channel::Pages);
    trip.takes(Input::Password { username: Some("ann".to_owned()), password: "pw".to_owned() });
    trip
}

#[test]
fn the_offer_is_made_only_where_it_is_on_and_only_on_pages() {
    assert!(waiting().wait().can_add_device);
    assert!(!Trip::waiting(Fake::new()).wait().can_add_device);

    let mut ground = Fake::new();
    ground.settings.is_adding_on = true;
    let mut trip = Trip::through(ground, &[FactorKind::Push], Channel::Direct);
    assert!(!waited(trip.takes(Input::Identifier("ann".to_owned()))).can_add_device);
}

#[test]
fn the_offer_does_not_tell_unknown_users_apart() {
    let mut ground = Fake::new();
    ground.settings.is_adding_on = true;
    let mut trip = Trip::through(ground, &[FactorKind::Push], Channel::Pages);

    assert!(waited(trip.takes(Input::Identifier("nobody".to_owned()))).can_add_device);
    assert_eq!(trip.takes(Input::AddDevice), Screen::EnrollConsent { username: "nobody".to_owned() });
}

#[test]
fn the_new_phone_is_asked_too_and_may_answer() {
    let mut trip = waiting();
    let first = trip.wait().push;

    let screen = trip.takes(Input::AddDevice);
    assert!(matches!(screen, Screen::EnrollQr { can_go_back: true, .. }), "{screen:?}");
    trip.ground.ann().devices.insert("tablet".to_owned());
    let second = waited(trip.takes(Input::DeviceEnrolled)).push;
    trip.ground.answer(Conclusion::Approved);

    assert_ne!(second, first);
    assert_eq!(trip.ground.forgotten, [first]);
    assert_eq!(trip.takes(Input::Proceed), done(BOTH));
}

#[test]
fn going_back_resumes_the_request_that_waits() {
    let mut trip = waiting();
    let wait = trip.screen();
    trip.takes(Input::AddDevice);

    assert_eq!(trip.takes(Input::CancelAddDevice), wait);
    trip.ground.answer(Conclusion::Approved);
    assert_eq!(trip.takes(Input::Proceed), done(BOTH));
}

#[test]
fn a_former_phone_is_not_taken_for_a_new_one() {
    let mut trip = waiting();
    trip.takes(Input::AddDevice);

    let screen = trip.takes(Input::DeviceEnrolled);

    assert!(matches!(screen, Screen::EnrollQr { is_missing: true, .. }), "{screen:?}");
}

#[test]
fn there_are_not_more_phones_than_allowed() {
    let mut trip = waiting();
    trip.ground.ann().devices.insert("tablet".to_owned());

    assert_eq!(trip.takes(Input::AddDevice), Screen::Failed(Failure::DeviceLimit));
}

#[test]
fn without_a_former_proof_the_person_is_asked_first_and_can_go_back() {
    let mut ground = Fake::new();
    ground.settings.is_adding_on = true;
    let mut trip = Trip::waiting(ground);
    let wait = trip.screen();

    assert_eq!(trip.takes(Input::AddDevice), Screen::EnrollConsent { username: "ann".to_owned() });
    assert_eq!(trip.takes(Input::CancelEnrollment), wait);
}
