//! A phone and a Guardian tenant, from the code on the page to the end of the account.

use countersign_core::dialect::{Code, Telemetry};
use countersign_core::engine::{Approval, Authenticator, PushOutcome, Removal};
use countersign_core::model::{
    AccountState, ChallengeStatus, DecisionState, DenyReason, NumberChallenge, PublicKey, PushTarget, Recorded,
    Restriction,
};
use countersign_core::store::Row;
use countersign_server_mock::{ConsentSpec, LoginContext, Mode};
use countersign_tests::{Loss, PhoneHome, TenantScene, USER, reachable};
use serde_json::{Map, json};

async fn scene_in(mode: Mode) -> (TenantScene, PhoneHome, Authenticator) {
    let scene = TenantScene::start_in(mode).await;
    let home = PhoneHome::new();
    let phone = TenantScene::phone(&home);
    scene.enroll(&phone).await;
    (scene, home, phone)
}

async fn scene() -> (TenantScene, PhoneHome, Authenticator) {
    scene_in(Mode::Strict).await
}

fn consent() -> ConsentSpec {
    ConsentSpec {
        audience: Some("https://api.example.com/".to_owned()),
        scope: vec!["read:accounts".to_owned(), "pay".to_owned()],
        binding_message: Some("Order 1234".to_owned()),
        ..ConsentSpec::default()
    }
}

#[tokio::test]
async fn a_login_is_approved_in_both_modes() {
    for mode in [Mode::Strict, Mode::AsIs] {
        let (scene, _home, phone) = scene_in(mode).await;
        let context = LoginContext {
            browser: Some("Firefox".to_owned()),
            browser_version: Some("145".to_owned()),
            os: Some("Linux".to_owned()),
            location: Some("Lyon, France".to_owned()),
            ..LoginContext::default()
        };
        let login = scene.login(context);

        let challenge = scene.bring(&phone).await;
        let state = phone.approve(&challenge.id, Approval::without_number()).await;

        assert_eq!(state, Ok(DecisionState::RecordedByUs(Recorded::Approved)));
        assert_eq!(scene.transaction(&login).state, "accepted");
        assert_eq!(challenge.context.browser.as_deref(), Some("Firefox 145"));
        assert_eq!(challenge.context.place.as_deref(), Some("Lyon, France"));
        assert_eq!(challenge.number, NumberChallenge::None);
        let end = challenge.expires_at.expect("an end");
        assert_eq!(end.since(challenge.issued_at), 300, "the end of a login is known and shown");
    }
}

#[tokio::test]
async fn a_login_is_denied_with_a_reason_that_the_tenant_reads() {
    let (scene, _home, phone) = scene().await;
    let (login, challenge) = scene.login_seen_by(&phone).await;

    let state = phone.deny(&challenge.id, Some(DenyReason::Suspicious)).await;

    let transaction = scene.transaction(&login);
    assert_eq!(state, Ok(DecisionState::RecordedByUs(Recorded::Denied)));
    assert_eq!((transaction.state.as_str(), transaction.reason.as_deref()), ("rejected", Some("suspicious")));
    assert!(scene.tenant().log().iter().any(|entry| entry.code == "gd_auth_rejected"));
}

#[tokio::test]
async fn enrollment_makes_a_2048_bit_rsa_key_and_a_sibling_for_one_time_codes() {
    let scene = TenantScene::start().await;
    let phone = TenantScene::phone(&PhoneHome::new());
    let invite = scene.tenant().invite(USER).expect("an invitation");

    let preview = phone.preview(&invite.barcode_uri).await.expect("a preview");
    let account = phone.enroll(&preview).await.expect("an account");

    let Some(PublicKey::Rs256 { n, e }) = account.public_key() else { panic!("{account:?}") };
    assert_eq!((n.len(), n[0] & 0x80, e.as_slice()), (256, 0x80, [1, 0, 1].as_slice()));
    let enrollments = scene.tenant().enrollments();
    let enrolled = enrollments.iter().find(|enrollment| enrollment.id == invite.enrollment_id).expect("it");
    assert!(enrolled.is_confirmed);
    assert_eq!((enrolled.push_service.as_deref(), enrolled.push_token.as_deref()), (Some("GCM"), Some("push-token")));
    assert_eq!(enrolled.name.as_deref(), Some("Test phone"));
    let code = phone.one_time_code(&account.id).expect("a code");
    assert_eq!(code.digits().len(), 6);
}

