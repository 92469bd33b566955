//! What a server says about an answer, and the number that only a person can pick.

use countersign_core::dialect::{Attribution, DialectError, RefusalCode, Reported};
use countersign_core::model::{
    Decision, DenyReason, JournalEntry, Number, NumberChallenge, Recorded, UnixTime, UserVerification,
};
use countersign_core::protocol::HttpRequest;
use countersign_core::protocol::jose::from_base64url;
use serde_json::{Value, json};

use crate::stage::{Reply, VECTORS, account, challenge_of, drive, entry, moment, now, refused, reply, wso2};

const OVER: Reported = Reported::Recorded(Recorded::Undisclosed, Attribution::Another);
const APPROVED: Reported = Reported::Recorded(Recorded::Approved, Attribution::ThisAnswer);

fn approve(number: &str) -> Decision {
    let number = Some(Number::parse(number).expect("a number"));
    Decision::Approve { number, verification: UserVerification::None }
}

fn approval() -> JournalEntry {
    let account = account();
    entry(&account, &challenge_of(&account, &VECTORS["push"]), &approve("7"))
}

fn delivered(replies: Vec<Reply>) -> (Result<Reported, DialectError>, Vec<HttpRequest>) {
    drive(wso2().deliver(&account(), &approval(), moment()), replies)
}

fn claims(request: &HttpRequest) -> Value {
    let body: Value = serde_json::from_slice(&request.body).expect("JSON");
    let message = body["authResponse"].as_str().expect("a message");
    let claims = from_base64url(message.split('.').nth(1).expect("claims")).expect("base64url");
    serde_json::from_slice(&claims).expect("JSON")
}

#[test]
fn a_login_that_is_over_is_not_claimed_to_be_ours() {
    for gone in [refused(410, "PBA-15011"), reply(410, "<html>"), refused(400, "PBA-15010"), refused(500, "PBA-15011")]
    {
        assert_eq!(delivered(vec![gone]).0, Ok(OVER));
    }
}

#[test]
fn every_refusal_has_a_meaning_and_the_code_decides_before_the_status() {
    for (status, code, meaning) in [
        (404, "PBA-15001", RefusalCode::Malformed),
        (400, "PBA-15002", RefusalCode::Malformed),
        (500, "PBA-15003", RefusalCode::DeviceUnknown),
        (404, "PBA-15003", RefusalCode::DeviceUnknown),
        (400, "PBA-15004", RefusalCode::SignatureRefused),
        (400, "PBA-15005", RefusalCode::Malformed),
        (400, "PBA-15006", RefusalCode::Malformed),
        (400, "PBA-15007", RefusalCode::Malformed),
        (500, "PBA-15008", RefusalCode::Unavailable),
        (500, "PBA-15009", RefusalCode::Unavailable),
        (500, "PDH-15001", RefusalCode::Unavailable),
        (400, "PDH-15002", RefusalCode::TicketInvalid),
        (400, "PDH-15003", RefusalCode::DeviceLimit),
        (400, "PDH-15004", RefusalCode::SignatureRefused),
        (400, "PDH-15005", RefusalCode::SignatureRefused),
        (400, "PDH-15006", RefusalCode::SignatureRefused),
        (500, "PDH-15007", RefusalCode::Unavailable),
        (500, "PDH-15008", RefusalCode::Unavailable),
        (400, "PDH-15009", RefusalCode::DeviceUnknown),
        (400, "PDH-15010", RefusalCode::DeviceUnknown),
        (500, "PDH-15011", RefusalCode::DeviceUnknown),
        (400, "PDH-15012", RefusalCode::Malformed),
        (400, "PDH-15013", RefusalCode::FeatureDisabled),
        (500, "PDH-15014", RefusalCode::Unavailable),
        (500, "PDH-15015", RefusalCode::Unavailable),
        (500, "PDH-15016", RefusalCode::Unavailable),
        (500, "PDH-15017", RefusalCode::Unavailable),
        (400, "PDH-15018", RefusalCode::DeviceLimit),
        (400, "PDH-15019", RefusalCode::DeviceLimit),
        (400, "PDH-15020", RefusalCode::TicketUsed),
        (500, "PDH-15021", RefusalCode::Unavailable),
        (500, "PPE-65001", RefusalCode::Unavailable),
        (400, "PPE-65002", RefusalCode::PushTargetRefused),
        (400, "PPE-65003", RefusalCode::PushTargetRefused),
        (500, "PPE-65010", RefusalCode::Unavailable),
        (400, "PPE-65011", RefusalCode::Malformed),
        (400, "PPE-65012", RefusalCode::PushTargetRefused),
        (400, "PBA-19999", RefusalCode::Malformed),
        (500, "PBA-19999", RefusalCode::Unavailable),
    ] {
        let (error, _) = delivered(vec![refused(status, code)]);
        assert!(matches!(&error, Err(DialectError::Refused(refusal)) if refusal.code == meaning), "{code} {error:?}");
    }
}

