//! Scripts decide about the steps.

use serde_json::json;

use super::super::fake::Fake;
use super::super::{
    Channel, Conclusion, Decision, FactorKind, Failure, Input, Params, Screen, ScriptCall, ScriptEvent, StepFact, Turn,
};
use super::{Trip, done, password, shown, waited};

const STEPS: &[FactorKind] = &[FactorKind::Push, FactorKind::Password];

fn started(ground: Fake) -> (Trip, ScriptCall) {
    let (trip, turn) = Trip::scripted(ground, STEPS, Channel::Pages, Some("source"));
    (trip, call(turn))
}

fn call(turn: Turn) -> ScriptCall {
    match turn {
        Turn::Decide(call) => call,
        Turn::Show(screen) => panic!("shows {screen:?}"),
    }
}

fn step(number: u32, is_forced: bool) -> Decision {
    Decision::Step { number, is_forced, progress: json!({"after": number}) }
}

fn decide(trip: &mut Trip, event: ScriptEvent, decision: Decision) -> Turn {
    trip.journey.decided(event, decision, &mut trip.ground)
}

/// Ann has no phone, but may register one.
fn bare() -> Fake {
    let mut ground = Fake::new();
    ground.ann().devices.clear();
    ground.settings.is_enrollment_on = true;
    ground
}

#[test]
fn a_script_is_asked_before_anything_is_shown() {
    let (_, call) = started(Fake::new());

    assert_eq!((call.source.as_str(), call.event, call.progress), ("source", ScriptEvent::Login, None));
    assert_eq!(call.facts.application, "Shop");
}

#[test]
fn enrolling_without_a_former_proof_goes_through_the_password_to_the_code_and_the_push() {
    let (mut trip, _) = started(bare());
    decide(&mut trip, ScriptEvent::Login, step(1, false));
    trip.takes(Input::Identifier("ann".to_owned()));

    let params = Params::from([("scenario".to_owned(), vec!["INIT".to_owned()])]);
    let asked = call(trip.journey.take(&Input::InitEnrollment, params.clone(), &mut trip.ground));
    assert_eq!(asked.event, ScriptEvent::Failed { step: 1 });
    assert_eq!((asked.facts.params, asked.progress), (params, Some(json!({"after": 1}))));

    let screen = shown(decide(&mut trip, asked.event, step(2, false)));
    assert_eq!(screen, Screen::Password { username: Some("ann".to_owned()), is_wrong: false });
    let asked = call(trip.turns(password("pw")));
    assert_eq!(asked.event, ScriptEvent::Succeeded { step: 2 });
    let expected = [
        StepFact { number: 1, factor: FactorKind::Push, is_done: false },
        StepFact { number: 2, factor: FactorKind::Password, is_done: true },
    ];
    assert_eq!(asked.facts.steps, expected);
    assert_eq!(asked.facts.user.as_deref(), Some("ann"));

    let screen = shown(decide(&mut trip, asked.event, step(1, true)));
    assert!(matches!(screen, Screen::EnrollQr { can_go_back: false, .. }), "{screen:?}");
    trip.ground.ann().devices.insert("new".to_owned());
    waited(trip.takes(Input::DeviceEnrolled));
    trip.ground.answer(Conclusion::Approved);
    let asked = call(trip.turns(Input::Proceed));
    assert_eq!(asked.event, ScriptEvent::Succeeded { step: 1 });

    let screen = shown(decide(&mut trip, asked.event, Decision::Done));
    assert_eq!(screen, done(&[FactorKind::Password, FactorKind::Push]));
}

#[test]
fn adding_a_phone_without_a_former_proof_takes_the_same_way_and_can_be_left() {
    let mut ground = Fake::new();
    ground.settings.is_adding_on = true;
    let (mut trip, _) = started(ground);
    decide(&mut trip, ScriptEvent::Login, step(1, false));
    let first = waited(trip.takes(Input::Identifier("ann".to_owned()))).push;
    trip.takes(Input::AddDevice);
    trip.turns(Input::InitEnrollment);
    decide(&mut trip, ScriptEvent::Failed { step: 1 }, step(2, false));
    trip.turns(password("pw"));

    let screen = shown(decide(&mut trip, ScriptEvent::Succeeded { step: 2 }, step(1, true)));

    assert!(matches!(screen, Screen::EnrollQr { can_go_back: true, .. }), "{screen:?}");
    assert_eq!(waited(trip.takes(Input::CancelAddDevice)).push, first);
}

