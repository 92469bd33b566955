//! Signing in on the pages of a WSO2 server.

use std::time::Duration;

use crate::support::browser::Browser;
use crate::support::wso2::{ANN, Wso2Phone, ask_for_numbers, server};
use countersign_server_mock::{IdentityUser, Mode, OrganizationSpec};

#[tokio::test]
async fn a_person_signs_in_with_the_number_and_without_a_password() {
    for mode in [Mode::Strict, Mode::AsIs] {
        let server = server(mode).await;
        ask_for_numbers(&server.identity_server());
        let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
        let browser = Browser::new(&server, "demo-app").await;

        browser.send(&[("username", ANN)]).await;
        let push = phone.push(&server);
        assert_eq!(browser.text("number"), push["numberChallenge"].as_str().unwrap());
        assert_eq!(
            (browser.text("account").as_str(), push["applicationName"].as_str()),
            (ANN, Some("Demo application"))
        );
        assert!(!browser.can_press("resend"));
        assert_eq!(phone.answer(&push, "APPROVED").await.status, 200);
        browser.press("PROCEED_PUSH_AUTHENTICATION").await;

        assert_eq!(browser.text("account"), ANN);
        assert_eq!(browser.text("proofs"), "push-notification-authenticator");
        assert!(browser.address().contains("state=s1"));
    }
}

#[tokio::test]
async fn without_scripts_the_page_offers_to_go_on_once_the_phone_has_answered() {
    let server = server(Mode::Strict).await;
    let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
    let browser = Browser::new(&server, "demo-app").await;
    browser.send(&[("username", ANN)]).await;
    assert!(!browser.can_press("proceed"));

    phone.answer(&phone.push(&server), "APPROVED").await;
    browser.reload().await;

    assert!(browser.can_press("proceed"));
    assert_eq!(phone.check_status(&browser.push()).await, "COMPLETED", "looking at the page takes nothing away");
}

#[tokio::test]
async fn the_page_says_who_denied_and_what_was_wrong() {
    let server = server(Mode::Strict).await;
    ask_for_numbers(&server.identity_server());
    let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;

    for (response, number, message, result) in [
        ("DENIED", None, "error.push.user.denied.consent", "result-denied"),
        ("APPROVED", Some("100"), "error.push.number.challenge.failed", "result-wrong-number"),
    ] {
        let browser = Browser::new(&server, "demo-app").await;
        browser.send(&[("username", ANN)]).await;
        let mut claims = phone.claims(&phone.push(&server), response);
        if let Some(number) = number {
            claims["numberChallenge"] = number.into();
        }
        assert_eq!(phone.answer_with(&phone.signed(&claims)).await.status, 200);

        browser.press("PROCEED_PUSH_AUTHENTICATION").await;

        assert_eq!(browser.message(), message);
        assert!(browser.has(result));
        assert_eq!(
            server.identity_server().user(ANN).unwrap().failed_push_attempts,
            if number.is_some() { 2 } else { 1 }
        );
    }
}

#[tokio::test]
async fn an_answer_to_another_request_is_told_apart() {
    let server = server(Mode::AsIs).await;
    let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
    let browser = Browser::new(&server, "demo-app").await;
    browser.send(&[("username", ANN)]).await;
    let mut claims = phone.claims(&phone.push(&server), "APPROVED");
    claims["challenge"] = "another".into();
    assert_eq!(phone.answer_with(&phone.signed(&claims)).await.status, 200);

    browser.press("PROCEED_PUSH_AUTHENTICATION").await;

    assert_eq!(browser.message(), "error.push.authentication.failed");
}

#[tokio::test]
async fn a_device_that_is_gone_by_then_does_not_sign_anybody_in() {
    let server = server(Mode::Strict).await;
    let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
    let browser = Browser::new(&server, "demo-app").await;
    browser.send(&[("username", ANN)]).await;
    phone.answer(&phone.push(&server), "APPROVED").await;
    server.identity_server().remove_device(phone.id()).unwrap();

    browser.press("PROCEED_PUSH_AUTHENTICATION").await;

    assert_eq!(browser.message(), "error.push.token.response.failure");
}

#[tokio::test]
async fn going_on_before_the_phone_has_answered_ends_the_login() {
    let server = server(Mode::Strict).await;
    Wso2Phone::enrolled(&server, ANN, "ann").await;
    let browser = Browser::new(&server, "demo-app").await;
    browser.send(&[("username", ANN)]).await;

    browser.press("PROCEED_PUSH_AUTHENTICATION").await;

    assert_eq!(browser.message(), "error.push.internal.error");
}

