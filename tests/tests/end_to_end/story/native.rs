//! The main story and the cases that matter, end to end over HTTP.

use countersign_core::engine::{Approval, PushOutcome};
use countersign_core::model::{DecisionState, DenyReason, Recorded};
use countersign_server_mock::LoginState;
use countersign_tests::{PhoneHome, Scene, USER};

#[tokio::test]
async fn an_approved_login_is_approved_on_both_sides() {
    let scene = Scene::start().await;
    let home = PhoneHome::new();
    let phone = home.open();
    let account = scene.enroll(&phone).await;
    let (login, id) = scene.login_seen_by(&phone).await;

    let approval = Approval::with_number(&login.number.clone().expect("a number to type")).expect("digits");
    let state = phone.approve(&id, approval).await.expect("an approval");

    assert_eq!(account.account_name, USER);
    assert_eq!(state, DecisionState::RecordedByUs(Recorded::Approved));
    assert_eq!(scene.server.world().login(&login.id).expect("the login").state, LoginState::Approved);
    assert_eq!(scene.answers(&login).len(), 1);
}

#[tokio::test]
async fn a_wrong_number_ends_the_login_and_says_so() {
    let scene = Scene::start().await;
    let home = PhoneHome::new();
    let phone = home.open();
    scene.enroll(&phone).await;
    let (login, id) = scene.login_seen_by(&phone).await;
    let wrong = if login.number.as_deref() == Some("000000") { "000001" } else { "000000" };

    let error = phone.approve(&id, Approval::with_number(wrong).expect("digits")).await.expect_err("refused");

    assert_eq!(error.code, "answer.number_mismatch");
    assert_eq!(error.decision, Some(DecisionState::RecordedByUs(Recorded::WrongNumber)));
    assert_eq!(scene.server.world().login(&login.id).expect("the login").state, LoginState::WrongNumber);
    assert_eq!(scene.server.world().failed_attempts(USER), 1);
}

#[tokio::test]
async fn a_deny_needs_no_number_and_stays_a_deny() {
    let scene = Scene::start().await;
    let home = PhoneHome::new();
    let phone = home.open();
    scene.enroll(&phone).await;
    let (login, id) = scene.login_seen_by(&phone).await;

    let state = phone.deny(&id, Some(DenyReason::Suspicious)).await.expect("a deny");
    let number = Approval::with_number(&login.number.clone().expect("a number")).expect("digits");
    let error = phone.approve(&id, number).await.expect_err("too late");

    assert_eq!(state, DecisionState::RecordedByUs(Recorded::Denied));
    assert_eq!(error.code, "answer.already_answered");
    assert_eq!(scene.server.world().login(&login.id).expect("the login").state, LoginState::DeniedSuspicious);
}

#[tokio::test]
async fn a_push_brings_the_challenge_and_nothing_else() {
    let scene = Scene::start().await;
    let home = PhoneHome::new();
    let phone = home.open();
    scene.enroll(&phone).await;
    let login = scene.login();
    let hint = scene.server.world().hints().pop().expect("a hint was sent");

    let payload = hint.payload.to_string();
    let outcome = phone.handle_push(payload.as_bytes()).await.expect("our push");

    let PushOutcome::Waiting(challenge) = outcome else { panic!("{outcome:?}") };
    assert_eq!(challenge.id.server.as_str(), login.challenge_id);
    assert!(!payload.contains(login.number.as_deref().expect("a number")));
}
