//! Errors of the core on the other side.

use std::time::Duration;

use countersign_core::error::{Advice as CoreAdvice, Error, ErrorKind};
use countersign_core::model::{DecisionState as CoreState, Recorded};
use countersign_ffi::{Advice, DecisionState, Fault};

fn error(kind: ErrorKind, advice: CoreAdvice, decision: Option<CoreState>) -> Error {
    Error { kind, code: "some.code", advice, decision, detail: "what happened".to_owned() }
}

fn crossed(advice: CoreAdvice, decision: Option<CoreState>) -> (Advice, Option<DecisionState>) {
    let fault = Fault::from(error(ErrorKind::Network, advice, decision));
    (fault.facts().advice, fault.facts().decision)
}

#[test]
fn every_kind_keeps_its_name_and_its_facts() {
    for kind in [
        ErrorKind::Code,
        ErrorKind::Enrollment,
        ErrorKind::Account,
        ErrorKind::Key,
        ErrorKind::UserVerification,
        ErrorKind::Challenge,
        ErrorKind::Answer,
        ErrorKind::AlreadyDecided,
        ErrorKind::Network,
        ErrorKind::Server,
        ErrorKind::Storage,
        ErrorKind::Internal,
    ] {
        let fault = Fault::from(error(kind, CoreAdvice::Never, None));

        let shown = format!("{fault:?}");
        assert!(shown.starts_with(&format!("{kind:?} ")), "{kind:?} became {shown}");
        assert_eq!((fault.facts().code.as_str(), fault.facts().detail.as_str()), ("some.code", "what happened"));
        assert_eq!(fault.to_string(), "what happened [some.code]");
    }
}

#[test]
fn every_advice_keeps_its_meaning() {
    for (core, expected) in [
        (CoreAdvice::Never, Advice::Never),
        (CoreAdvice::Now, Advice::Now),
        (CoreAdvice::AfterUserAction, Advice::AfterUserAction),
        (CoreAdvice::AfterAdministrator, Advice::AfterAdministrator),
        (CoreAdvice::AfterEnrollment, Advice::AfterEnrollment),
        (CoreAdvice::AfterUpdate, Advice::AfterUpdate),
        (CoreAdvice::After(Duration::from_secs(7)), Advice::After { seconds: 7 }),
        (CoreAdvice::After(Duration::from_millis(7001)), Advice::After { seconds: 8 }),
        (CoreAdvice::After(Duration::ZERO), Advice::After { seconds: 0 }),
    ] {
        assert_eq!(crossed(core, None), (expected, None), "{core:?}");
    }
}

#[test]
fn every_decision_state_keeps_what_was_recorded() {
    assert_eq!(crossed(CoreAdvice::Now, Some(CoreState::NotSent)).1, Some(DecisionState::NotSent));
    assert_eq!(crossed(CoreAdvice::Now, Some(CoreState::Unknown)).1, Some(DecisionState::Unknown));
    for recorded in [
        Recorded::Approved,
        Recorded::Denied,
        Recorded::WrongNumber,
        Recorded::Expired,
        Recorded::Canceled,
        Recorded::Undisclosed,
    ] {
        let by_us = crossed(CoreAdvice::Now, Some(CoreState::RecordedByUs(recorded))).1;
        let elsewhere = crossed(CoreAdvice::Now, Some(CoreState::RecordedElsewhere(recorded))).1;
        assert_eq!(by_us, Some(DecisionState::RecordedByUs { recorded }));
        assert_eq!(elsewhere, Some(DecisionState::RecordedElsewhere { recorded }));
    }
}