#[test]
fn replies_without_a_code_are_told_apart_by_status() {
    for (status, meaning) in [
        (302, RefusalCode::Redirect),
        (400, RefusalCode::Malformed),
        (401, RefusalCode::SignatureRefused),
        (404, RefusalCode::IssuerUnknown),
        (418, RefusalCode::Other),
        (429, RefusalCode::RateLimited),
        (500, RefusalCode::Unavailable),
    ] {
        for body in ["", "<html><title>Error</title>", "[]", r#"{"code":7}"#, r#"{"code":null}"#] {
            let (error, _) = delivered(vec![reply(status, body)]);
            assert!(
                matches!(&error, Err(DialectError::Refused(refusal)) if refusal.code == meaning),
                "{status} {body}"
            );
        }
    }
}

#[test]
fn an_answer_whose_date_has_passed_is_dated_anew() {
    let later = now().plus(296);
    let moment = countersign_core::dialect::Moment { now: later, ..moment() };
    let sent = |moment| drive(wso2().deliver(&account(), &approval(), moment), vec![reply(200, "")]);

    let (reported, requests) = sent(moment);

    assert_eq!(reported, Ok(APPROVED));
    // The clock of the stage stands still: only that it is another date matters.
    assert_eq!(requests.len(), 1);
    assert_eq!(claims(&requests[0])["exp"], later.plus(300).seconds());
    assert_eq!(claims(&requests[0])["numberChallenge"], "7");
}

#[test]
fn an_answer_with_a_date_of_the_far_future_is_dated_anew() {
    let earlier = countersign_core::dialect::Moment { now: now().plus(-3_600), ..moment() };

    let (_, requests) = drive(wso2().deliver(&account(), &approval(), earlier), vec![reply(200, "")]);

    assert_eq!(claims(&requests[0])["exp"], now().plus(-3_300).seconds());
}

#[test]
fn a_refused_date_is_corrected_once_by_the_servers_clock() {
    let at = |date: UnixTime, reply: Reply| Reply { date, ..reply };
    let later = now().plus(7_200);

    let (reported, requests) = delivered(vec![at(later, refused(400, "PBA-15004")), at(later, reply(200, ""))]);

    assert_eq!(reported, Ok(APPROVED));
    assert_eq!(claims(&requests[1])["exp"], later.plus(300).seconds());

    let (refused_again, requests) =
        delivered(vec![at(later, refused(400, "PBA-15004")), at(later, refused(400, "PBA-15004"))]);
    assert!(refused_again.is_err());
    assert_eq!(requests.len(), 2);

    let (refused_in_date, requests) = delivered(vec![refused(400, "PBA-15004")]);
    assert!(refused_in_date.is_err());
    assert_eq!(requests.len(), 1, "the clocks agree, so it is the signature");
}

#[test]
fn a_wrong_pick_is_a_deny_that_says_nothing_else() {
    let account = account();
    let challenge = challenge_of(&account, &VECTORS["push"]);
    let NumberChallenge::Select { choices } = &challenge.number else { panic!("a number to pick") };
    let wrong = choices.iter().find(|choice| *choice != "7").expect("a decoy");

    assert_eq!(wso2().judge(&challenge, approve("7")), approve("7"));
    assert_eq!(wso2().judge(&challenge, Decision::Deny { reason: None }), Decision::Deny { reason: None });
    let judged = wso2().judge(&challenge, approve(wrong));
    assert_eq!(judged, Decision::Deny { reason: Some(DenyReason::WrongNumber) });

    let entry = entry(&account, &challenge, &judged);
    let (reported, requests) = drive(wso2().deliver(&account, &entry, moment()), vec![reply(200, "")]);
    assert_eq!(reported, Ok(Reported::Recorded(Recorded::WrongNumber, Attribution::ThisAnswer)));
    assert_eq!(claims(&requests[0]), claims_of("deny"));
}

fn claims_of(name: &str) -> Value {
    let message = VECTORS[name]["body"]["authResponse"].as_str().expect("a message");
    let claims = from_base64url(message.split('.').nth(1).expect("claims")).expect("base64url");
    serde_json::from_slice(&claims).expect("JSON")
}

#[test]
fn what_was_not_offered_or_not_asked_for_is_no_wrong_pick() {
    let account = account();
    let challenge = challenge_of(&account, &VECTORS["push"]);
    for number in ["07", "12345"] {
        assert_eq!(wso2().judge(&challenge, approve(number)), approve(number));
        assert!(challenge.number.check(Some(&Number::parse(number).expect("a number"))).is_err());
    }
    let mut push = VECTORS["push"].clone();
    push["numberChallenge"] = json!(null);
    let plain = challenge_of(&account, &push);
    assert_eq!(plain.number, NumberChallenge::None);
    assert_eq!(wso2().judge(&plain, approve("7")), approve("7"));
}
