//! A phone and a WSO2 server, from the code on the page to the end of the account.

use std::time::Duration;

use countersign_core::engine::{Approval, Authenticator, PushOutcome, Removal};
use countersign_core::model::{
    AccountState, ChallengeStatus, DecisionState, DenyReason, EventKind, HistoryEntry, HistoryPage, NumberChallenge,
    PublicKey, PushTarget, Recorded, Secret, Settlement,
};
use countersign_core::store::Row;
use countersign_server_mock::{Mode, NotificationChannel, PushDeviceSettings, Switches, TokenSpec};
use countersign_tests::{IdentityScene, PhoneHome, USER, reachable, wrong_number};

const ALL: HistoryPage = HistoryPage { account: None, before: None, limit: 20 };

async fn scene_in(mode: Mode) -> (IdentityScene, PhoneHome, Authenticator) {
    let scene = IdentityScene::start_in(mode).await;
    let home = PhoneHome::new();
    let phone = IdentityScene::phone(&home);
    scene.enroll(&phone).await;
    (scene, home, phone)
}

async fn scene() -> (IdentityScene, PhoneHome, Authenticator) {
    scene_in(Mode::Strict).await
}

fn many_devices(channel: NotificationChannel) -> PushDeviceSettings {
    PushDeviceSettings {
        enable_multiple_device_enrollment: true,
        enable_device_registration_notifications: true,
        device_registration_notification_channels: vec![channel],
        ..PushDeviceSettings::default()
    }
}

/// How the only challenge ended, as history has it.
fn settled(phone: &Authenticator) -> Option<Settlement> {
    phone.history(&ALL).expect("history").into_iter().find_map(|row| match row {
        Row::Intact(HistoryEntry::Challenge { status: ChallengeStatus::Settled { settlement, .. }, .. }) => {
            Some(settlement)
        }
        Row::Intact(_) | Row::Quarantined(_) => None,
    })
}

#[tokio::test]
async fn a_login_is_approved_and_denied_in_both_modes() {
    for mode in [Mode::Strict, Mode::AsIs] {
        let (scene, _home, phone) = scene_in(mode).await;
        let (login, challenge) = scene.login_seen_by(&phone).await;

        let state = phone.approve(&challenge.id, Approval::without_number()).await;

        assert_eq!(state, Ok(DecisionState::RecordedByUs(Recorded::Approved)));
        assert_eq!(scene.stands(&login), "approved");
        let context = &challenge.context;
        let shown = [&context.app, &context.ip, &context.os, &context.browser].map(|text| text.as_deref());
        assert_eq!(shown, [Some("Shop"), Some("203.0.113.7"), Some("Linux"), Some("Firefox")]);
        assert_eq!((challenge.number, challenge.expires_at), (NumberChallenge::None, None));

        let (login, challenge) = scene.login_seen_by(&phone).await;
        let state = phone.deny(&challenge.id, Some(DenyReason::Suspicious)).await;
        assert_eq!(state, Ok(DecisionState::RecordedByUs(Recorded::Denied)));
        assert_eq!(scene.stands(&login), "denied");
    }
}

#[tokio::test]
async fn registration_makes_a_2048_bit_rsa_key_for_the_device_that_the_server_named() {
    let scene = IdentityScene::start().await;
    let phone = IdentityScene::phone(&PhoneHome::new());

    let preview = phone.preview(&scene.code()).await.expect("a preview");
    let account = phone.enroll(&preview).await.expect("an account");

    assert_eq!((preview.issuer_name.as_str(), preview.account_name.as_str()), ("carbon.super", USER));
    assert_eq!(preview.issuer_host, "127.0.0.1");
    let Some(PublicKey::Rs256 { n, e }) = account.public_key() else { panic!("{account:?}") };
    assert_eq!((n.len(), n[0] & 0x80, e.as_slice()), (256, 0x80, [1, 0, 1].as_slice()));
    let device = scene.identity().devices().pop().expect("a device");
    assert_eq!((device.name.as_str(), device.model.as_str()), ("Test phone", "linux"));
    assert_eq!((device.provider.as_str(), device.key.as_str()), ("FCM", "RSA-2048"));
    assert_eq!(account.issuer, format!("{}/t/carbon.super", scene.server.url()));
    assert!(!account.push.is_stale());
}

