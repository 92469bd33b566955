//! Registering a phone while signing in to a WSO2 server.

use crate::support::browser::Browser;
use crate::support::wso2::{ANN, Wso2Phone, allow_many, server};
use countersign_server_mock::{IdentityApplication, IdentityUser, MockServer, Mode};

const DORA: &str = "dora";
const PASSWORD: &str = "correct horse";

/// A server where people register phones while they sign in, with the user dora, who has a password and no phone.
async fn enrolling() -> MockServer {
    let server = server(Mode::Strict).await;
    let identity = server.identity_server();
    let mut settings = identity.settings("carbon.super").unwrap();
    settings.progressive_enrollment = true;
    identity.set_settings("carbon.super", settings).unwrap();
    let dora = IdentityUser { password: Some(PASSWORD.to_owned()), ..IdentityUser::named(DORA) };
    identity.add_user(&dora).unwrap();
    server
}

/// Like [`enrolling`], but dora has a phone and may register more.
async fn adding() -> (MockServer, Wso2Phone) {
    let server = enrolling().await;
    let identity = server.identity_server();
    allow_many(&identity);
    let mut settings = identity.settings("carbon.super").unwrap();
    settings.multiple_device_progressive_enrollment = true;
    identity.set_settings("carbon.super", settings).unwrap();
    let phone = Wso2Phone::enrolled(&server, DORA, "ann").await;
    (server, phone)
}

/// Registers a phone with the code on the page.
async fn scan(server: &MockServer, browser: &Browser, key: &str) -> Wso2Phone {
    let phone = Wso2Phone::scanned(server, &browser.text("link"), key);
    assert_eq!(phone.register(&phone.registration()).await.status, 201);
    phone
}

#[tokio::test]
async fn without_a_phone_consent_password_code_and_push_sign_in() {
    let server = enrolling().await;
    let browser = Browser::new(&server, "demo-app").await;

    browser.send(&[("username", DORA)]).await;
    assert!(browser.has("consent-form"));
    browser.press("INIT_PUSH_ENROLL").await;
    assert_eq!(browser.text("account"), DORA);
    browser.send(&[("password", "wrong")]).await;
    assert!(!browser.text("error").is_empty());
    browser.send(&[("password", PASSWORD)]).await;
    assert!(browser.has("qr"));
    let phone = scan(&server, &browser, "bob").await;
    browser.press("PUSH_DEVICE_ENROLLMENT").await;
    assert!(browser.has("wait-form"));
    phone.answer(&phone.push(&server), "APPROVED").await;
    browser.press("PROCEED_PUSH_AUTHENTICATION").await;

    assert_eq!(browser.text("account"), DORA);
    assert_eq!(browser.text("proofs"), "BasicAuthenticator, push-notification-authenticator");
}

#[tokio::test]
async fn as_the_second_factor_the_code_comes_right_after_the_password() {
    let server = enrolling().await;
    let browser = Browser::new(&server, "demo-second-factor").await;

    browser.send(&[("username", DORA), ("password", PASSWORD)]).await;
    assert!(browser.has("qr"));
    let phone = scan(&server, &browser, "bob").await;
    browser.press("PUSH_DEVICE_ENROLLMENT").await;
    phone.answer(&phone.push(&server), "APPROVED").await;
    browser.press("PROCEED_PUSH_AUTHENTICATION").await;

    assert_eq!(browser.text("account"), DORA);
}

#[tokio::test]
async fn no_code_is_shown_to_somebody_who_only_says_a_name() {
    let server = enrolling().await;
    for scenario in ["PUSH_DEVICE_ENROLLMENT", "PROCEED_PUSH_AUTHENTICATION", "SEND_PUSH_NOTIFICATION"] {
        let browser = Browser::new(&server, "demo-app").await;
        browser.send(&[("username", DORA)]).await;

        browser.send(&[("scenario", scenario), ("username", DORA)]).await;

        assert!(browser.has("consent-form"), "{scenario}");
    }
    let mut application = IdentityApplication::passwordless();
    application.script = None;
    server.identity_server().set_application(application).unwrap();
    let browser = Browser::new(&server, "demo-app").await;
    browser.send(&[("username", DORA)]).await;

    browser.press("INIT_PUSH_ENROLL").await;

    assert_eq!(browser.message(), "error.push.authentication.failed");
}

#[tokio::test]
async fn another_user_does_not_slip_in_at_the_password() {
    let server = enrolling().await;
    let eve = IdentityUser { password: Some("eve".to_owned()), ..IdentityUser::named("eve") };
    server.identity_server().add_user(&eve).unwrap();
    let browser = Browser::new(&server, "demo-app").await;
    browser.send(&[("username", DORA)]).await;
    browser.press("INIT_PUSH_ENROLL").await;

    browser.send(&[("username", "eve"), ("password", "eve")]).await;

    assert!(browser.has("password-form"));
    assert!(!browser.text("error").is_empty());
}