#[tokio::test]
async fn a_push_address_that_the_tenant_cannot_use_does_not_count_as_known_there() {
    let scene = TenantScene::start_in(Mode::AsIs).await;
    let home = PhoneHome::new();
    let phone = home.open_with(|mut platform| {
        platform.device.push = Some(PushTarget { provider: "webpush".to_owned(), token: "address".to_owned() });
        platform
    });

    let account = scene.enroll(&phone).await;

    assert!(account.push.wanted.is_some() && account.push.is_stale(), "{:?}", account.push);
    assert!(!phone.doctor().await.expect("a report").is_good());
}

#[tokio::test]
async fn a_bare_ticket_serves_with_the_tenant_that_the_caller_names() {
    let scene = TenantScene::start().await;
    let phone = TenantScene::phone(&PhoneHome::new());
    let ticket = scene.tenant().invite(USER).expect("an invitation").enrollment_tx_id;

    let without = phone.preview(&ticket).await.expect_err("nobody to ask");
    let preview = phone.preview_at(&ticket, scene.server.url()).await.expect("a preview");
    let account = phone.enroll(&preview).await.expect("an account");

    assert_eq!(without.code, "qr.unknown_scheme");
    assert_eq!(account.issuer, format!("{}/appliance-mfa", scene.server.url()));
}

#[tokio::test]
async fn a_ticket_serves_once_and_leaves_nothing_behind_when_refused() {
    let scene = TenantScene::start().await;
    let [first, second] = [(); 2].map(|()| PhoneHome::new());
    let invite = scene.tenant().invite(USER).expect("an invitation");
    let (used, late) = (TenantScene::phone(&first), TenantScene::phone(&second));
    let preview = used.preview(&invite.uri).await.expect("a preview");
    used.enroll(&preview).await.expect("an account");

    let preview = late.preview(&invite.uri).await.expect("previews ask nobody");
    let error = late.enroll(&preview).await.expect_err("the ticket was used");

    assert_eq!(error.code, "enroll.token_invalid");
    assert_eq!(late.accounts().expect("accounts"), []);
    assert_eq!((second.rows("enrollment"), second.rows("private_key")), (0, 0));
}

#[tokio::test]
async fn one_phone_serves_several_tenants_at_once() {
    let (first, second) = (TenantScene::start().await, TenantScene::start().await);
    let phone = TenantScene::phone(&PhoneHome::new());
    first.enroll(&phone).await;
    second.enroll(&phone).await;

    for scene in [&first, &second] {
        let (login, challenge) = scene.login_seen_by(&phone).await;
        phone.approve(&challenge.id, Approval::without_number()).await.expect("approved");

        assert_eq!(scene.transaction(&login).state, "accepted");
    }
}

#[tokio::test]
async fn a_new_push_token_reaches_all_tenants_and_is_retried_until_acknowledged() {
    let (first, second) = (TenantScene::start().await, TenantScene::start().await);
    let home = PhoneHome::new();
    let (phone, network) = home.open_lossy_with(reachable);
    for scene in [&first, &second] {
        scene.enroll(&phone).await;
    }
    let target = PushTarget { provider: "apns".to_owned(), token: "ab".repeat(32) };
    network.lose(0, Loss::Request);

    let problems = phone.set_push_target(Some(target.clone())).await.expect("storage works");
    let told =
        |scene: &TenantScene| scene.tenant().enrollments().iter().any(|one| one.push_token == Some("ab".repeat(32)));
    let before = [&first, &second].map(told);
    phone.refresh().await.expect("storage works");

    assert_eq!(problems.len(), 1);
    assert_eq!(before.iter().filter(|is_told| **is_told).count(), 1, "one tenant was not told yet");
    assert!([&first, &second].into_iter().all(told));
    let accounts = phone.accounts().expect("accounts").into_iter().filter_map(Row::intact);
    assert!(accounts.into_iter().all(|account| account.push.acknowledged == Some(target.clone())));
}

