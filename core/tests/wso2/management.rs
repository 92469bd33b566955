//! Changing and ending a registration.

use countersign_core::dialect::{DialectError, Manage, Managed, RefusalCode, ReportKind};
use countersign_core::model::PushTarget;

use crate::stage::{Reply, account, drive, moment, now, public_key, refused, reply, wso2};

fn manage(change: &Manage, replies: Vec<Reply>) -> Result<Managed, DialectError> {
    drive(wso2().manage(&account(), change, 1, moment()), replies).0
}

fn push(provider: &str) -> Manage {
    Manage::Push(Some(PushTarget { provider: provider.to_owned(), token: "another-token".to_owned() }))
}

#[test]
fn a_device_that_the_server_does_not_know_is_gone() {
    for unknown in [refused(400, "PDH-15009"), refused(400, "PDH-15010"), refused(500, "PBA-15003")] {
        assert_eq!(manage(&Manage::Unenroll, vec![unknown]), Ok(Managed::DeviceGone));
    }
    for unclear in [reply(404, "<html>"), reply(500, ""), refused(400, "PDH-15006")] {
        assert!(manage(&Manage::Unenroll, vec![unclear]).is_err());
    }
}

#[test]
fn a_server_that_cannot_change_a_device_asks_for_a_new_enrollment() {
    for status in [404, 405] {
        for change in [Manage::Name("New".to_owned()), push("fcm")] {
            assert_eq!(manage(&change, vec![reply(status, "")]), Err(DialectError::OnlyByEnrollment), "{status}");
        }
    }
    assert_eq!(manage(&push("apns"), vec![]), Err(DialectError::OnlyByEnrollment), "another provider");
    assert_eq!(manage(&push("webpush"), vec![]), Err(DialectError::Unsupported), "no provider of these servers");
}

#[test]
fn a_refused_change_is_told_apart_from_a_missing_one() {
    for (refusal, meaning) in [
        (refused(404, "PDH-15009"), RefusalCode::DeviceUnknown),
        (refused(400, "PDH-15012"), RefusalCode::Malformed),
        (reply(503, ""), RefusalCode::Unavailable),
    ] {
        let error = manage(&push("fcm"), vec![refusal]);
        assert!(matches!(error, Err(DialectError::Refused(refusal)) if refusal.code == meaning), "{error:?}");
    }
}

#[test]
fn a_refused_date_is_corrected_once_by_the_servers_clock() {
    let late = |reply: Reply| Reply { date: now().plus(-86_400), ..reply };

    let removed = manage(&Manage::Unenroll, vec![late(refused(400, "PDH-15006")), late(reply(204, ""))]);

    assert_eq!(removed, Ok(Managed::Done));
}

#[test]
fn what_the_servers_cannot_do_is_not_tried() {
    let report = Manage::Report { kind: ReportKind::Lockout, challenge: None };
    for change in [Manage::Push(None), Manage::Rotate { next: public_key() }, report] {
        assert_eq!(manage(&change, vec![]), Err(DialectError::Unsupported));
    }
}