#[tokio::test]
async fn who_cancels_registers_nothing() {
    let server = enrolling().await;
    let browser = Browser::new(&server, "demo-app").await;
    browser.send(&[("username", DORA)]).await;

    browser.press("CANCEL_PUSH_ENROLL").await;

    assert!(browser.has("result-canceled"));
    let browser = Browser::new(&server, "demo-second-factor").await;
    browser.send(&[("username", DORA), ("password", PASSWORD)]).await;
    browser.press("CANCEL_PUSH_DEVICE_ENROLLMENT").await;
    assert!(browser.has("result-canceled"));
    assert!(server.identity_server().devices().is_empty());
}

#[tokio::test]
async fn a_code_that_nobody_scanned_is_replaced() {
    let server = enrolling().await;
    let browser = Browser::new(&server, "demo-second-factor").await;
    browser.send(&[("username", DORA), ("password", PASSWORD)]).await;
    let first = browser.text("link");

    browser.press("PUSH_DEVICE_ENROLLMENT").await;

    assert_ne!(browser.text("link"), first);
    assert!(!browser.text("error").is_empty());
}

#[tokio::test]
async fn one_more_phone_is_registered_while_another_is_asked() {
    let (server, first) = adding().await;
    let browser = Browser::new(&server, "demo-second-factor").await;
    browser.send(&[("username", DORA), ("password", PASSWORD)]).await;
    assert!(browser.can_press("add-device"));

    browser.press("MULTIPLE_DEVICE_PROGRESSIVE_ENROLLMENT").await;
    let second = scan(&server, &browser, "bob").await;
    browser.press("PUSH_DEVICE_ENROLLMENT").await;
    let (to_first, to_second) = (first.push(&server), second.push(&server));
    assert_eq!(to_first["pushId"], to_second["pushId"]);
    assert_eq!(second.answer(&to_second, "APPROVED").await.status, 200);
    assert_eq!(first.answer(&to_first, "DENIED").await.status, 410);
    browser.press("PROCEED_PUSH_AUTHENTICATION").await;

    assert_eq!(browser.text("account"), DORA);
    assert_eq!(server.identity_server().devices().len(), 2);
}

#[tokio::test]
async fn going_back_from_one_more_phone_resumes_the_request() {
    let (server, phone) = adding().await;
    let browser = Browser::new(&server, "demo-second-factor").await;
    browser.send(&[("username", DORA), ("password", PASSWORD)]).await;
    let push = browser.push();
    browser.press("MULTIPLE_DEVICE_PROGRESSIVE_ENROLLMENT").await;

    browser.press("CANCEL_PUSH_DEVICE_ENROLLMENT").await;

    assert_eq!(browser.push(), push);
    phone.answer(&phone.push(&server), "APPROVED").await;
    browser.press("PROCEED_PUSH_AUTHENTICATION").await;
    assert!(browser.has("result-approved"));
}

#[tokio::test]
async fn without_a_password_one_more_phone_takes_the_way_over_the_password() {
    let (server, _) = adding().await;
    let browser = Browser::new(&server, "demo-app").await;
    browser.send(&[("username", DORA)]).await;
    browser.press("MULTIPLE_DEVICE_PROGRESSIVE_ENROLLMENT").await;
    assert!(browser.has("consent-form"));
    browser.press("INIT_PUSH_ENROLL").await;
    browser.send(&[("password", PASSWORD)]).await;
    assert!(browser.has("qr"));

    let phone = scan(&server, &browser, "bob").await;
    browser.press("PUSH_DEVICE_ENROLLMENT").await;
    phone.answer(&phone.push(&server), "APPROVED").await;
    browser.press("PROCEED_PUSH_AUTHENTICATION").await;

    assert!(browser.has("result-approved"));
}

#[tokio::test]
async fn the_page_says_that_there_are_enough_phones() {
    let (server, _) = adding().await;
    Wso2Phone::enrolled(&server, DORA, "ann-second").await;
    Wso2Phone::enrolled(&server, DORA, "bob").await;
    let browser = Browser::new(&server, "demo-second-factor").await;
    browser.send(&[("username", DORA), ("password", PASSWORD)]).await;

    browser.press("MULTIPLE_DEVICE_PROGRESSIVE_ENROLLMENT").await;

    assert_eq!(browser.message(), "error.push.max.device.limit.reached");
}

#[tokio::test]
async fn without_the_setting_nobody_adds_a_phone() {
    let server = server(Mode::Strict).await;
    Wso2Phone::enrolled(&server, ANN, "ann").await;
    let browser = Browser::new(&server, "demo-app").await;
    browser.send(&[("username", ANN)]).await;
    let push = browser.push();

    browser.press("MULTIPLE_DEVICE_PROGRESSIVE_ENROLLMENT").await;

    assert_eq!(browser.push(), push);
    assert!(browser.page().contains("<p class=\"small\" hidden>"));
}