#[tokio::test]
async fn a_device_is_renamed_and_unenrolled() {
    let (scene, home, phone) = scene().await;
    let account = phone.accounts().expect("accounts").remove(0).intact().expect("intact");

    phone.name_device(&account.id, "Alice's phone").await.expect("renamed");
    let names: Vec<_> = scene.tenant().enrollments().into_iter().filter_map(|one| one.name).collect();
    phone.remove(&account.id, Removal::Everywhere).await.expect("removed");

    assert_eq!(names, ["Alice's phone"]);
    assert_eq!(scene.tenant().enrollments(), []);
    assert_eq!(phone.accounts().expect("accounts"), []);
    assert_eq!(home.rows("private_key"), 0);
}

#[tokio::test]
async fn a_phone_that_an_administrator_removed_says_so_and_keeps_its_history() {
    let (scene, _home, phone) = scene().await;
    let account = phone.accounts().expect("accounts").remove(0).intact().expect("intact");
    let enrollment = scene.tenant().enrollments().remove(0).id;
    scene.tenant().remove_enrollment(&enrollment).expect("removed");

    let error = phone.name_device(&account.id, "Phone").await.expect_err("it is gone");

    assert_eq!(error.code, "account.removed_on_server");
    assert_eq!(phone.account(&account.id).expect("it is still listed").state, AccountState::RemovedOnServer);
    phone.remove(&account.id, Removal::Everywhere).await.expect("removing what is gone works");
}

#[tokio::test]
async fn a_rich_consent_is_shown_before_it_is_approved() {
    let (scene, _home, phone) = scene().await;
    let payment = json!({"type": "payment", "amount": {"currency": "EUR", "value": 12.5}});
    let details = vec![payment.as_object().expect("an object").clone()];
    let consent = ConsentSpec { authorization_details: details, ..consent() };
    let login = scene.login(LoginContext { consent: Some(consent), ..LoginContext::default() });

    let challenge = scene.bring(&phone).await;
    let shown: Vec<_> = challenge.details.iter().map(|fact| (fact.label.as_str(), fact.value.as_str())).collect();

    assert_eq!(challenge.text.as_deref(), Some("Order 1234"));
    assert_eq!(
        shown,
        [
            ("audience", "https://api.example.com/"),
            ("scope", "read:accounts pay"),
            ("type", "payment"),
            ("amount.currency", "EUR"),
            ("amount.value", "12.5"),
        ]
    );
    let typed: Vec<_> = challenge.authorization_details_of("payment").collect();
    assert_eq!(serde_json::from_str::<serde_json::Value>(&typed[0].json).expect("JSON"), payment);
    phone.approve(&challenge.id, Approval::without_number()).await.expect("approved");
    assert_eq!(scene.transaction(&login).state, "accepted");
}

#[tokio::test]
async fn a_consent_that_cannot_be_shown_whole_can_only_be_denied() {
    let (scene, _home, phone) = scene().await;
    let mut long: Map<_, _> = (0..40).map(|index| (format!("line{index}"), json!(index))).collect();
    long.insert("type".to_owned(), json!("list"));
    let consent = ConsentSpec { authorization_details: vec![long], ..consent() };
    let login = scene.login(LoginContext { consent: Some(consent), ..LoginContext::default() });

    let challenge = scene.bring(&phone).await;
    let error = phone.approve(&challenge.id, Approval::without_number()).await.expect_err("too much to show");

    assert_eq!(challenge.restriction, Some(Restriction::Undisplayable));
    assert_eq!((error.code, error.decision), ("challenge.undisplayable", Some(DecisionState::NotSent)));
    assert_eq!(scene.transaction(&login).state, "pending");
    phone.deny(&challenge.id, None).await.expect("denying works");
    assert_eq!(scene.transaction(&login).state, "rejected");
}

