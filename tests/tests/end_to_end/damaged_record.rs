//! One damaged record harms nothing but itself, also when it is in the middle of something.

use countersign_core::engine::Approval;
use countersign_core::model::{DecisionState, Recorded};
use countersign_server_mock::{LoginSpec, LoginState};
use countersign_tests::{Loss, PhoneHome, Scene, USER};
use rusqlite::Connection;

fn approval(number: Option<String>) -> Approval {
    Approval::with_number(&number.expect("a number to type")).expect("digits")
}

#[tokio::test]
async fn a_damaged_challenge_with_an_answer_under_way_keeps_no_other_login_from_being_answered() {
    let scene = Scene::start().await;
    let home = PhoneHome::new();
    let (phone, transport) = home.open_lossy();
    scene.enroll(&phone).await;
    let (damaged, damaged_id) = scene.login_seen_by(&phone).await;
    transport.lose(0, Loss::NotSent);
    phone.approve(&damaged_id, approval(damaged.number.clone())).await.expect_err("not sent");
    drop(phone);
    let database = Connection::open(home.path().join("countersign.db")).expect("a database");
    database.execute("UPDATE challenge SET content = zeroblob(length(content))", []).expect("damage");
    drop(database);

    let phone = home.open();
    let spec = LoginSpec { session: Some("another".to_owned()), ..LoginSpec::default() };
    let other = scene.server.world().start_login(USER, spec).expect("a login");
    phone.refresh().await.expect("a refresh");
    let waiting = phone.pending().expect("pending challenges");
    let other_id = waiting.iter().find(|challenge| challenge.id.server.as_str() == other.challenge_id);
    let state = phone.approve(&other_id.expect("the other login").id, approval(other.number)).await;

    assert_eq!(state, Ok(DecisionState::RecordedByUs(Recorded::Approved)));
    assert_eq!(scene.server.world().login(&damaged.id).expect("the login").state, LoginState::Approved);
}