#[tokio::test]
async fn a_user_of_an_organization_enrolls_and_answers_under_its_path() {
    let (scene, organization) = IdentityScene::in_organization().await;
    for is_qualified in [false, true] {
        scene
            .identity()
            .set_switches(Switches { tenant_qualified_paths: is_qualified, ..Switches::default() })
            .expect("switches");
        let home = PhoneHome::new();
        let phone = IdentityScene::phone(&home);

        let account = scene.enroll(&phone).await;
        let (login, challenge) = scene.login_seen_by(&phone).await;
        let state = phone.approve(&challenge.id, Approval::without_number()).await;

        assert_eq!(state, Ok(DecisionState::RecordedByUs(Recorded::Approved)));
        assert_eq!((scene.stands(&login).as_str(), account.issuer_name.as_str()), ("approved", "Acme"));
        let tenant = if is_qualified { "/t/carbon.super" } else { "" };
        assert_eq!(account.issuer, format!("{}{tenant}/o/{organization}", scene.server.url()));
        phone.remove(&account.id, Removal::Everywhere).await.expect("removed");
    }
}

#[tokio::test]
async fn somebody_who_is_signed_in_enrolls_without_a_code() {
    let scene = IdentityScene::start().await;
    let phone = IdentityScene::phone(&PhoneHome::new());
    let spec =
        TokenSpec { user: Some(scene.user.clone()), scopes: vec!["internal_login".to_owned()], ..TokenSpec::default() };
    let token = scene.identity().access_token(spec).expect("a token");
    let server = format!("{}/t/carbon.super", scene.server.url());
    let dialect = phone.token_dialects().pop().expect("one dialect");

    let preview =
        phone.preview_with_token(&dialect, &server, &Secret::new(token.into_bytes())).await.expect("a preview");
    let account = phone.enroll(&preview).await.expect("an account");

    assert_eq!((account.issuer.as_str(), account.account_name.as_str()), (server.as_str(), USER));
    let stale = phone.preview_with_token(&dialect, &server, &Secret::new(b"wrong".to_vec())).await;
    assert_eq!(stale.expect_err("no such token").code, "enroll.token_invalid");
}

#[tokio::test]
async fn the_server_that_the_app_names_wins_over_the_one_in_the_code() {
    let scene = IdentityScene::start().await;
    let phone = IdentityScene::phone(&PhoneHome::new());
    let code = scene.code().replace(scene.server.url(), "https://elsewhere.example.com");

    let preview = phone.preview_at(&code, scene.server.url()).await.expect("a preview");
    let account = phone.enroll(&preview).await.expect("an account");

    assert_eq!(account.issuer, format!("{}/t/carbon.super", scene.server.url()));
}

#[tokio::test]
async fn the_right_number_is_sent_as_it_came() {
    let (scene, _home, phone) = scene().await;
    scene.show_numbers();
    for _ in 0..3 {
        let (login, challenge) = scene.login_seen_by(&phone).await;
        let number = login.number.clone().expect("a number");
        let NumberChallenge::Select { choices } = &challenge.number else { panic!("a number to pick") };
        assert_eq!((choices.len(), choices.contains(&number)), (3, true));
        assert_eq!(phone.challenge(&challenge.id).expect("stored").0.number, challenge.number, "choices stay");
        assert_eq!(scene.bring(&phone).await.number, challenge.number, "the same push brings the same choices");

        let without = phone.approve(&challenge.id, Approval::without_number()).await.expect_err("a number is needed");
        let state = phone.approve(&challenge.id, Approval::with_number(&number).expect("digits")).await;

        assert_eq!(without.code, "answer.number_missing");
        assert_eq!(state, Ok(DecisionState::RecordedByUs(Recorded::Approved)));
        assert_eq!(scene.stands(&login), "approved");
    }
}

