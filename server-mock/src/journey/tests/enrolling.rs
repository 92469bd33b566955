//! Registering a phone while signing in.

use super::super::fake::Fake;
use super::super::{Channel, Conclusion, FactorKind, Failure, Input, Screen};
use super::{Trip, done, password, waited};

const BOTH: &[FactorKind] = &[FactorKind::Password, FactorKind::Push];

/// Ann has no phone; she may register one when `is_on`.
fn bare(is_on: bool) -> Fake {
    let mut ground = Fake::new();
    ground.ann().devices.clear();
    ground.settings.is_enrollment_on = is_on;
    ground
}

/// Ann has given her password and is to scan a code.
fn scanning() -> Trip {
    let mut trip = Trip::through(bare(true), BOTH, Channel::Pages);
    trip.takes(Input::Password { username: Some("ann".to_owned()), password: "pw".to_owned() });
    trip
}

fn code(screen: Screen) -> (String, bool) {
    if let Screen::EnrollQr { data, is_missing, .. } = screen { (data, is_missing) } else { panic!("shows {screen:?}") }
}

#[test]
fn without_a_phone_and_without_enrollment_there_is_nothing_to_ask() {
    assert_eq!(Trip::waiting(bare(false)).screen(), Screen::Failed(Failure::NoDevice));
}

#[test]
fn apps_of_the_application_never_enroll() {
    for factors in [&[FactorKind::Push], BOTH] {
        let mut trip = Trip::through(bare(true), factors, Channel::Direct);
        let screen = match factors {
            [FactorKind::Push] => trip.takes(Input::Identifier("ann".to_owned())),
            _ => trip.takes(Input::Password { username: Some("ann".to_owned()), password: "pw".to_owned() }),
        };

        assert_eq!(screen, Screen::Failed(Failure::NoDevice));
    }
}

#[test]
fn after_a_password_the_code_is_shown_at_once() {
    let (data, is_missing) = code(scanning().screen());

    assert!(data.ends_with("of ann"));
    assert!(!is_missing);
}

#[test]
fn a_phone_that_scanned_is_asked() {
    let mut trip = scanning();
    trip.ground.ann().devices.insert("new".to_owned());

    waited(trip.takes(Input::DeviceEnrolled));
    trip.ground.answer(Conclusion::Approved);

    assert_eq!(trip.takes(Input::Proceed), done(BOTH));
}

#[test]
fn saying_that_a_phone_has_scanned_does_not_make_one() {
    let mut trip = scanning();
    let (first, _) = code(trip.screen());

    let (second, is_missing) = code(trip.takes(Input::DeviceEnrolled));

    assert!(is_missing);
    assert_ne!(second, first, "the former code may be over");
    assert!(trip.ground.pushes.is_empty());
}

#[test]
fn who_registers_no_phone_does_not_sign_in() {
    let mut trip = scanning();

    assert_eq!(trip.takes(Input::CancelEnrollment), Screen::Failed(Failure::Canceled));
}

#[test]
fn a_code_that_cannot_be_made_ends_the_login() {
    let mut ground = bare(true);
    ground.can_register = false;
    let mut trip = Trip::through(ground, BOTH, Channel::Pages);

    let screen = trip.takes(Input::Password { username: Some("ann".to_owned()), password: "pw".to_owned() });

    assert_eq!(screen, Screen::Failed(Failure::Internal));
}

#[test]
fn as_the_first_factor_the_person_is_asked_before_anything_is_registered() {
    let trip = Trip::waiting(bare(true));

    assert_eq!(trip.screen(), Screen::EnrollConsent { username: "ann".to_owned() });
}

#[test]
fn without_a_script_that_asks_for_a_proof_nobody_registers_a_phone() {
    let mut trip = Trip::waiting(bare(true));

    assert_eq!(trip.takes(Input::InitEnrollment), Screen::Failed(Failure::UnprovenEnrollment));
}

#[test]
fn who_does_not_agree_does_not_sign_in() {
    let mut trip = Trip::waiting(bare(true));

    assert_eq!(trip.takes(Input::CancelEnrollment), Screen::Failed(Failure::Canceled));
}

#[test]
fn the_consent_page_shows_no_code_by_other_inputs() {
    let mut trip = Trip::waiting(bare(true));
    let consent = trip.screen();

    for input in [Input::DeviceEnrolled, Input::AddDevice, Input::Proceed, Input::Resend, password("pw")] {
        assert_eq!(trip.takes(input), consent);
    }
}
