//! Passwords, as the first factor and as a later one.

use super::super::fake::Fake;
use super::super::{Channel, Conclusion, FactorKind, Failure, Input, Screen};
use super::{Trip, done, password, waited};

const BOTH: &[FactorKind] = &[FactorKind::Password, FactorKind::Push];

fn named(name: &str, password: &str) -> Input {
    Input::Password { username: Some(name.to_owned()), password: password.to_owned() }
}

#[test]
fn a_password_and_then_a_push_sign_in() {
    let mut trip = Trip::through(Fake::new(), BOTH, Channel::Pages);
    assert_eq!(trip.screen(), Screen::Password { username: None, is_wrong: false });

    let wait = waited(trip.takes(named("ann", "pw")));
    assert_eq!(wait.username, "ann");
    trip.ground.answer(Conclusion::Approved);

    assert_eq!(trip.takes(Input::Proceed), done(BOTH));
}

#[test]
fn a_wrong_password_of_a_known_and_of_an_unknown_user_look_the_same() {
    for name in ["ann", "nobody"] {
        let mut trip = Trip::through(Fake::new(), BOTH, Channel::Pages);

        assert_eq!(trip.takes(named(name, "no")), Screen::Password { username: None, is_wrong: true });
    }
}

#[test]
fn an_unknown_user_has_no_right_password() {
    let mut trip = Trip::through(Fake::new(), BOTH, Channel::Pages);

    assert_eq!(trip.takes(named("nobody", "pw")), Screen::Password { username: None, is_wrong: true });
}

#[test]
fn a_password_without_a_name_is_not_looked_at() {
    let mut trip = Trip::through(Fake::new(), BOTH, Channel::Pages);

    assert_eq!(trip.takes(password("pw")), Screen::Password { username: None, is_wrong: false });
}

#[test]
fn wrong_passwords_lock_the_account() {
    let mut trip = Trip::through(Fake::new(), BOTH, Channel::Pages);
    trip.takes(named("ann", "no"));
    trip.takes(named("ann", "no"));

    let locked = Screen::Failed(Failure::Locked { minutes: Some(10) });
    assert_eq!(trip.takes(named("ann", "no")), locked);

    let mut next = Trip::through(trip.ground, BOTH, Channel::Pages);
    assert_eq!(next.takes(named("ann", "pw")), locked, "the right password does not help");
}

#[test]
fn nobody_becomes_somebody_else_on_the_way() {
    let factors = [FactorKind::Identifier, FactorKind::Password];
    let mut ground = Fake::new();
    let bob = super::super::fake::FakeUser {
        devices: Default::default(),
        room: 1,
        failures: 0,
        locked_until: None,
        successes: 0,
    };
    ground.users.insert("bob".to_owned(), bob);
    let mut trip = Trip::through(ground, &factors, Channel::Pages);
    trip.takes(Input::Identifier("ann".to_owned()));

    let screen = trip.takes(named("bob", "pw"));

    assert_eq!(screen, Screen::Password { username: Some("ann".to_owned()), is_wrong: true });
    assert_eq!(trip.takes(named("ann", "pw")), done(&[FactorKind::Password]));
}

#[test]
fn a_name_alone_proves_nothing() {
    let mut trip = Trip::through(Fake::new(), &[FactorKind::Identifier], Channel::Pages);

    assert_eq!(trip.takes(Input::Identifier("ann".to_owned())), Screen::Failed(Failure::BrokenPlan));
    assert_eq!(trip.ground.complaints.len(), 1);
}

#[test]
fn a_password_shows_in_no_debug_output() {
    assert!(!format!("{:?}", named("ann", "hunter2")).contains("hunter2"));
}