#[tokio::test]
async fn a_wrong_number_denies_and_is_remembered_as_such() {
    let (scene, _home, phone) = scene().await;
    scene.show_numbers();
    let (login, challenge) = scene.login_seen_by(&phone).await;
    let wrong = Approval::with_number(&wrong_number(&challenge, &login)).expect("digits");

    let error = phone.approve(&challenge.id, wrong.clone()).await.expect_err("a wrong number");

    assert_eq!(error.code, "answer.number_mismatch");
    assert_eq!(error.decision, Some(DecisionState::RecordedByUs(Recorded::WrongNumber)));
    assert_eq!(scene.stands(&login), "denied", "the server sees a deny and no number");
    let right = Approval::with_number(&login.number.expect("a number")).expect("digits");
    for later in [wrong, right] {
        assert_eq!(phone.approve(&challenge.id, later).await.expect_err("decided").code, "answer.number_mismatch");
    }
    let settlement = settled(&phone).expect("a line of history");
    assert_eq!((settlement.recorded, settlement.by_us), (Recorded::WrongNumber, true));
}

#[tokio::test]
async fn the_first_of_several_devices_answers() {
    let (scene, _home, first) = scene().await;
    scene
        .identity()
        .set_device_settings(IdentityScene::TENANT, many_devices(NotificationChannel::Email))
        .expect("settings");
    let second_home = PhoneHome::new();
    let second = second_home.open_with(|platform| {
        let mut platform = reachable(platform);
        platform.device.push = Some(PushTarget { provider: "fcm".to_owned(), token: "second".to_owned() });
        platform
    });
    scene.enroll(&second).await;
    let login = scene.login();
    let mut seen = Vec::new();
    for phone in [&first, &second] {
        for push in scene.identity().pushes() {
            let outcome = phone.handle_push(push.payload.to_string().as_bytes()).await;
            if let Ok(PushOutcome::Waiting(challenge)) = outcome {
                seen.push(challenge.id);
            }
        }
    }
    assert_eq!(seen.len(), 2, "one push for each");

    let answered = first.deny(&seen[0], None).await;
    let late = second.approve(&seen[1], Approval::without_number()).await.expect_err("answered elsewhere");

    assert_eq!(answered, Ok(DecisionState::RecordedByUs(Recorded::Denied)));
    assert_eq!(scene.stands(&login), "denied");
    assert_eq!(late.code, "challenge.over");
    assert_eq!(late.decision, Some(DecisionState::RecordedElsewhere(Recorded::Undisclosed)));
}

#[tokio::test]
async fn another_device_is_announced_to_the_first() {
    let (scene, _home, first) = scene().await;
    let settings = many_devices(NotificationChannel::PushNotification);
    scene.identity().set_device_settings(IdentityScene::TENANT, settings).expect("settings");
    let second = IdentityScene::phone(&PhoneHome::new());
    scene.enroll(&second).await;

    let outcome = first.handle_push(&scene.push()).await;

    let Ok(PushOutcome::Notice(event)) = outcome else { panic!("{outcome:?}") };
    assert_eq!((event.kind, event.account_name.as_str()), (EventKind::DeviceAdded, USER));
    assert!(first.history(&ALL).expect("history").contains(&Row::Intact(HistoryEntry::Event(event))));
    assert_eq!(second.handle_push(&scene.push()).await, Ok(PushOutcome::Nothing), "for another device");
}

#[tokio::test]
async fn nobody_waits_longer_than_the_most_patient_login_page() {
    let (scene, home, phone) = scene().await;
    let (_, challenge) = scene.login_seen_by(&phone).await;
    assert_eq!(phone.pending().expect("a store").len(), 1);

    scene.server.clock().advance(Duration::from_secs(601));
    let phone = IdentityScene::phone(&home);
    phone.preview_at(&scene.code(), scene.server.url()).await.expect("a preview");
    let late = IdentityScene::phone(&home);
    late.refresh().await.expect("a store");
    // Any reply tells the time.
    late.name_device(&challenge.id.account, "Renamed").await.expect("renamed");

    assert_eq!(late.pending().expect("a store"), []);
    let age = late.age(&challenge).as_secs();
    assert!((601..660).contains(&age), "{age} s: the server's clock, carried on");
    let error = late.approve(&challenge.id, Approval::without_number()).await.expect_err("over");
    assert_eq!(error.code, "challenge.expired");
    assert_eq!(settled(&late).map(|settlement| settlement.recorded), Some(Recorded::Expired));
}