#[tokio::test]
async fn the_same_push_twice_is_one_challenge_and_a_late_one_shows_nothing() {
    let (scene, _home, phone) = scene().await;
    let (_, first) = scene.login_seen_by(&phone).await;
    let again = scene.bring(&phone).await;
    phone.approve(&first.id, Approval::without_number()).await.expect("approved");

    let late = phone.handle_push(&scene.push()).await;

    assert_eq!(first.id, again.id);
    assert_eq!(late, Ok(PushOutcome::Nothing));
}

#[tokio::test]
async fn pushes_for_other_devices_and_expired_ones_show_nothing() {
    let (scene, _home, phone) = scene().await;
    let stranger = TenantScene::phone(&PhoneHome::new());
    TenantScene::start().await.enroll(&stranger).await;
    scene.login(LoginContext::default());

    assert_eq!(stranger.handle_push(&scene.push()).await, Ok(PushOutcome::Nothing));

    let mut push: serde_json::Value = serde_json::from_slice(&scene.push()).expect("JSON");
    push["d"] = json!("2020-01-01T00:00:00.000Z");
    assert_eq!(phone.handle_push(push.to_string().as_bytes()).await, Ok(PushOutcome::Nothing));
    assert_eq!(phone.pending().expect("storage works"), []);
}

#[tokio::test]
async fn a_refresh_neither_finds_nor_loses_logins() {
    let (scene, _home, phone) = scene().await;
    let (_, challenge) = scene.login_seen_by(&phone).await;

    let refreshed = phone.refresh().await.expect("storage works");
    let can = phone.capabilities(&challenge.id.account).expect("the account");

    assert!(!can.polling && can.challenges && can.push_update, "the app can say that a lost push is a lost login");
    assert_eq!((refreshed.new, refreshed.problems), (vec![], vec![]));
    assert_eq!(phone.challenge(&challenge.id).expect("it is there").1, ChallengeStatus::Pending);
}

#[tokio::test]
async fn only_an_app_that_chose_to_be_counted_is_counted() {
    for telemetry in [None, Some(Telemetry { app_name: "Bank".to_owned(), app_version: "7.1".to_owned() })] {
        let scene = TenantScene::start().await;
        let home = PhoneHome::new();
        let (phone, wire) = home.open_lossy_with(|mut platform| {
            platform.device.telemetry.clone_from(&telemetry);
            reachable(platform)
        });
        scene.enroll(&phone).await;
        let (_, challenge) = scene.login_seen_by(&phone).await;
        phone.approve(&challenge.id, Approval::without_number()).await.expect("approved");

        let recorded = wire.recorded();
        let counted = recorded.iter().filter(|recorded| {
            recorded.request.headers.iter().any(|(name, value)| *name == "auth0-client" && !value.is_empty())
        });
        assert_eq!(counted.count(), if telemetry.is_some() { recorded.len() } else { 0 }, "{telemetry:?}");
        assert!(recorded.len() >= 2);
    }
}

#[tokio::test]
async fn enrolling_twice_on_one_phone_is_refused() {
    let (scene, _home, phone) = scene().await;
    let invite = scene.tenant().invite(USER).expect("another invitation");
    let code = Code { text: &invite.uri, server: None };

    let preview = phone.preview_all(&code).await.expect("a preview").remove(0);

    assert!(preview.existing.is_some());
    assert_eq!(phone.enroll(&preview).await.expect_err("it is there").code, "enroll.already_enrolled");
}
