//! Conditional-authentication scripts decide about logins.

use crate::support::browser::Browser;
use crate::support::wso2::{ANN, Wso2Phone, server};
use countersign_server_mock::{FactorKind, IdentityApplication, IdentityUser, MockServer, Mode};

/// A server whose application `app` asks for a password and then, or not, for the phone, as `script` says.
async fn scripted(script: &str) -> MockServer {
    let server = server(Mode::Strict).await;
    let identity = server.identity_server();
    let eve = IdentityUser { password: Some("pw".to_owned()), ..IdentityUser::named("eve") };
    identity.add_user(&eve).unwrap();
    let steps = [FactorKind::Password, FactorKind::Push];
    let application = IdentityApplication::with_steps("app", "App", &steps);
    identity.set_application(IdentityApplication { script: Some(script.to_owned()), ..application }).unwrap();
    server
}

#[tokio::test]
async fn a_script_that_asks_for_the_password_only_signs_in_with_it() {
    let server = scripted("var onLoginRequest = function (context) { executeStep(1); };").await;
    let browser = Browser::new(&server, "app").await;

    browser.send(&[("username", "eve"), ("password", "pw")]).await;

    assert_eq!(browser.text("proofs"), "BasicAuthenticator");
}

#[tokio::test]
async fn a_script_knows_who_signed_in_and_asks_some_people_for_more() {
    let script = "var onLoginRequest = function (context) { executeStep(1, { onSuccess: function (context) {
        if (context.steps[1].subject.username === 'eve') { executeStep(2); } } }); };";
    let server = scripted(script).await;
    let phone = Wso2Phone::enrolled(&server, "eve", "ann").await;
    let browser = Browser::new(&server, "app").await;

    browser.send(&[("username", "eve"), ("password", "pw")]).await;
    phone.answer(&phone.push(&server), "APPROVED").await;
    browser.press("PROCEED_PUSH_AUTHENTICATION").await;

    assert_eq!(browser.text("proofs"), "BasicAuthenticator, push-notification-authenticator");
}

#[tokio::test]
async fn a_script_helps_after_a_denial() {
    let script = "var onLoginRequest = function (context) { executeStep(2, { onFail: function (context) {
        if (context.request.params.scenario[0] === 'PROCEED_PUSH_AUTHENTICATION') { executeStep(1); } } }); };";
    let server = scripted(script).await;
    let phone = Wso2Phone::enrolled(&server, "eve", "ann").await;
    let browser = Browser::new(&server, "app").await;
    browser.send(&[("username", "eve")]).await;
    phone.answer(&phone.push(&server), "DENIED").await;

    browser.press("PROCEED_PUSH_AUTHENTICATION").await;
    assert!(browser.has("password-form"));
    browser.send(&[("password", "pw")]).await;

    assert_eq!(browser.text("proofs"), "BasicAuthenticator");
}

#[tokio::test]
async fn scripts_that_cannot_be_followed_deny_and_the_log_says_why() {
    for (script, reason) in [
        ("this is no script", "line 1"),
        ("var x = 1;", "onLoginRequest"),
        ("var onLoginRequest = function (context) { throw new Error('no such luck'); };", "no such luck"),
        ("var onLoginRequest = function (context) { while (true) {} };", ""),
        ("var onLoginRequest = function (context) { executeStep(9); };", "9"),
        ("var onLoginRequest = function (context) {};", "no step"),
    ] {
        let server = scripted(script).await;
        let browser = Browser::new(&server, "app").await;

        assert_eq!(browser.message(), "authentication.fail.message", "{script}");
        let log = server.identity_server().log();
        let entry = log.iter().rfind(|entry| entry.action == "Login-Flow-Failure").expect("a log entry");
        let said = entry.details["reason"].as_str().unwrap();
        assert!(!said.is_empty() && said.contains(reason), "{script}: {said}");
    }
}

#[tokio::test]
async fn a_script_that_fails_the_login_is_told_apart_from_one_that_is_broken() {
    let script = "var onLoginRequest = function (context) { fail({ errorCode: 'access_denied', \
                  errorMessage: 'not today' }); };";
    let server = scripted(script).await;
    let browser = Browser::new(&server, "app").await;

    assert!(browser.has("result-refused"));
    assert!(server.identity_server().log().iter().all(|entry| entry.action != "Login-Flow-Failure"));
}

#[tokio::test]
async fn a_password_is_never_shown_to_a_script() {
    let script = "var onLoginRequest = function (context) { executeStep(1, { onSuccess: function (context) {
        if (JSON.stringify(context.request.params).indexOf('pw-') >= 0) { throw new Error('seen'); } } }); };";
    let server = scripted(script).await;
    let user = IdentityUser { password: Some("pw-hidden".to_owned()), ..IdentityUser::named("fay") };
    server.identity_server().add_user(&user).unwrap();
    let browser = Browser::new(&server, "app").await;

    browser.send(&[("username", "fay"), ("password", "pw-hidden")]).await;

    assert!(browser.has("result-approved"));
}

#[tokio::test]
async fn replacing_the_script_does_not_disturb_logins_on_their_way() {
    let server = server(Mode::Strict).await;
    let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
    let browser = Browser::new(&server, "demo-app").await;
    browser.send(&[("username", ANN)]).await;
    let mut application = IdentityApplication::passwordless();
    application.script = Some("var onLoginRequest = function (context) { throw 1; };".to_owned());
    server.identity_server().set_application(application).unwrap();

    phone.answer(&phone.push(&server), "APPROVED").await;
    browser.press("PROCEED_PUSH_AUTHENTICATION").await;

    assert!(browser.has("result-approved"));
}