#[tokio::test]
async fn a_push_for_nobody_here_shows_nothing() {
    let (scene, _home, phone) = scene().await;
    let stranger = IdentityScene::phone(&PhoneHome::new());
    scene.login();
    let push = scene.push();

    assert_eq!(stranger.handle_push(&push).await, Ok(PushOutcome::Nothing));
    let first = phone.handle_push(&push).await;
    assert!(matches!(first, Ok(PushOutcome::Waiting(_))));
    assert_eq!(phone.handle_push(&push).await, first, "twice the same push is one login");
    assert_eq!(phone.pending().expect("a store").len(), 1);
}

#[tokio::test]
async fn name_and_push_token_change_where_the_server_can_change_them() {
    let (scene, _home, phone) = scene().await;
    let Some(Row::Intact(account)) = phone.accounts().expect("a store").pop() else { panic!("an account") };
    let target = |token: &str| Some(PushTarget { provider: "fcm".to_owned(), token: token.to_owned() });

    phone.name_device(&account.id, "New name").await.expect("renamed");
    let problems = phone.set_push_target(target("rotated")).await.expect("a store");

    assert_eq!(problems, []);
    assert_eq!(scene.identity().devices()[0].name, "New name");
    let (login, challenge) = scene.login_seen_by(&phone).await;
    assert_eq!(scene.identity().pushes().last().and_then(|push| push.token.clone()).as_deref(), Some("rotated"));
    phone.approve(&challenge.id, Approval::without_number()).await.expect("approved");
    assert_eq!(scene.stands(&login), "approved");

    scene
        .identity()
        .set_switches(Switches { has_update_endpoint: Some(false), ..Switches::default() })
        .expect("switches");
    let problems = phone.set_push_target(target("again")).await.expect("a store");
    assert_eq!(problems[0].error.code, "account.change_unsupported");
    assert_eq!(problems[0].error.advice, countersign_core::error::Advice::AfterEnrollment);
    assert!(phone.account(&account.id).expect("it").push.is_stale());
}

#[tokio::test]
async fn an_account_ends_here_and_there() {
    let (scene, home, phone) = scene().await;
    let Some(Row::Intact(account)) = phone.accounts().expect("a store").pop() else { panic!("an account") };

    phone.remove(&account.id, Removal::Everywhere).await.expect("removed");

    assert_eq!(scene.identity().devices(), []);
    assert_eq!((phone.accounts().expect("a store").len(), home.rows("private_key")), (0, 0));

    let account = scene.enroll(&phone).await;
    let device = scene.identity().devices()[0].id.clone();
    scene.identity().remove_device(&device).expect("removed by an administrator");
    phone.remove(&account.id, Removal::Everywhere).await.expect("it is gone there already");
    assert_eq!((phone.accounts().expect("a store").len(), home.rows("private_key")), (0, 0));
}

#[tokio::test]
async fn a_device_that_the_server_forgot_is_noticed_when_it_answers() {
    for mode in [Mode::Strict, Mode::AsIs] {
        let (scene, _home, phone) = scene_in(mode).await;
        let (_, challenge) = scene.login_seen_by(&phone).await;
        let device = scene.identity().devices()[0].id.clone();
        scene.identity().remove_device(&device).expect("removed by an administrator");

        let error = phone.approve(&challenge.id, Approval::without_number()).await.expect_err("unknown device");

        assert_eq!((error.code, error.decision), ("account.removed_on_server", Some(DecisionState::NotSent)));
        let account = phone.account(&challenge.id.account).expect("it stays");
        assert_eq!(account.state, AccountState::RemovedOnServer);
    }
}