#[tokio::test]
async fn asking_again_waits_for_the_interval_and_ends_after_three_times() {
    let server = server(Mode::Strict).await;
    let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
    let browser = Browser::new(&server, "demo-app").await;
    browser.send(&[("username", ANN)]).await;
    let first = browser.push();

    browser.press("RESEND_PUSH_NOTIFICATION").await;
    assert_eq!(browser.push(), first, "60 seconds are not over");
    let old = phone.push(&server);
    for left in ["2", "1", "0"] {
        server.clock().advance(Duration::from_secs(60));
        browser.reload().await;
        assert!(browser.can_press("resend"));
        assert_eq!(browser.text("countdown"), "0");
        browser.press("RESEND_PUSH_NOTIFICATION").await;
        assert_eq!((browser.text("resends-left").as_str(), browser.text("countdown").as_str()), (left, "60"));
        assert!(!browser.can_press("resend"));
    }
    phone.now.set(server.clock().now());
    assert_eq!(phone.answer(&old, "APPROVED").await.json()["code"], "PBA-15010");
    server.clock().advance(Duration::from_secs(60));
    browser.press("RESEND_PUSH_NOTIFICATION").await;

    assert_eq!(browser.message(), "error.push.resent.count.exceeded");
}

#[tokio::test]
async fn denials_lock_the_account_and_the_page_says_for_how_long() {
    let server = server(Mode::Strict).await;
    let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
    for _ in 0..5 {
        let browser = Browser::new(&server, "demo-app").await;
        browser.send(&[("username", ANN)]).await;
        phone.answer(&phone.push(&server), "DENIED").await;
        browser.press("PROCEED_PUSH_AUTHENTICATION").await;
    }

    let browser = Browser::new(&server, "demo-app").await;
    browser.send(&[("username", ANN)]).await;

    assert_eq!(browser.message(), "user.account.locked");
    assert!(browser.text("text").contains("5 minutes"));
    server.clock().advance(Duration::from_secs(300));
    browser.open(&browser.authorize("demo-app")).await;
    browser.send(&[("username", ANN)]).await;
    assert!(browser.has("number"), "the lock ends by itself");
}

#[tokio::test]
async fn unknown_users_wait_for_ever_and_nobody_is_asked() {
    let server = server(Mode::Strict).await;
    ask_for_numbers(&server.identity_server());
    let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
    let browser = Browser::new(&server, "demo-app").await;

    browser.send(&[("username", "mallory")]).await;

    assert!(browser.text("number").parse::<u8>().is_ok_and(|number| number < 100));
    assert_eq!(browser.text("account"), "mallory");
    assert_eq!(phone.check_status(&browser.push()).await, "PENDING");
    assert!(phone.last_push(&server).is_none());
}

#[tokio::test]
async fn without_a_phone_the_page_says_so() {
    let server = server(Mode::Strict).await;
    let browser = Browser::new(&server, "demo-app").await;

    browser.send(&[("username", ANN)]).await;

    assert_eq!(browser.message(), "error.push.registered.device.not.found");
}

#[tokio::test]
async fn users_of_an_organization_sign_in_at_its_own_place() {
    let server = server(Mode::Strict).await;
    let identity = server.identity_server();
    let branch = identity.add_organization(&OrganizationSpec::named("Branch")).unwrap();
    let cara = IdentityUser { organization: Some(branch.id.clone()), ..IdentityUser::named("cara") };
    let cara = identity.add_user(&cara).unwrap();
    let phone = Wso2Phone::enrolled(&server, &cara.id, "ann").await;

    for prefix in [format!("/o/{}", branch.id), format!("/t/carbon.super/o/{}", branch.id)] {
        let browser = Browser::at(&server, &prefix, "demo-app").await;
        browser.send(&[("username", "cara")]).await;
        assert!(browser.page().contains(&format!("data-push=\"{}", prefix.replace('/', "&#x2f;"))));
        phone.answer(&phone.push(&server), "APPROVED").await;
        browser.press("PROCEED_PUSH_AUTHENTICATION").await;

        assert_eq!((browser.text("account").as_str(), browser.text("organization").as_str()), ("cara", "Branch"));
    }

    let elsewhere = Browser::new(&server, "demo-app").await;
    elsewhere.send(&[("username", "cara")]).await;
    let before = identity.pushes().len();
    assert!(elsewhere.has("wait-form"), "unknown at the root tenant");
    assert_eq!(identity.pushes().len(), before);
}

#[tokio::test]
async fn a_login_that_is_over_shows_nothing_and_a_canceled_one_tells_the_application() {
    let server = server(Mode::Strict).await;
    let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
    let browser = Browser::new(&server, "demo-app").await;
    let page = browser.address();
    browser.send(&[("username", ANN)]).await;
    phone.answer(&phone.push(&server), "APPROVED").await;
    browser.press("PROCEED_PUSH_AUTHENTICATION").await;
    browser.open(&page).await;
    assert!(browser.has("result-unknown"));

    let browser = Browser::new(&server, "demo-app").await;
    browser.press("LOGOUT").await;
    assert!(browser.has("result-canceled"));
    assert!(browser.page().contains("error=access_denied"));

    let browser = Browser::new(&server, "demo-app").await;
    server.clock().advance(Duration::from_secs(1_200));
    browser.reload().await;
    assert!(browser.has("result-unknown"), "logins end after twenty minutes");
}