#[test]
fn a_script_that_skips_the_proof_shows_no_code() {
    let (mut trip, _) = started(bare());
    decide(&mut trip, ScriptEvent::Login, step(1, false));
    trip.takes(Input::Identifier("ann".to_owned()));
    trip.turns(Input::InitEnrollment);

    let screen = shown(decide(&mut trip, ScriptEvent::Failed { step: 1 }, step(1, true)));

    assert_eq!(screen, Screen::EnrollConsent { username: "ann".to_owned() });
}

#[test]
fn a_failure_that_the_script_does_nothing_about_keeps_its_reason() {
    let (mut trip, _) = started(Fake::new());
    decide(&mut trip, ScriptEvent::Login, step(1, false));
    trip.takes(Input::Identifier("ann".to_owned()));
    trip.ground.answer(Conclusion::Denied);
    let asked = call(trip.turns(Input::Proceed));

    let screen = shown(decide(&mut trip, asked.event, Decision::GivenUp));

    assert_eq!(screen, Screen::Failed(Failure::Denied));
}

#[test]
fn a_script_that_refuses_gives_its_own_reason() {
    let (mut trip, _) = started(Fake::new());

    assert_eq!(shown(decide(&mut trip, ScriptEvent::Login, Decision::Refused)), Screen::Failed(Failure::Refused));
}

#[test]
fn a_step_that_has_succeeded_is_not_repeated_unless_the_script_insists() {
    let (mut trip, _) = started(Fake::new());
    decide(&mut trip, ScriptEvent::Login, step(2, false));
    trip.turns(Input::Password { username: Some("ann".to_owned()), password: "pw".to_owned() });

    let asked = call(decide(&mut trip, ScriptEvent::Succeeded { step: 2 }, step(2, false)));
    assert_eq!(asked.event, ScriptEvent::Succeeded { step: 2 });

    let screen = shown(decide(&mut trip, asked.event, step(2, true)));
    assert_eq!(screen, Screen::Password { username: Some("ann".to_owned()), is_wrong: false });
}

#[test]
fn a_broken_script_denies_and_says_why() {
    let (mut trip, _) = started(Fake::new());

    let screen = shown(decide(&mut trip, ScriptEvent::Login, Decision::Broken("line 3: no such thing".to_owned())));

    assert_eq!(screen, Screen::Failed(Failure::BrokenPlan));
    assert_eq!(trip.ground.complaints, ["line 3: no such thing"]);
}

#[test]
fn a_script_that_asks_for_nothing_or_for_a_step_that_is_not_there_denies() {
    for decision in [Decision::Done, step(7, false)] {
        let (mut trip, _) = started(Fake::new());

        assert_eq!(shown(decide(&mut trip, ScriptEvent::Login, decision)), Screen::Failed(Failure::BrokenPlan));
        assert_eq!(trip.ground.complaints.len(), 1);
    }
}

#[test]
fn a_script_that_repeats_itself_for_ever_denies() {
    let (mut trip, _) = started(bare());
    decide(&mut trip, ScriptEvent::Login, step(1, false));
    trip.takes(Input::Identifier("ann".to_owned()));

    let ended = (0..200).find_map(|_| {
        trip.turns(Input::InitEnrollment);
        match decide(&mut trip, ScriptEvent::Failed { step: 1 }, step(1, true)) {
            Turn::Show(Screen::Failed(failure)) => Some(failure),
            Turn::Show(_) | Turn::Decide(_) => None,
        }
    });

    assert_eq!(ended, Some(Failure::BrokenPlan));
}

#[test]
fn late_and_foreign_decisions_are_ignored_and_inputs_wait_for_the_script() {
    let (mut trip, first) = started(Fake::new());
    assert_eq!(call(trip.turns(Input::Identifier("ann".to_owned()))), first);
    decide(&mut trip, ScriptEvent::Login, step(1, false));

    let turn = decide(&mut trip, ScriptEvent::Login, Decision::Done);

    assert_eq!(turn, Turn::Show(Screen::Identifier));
    assert_eq!(decide(&mut trip, ScriptEvent::Failed { step: 1 }, Decision::Done), Turn::Show(Screen::Identifier));
}
