//! App-native authentication: a login as JSON steps for an app of the application.

use crate::support::wso2::{ANN, Wso2Phone, ask_for_numbers, server};
use crate::support::{Answer, Http};
use countersign_server_mock::{IdentityApplication, IdentityUser, MockServer, Mode};
use serde_json::{Value, json};

/// An app at a place of the server.
struct App<'a> {
    server: &'a MockServer,
    prefix: &'static str,
}

impl App<'_> {
    async fn start(&self, client: &str) -> Answer {
        let landing = format!("{}{}/demo/callback", self.server.url(), self.prefix);
        let fields = [
            ("response_type", "code"),
            ("response_mode", "direct"),
            ("client_id", client),
            ("redirect_uri", landing.as_str()),
            ("scope", "openid"),
            ("state", "s1"),
        ];
        Http::new().form(&format!("{}{}/oauth2/authorize", self.server.url(), self.prefix), &fields).await
    }

    /// Answers `step` with these parameters.
    async fn answer(&self, step: &Value, params: Value) -> Answer {
        let authenticator = step["nextStep"]["authenticators"][0]["authenticatorId"].clone();
        let body = json!({
            "flowId": step["flowId"], "selectedAuthenticator": {"authenticatorId": authenticator, "params": params},
        });
        self.send(&body).await
    }

    async fn send(&self, body: &Value) -> Answer {
        Http::new().json("POST", &format!("{}{}/oauth2/authn", self.server.url(), self.prefix), body).await
    }
}

fn authenticator(step: &Value) -> &Value {
    &step["nextStep"]["authenticators"][0]
}

#[tokio::test]
async fn an_app_signs_a_person_in_by_push() {
    let server = server(Mode::Strict).await;
    ask_for_numbers(&server.identity_server());
    let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
    let app = App { server: &server, prefix: "" };

    let first = app.start("demo-app").await.json();
    assert_eq!(first["flowStatus"], "INCOMPLETE");
    assert_eq!(first["flowType"], "AUTHENTICATION");
    assert_eq!(first["nextStep"]["stepType"], "AUTHENTICATOR_PROMPT");
    assert_eq!(authenticator(&first)["requiredParams"], json!(["username"]));
    let links = json!([{"name": "authentication", "href": format!("{}/oauth2/authn", server.url()), "method": "POST"}]);
    assert_eq!(first["links"], links);

    let second = app.answer(&first, json!({"username": ANN})).await.json();
    let push = phone.push(&server);
    assert_eq!(second["flowId"], first["flowId"]);
    assert_eq!(second["nextStep"]["messages"][0]["messageId"], "PushNotificationSent");
    let asked = authenticator(&second);
    // base64url of `push-notification-authenticator:LOCAL`.
    assert_eq!(asked["authenticatorId"], "cHVzaC1ub3RpZmljYXRpb24tYXV0aGVudGljYXRvcjpMT0NBTA");
    assert_eq!((&asked["idp"], &asked["requiredParams"]), (&json!("LOCAL"), &json!(["scenario"])));
    assert_eq!(asked["metadata"]["promptType"], "INTERNAL_PROMPT");
    let data = &asked["metadata"]["additionalData"];
    assert_eq!(data["numberChallenge"], push["numberChallenge"]);
    let id = push["pushId"].as_str().unwrap();
    let status = format!("{}/push-auth/check-status?pushAuthId={id}", server.url());
    assert_eq!(data["statusEndpoint"], status);
    assert_eq!(Http::new().get(&status).await.json(), json!({"status": "PENDING"}));
    phone.answer(&push, "APPROVED").await;
    assert_eq!(Http::new().get(&status).await.json(), json!({"status": "COMPLETED"}));

    let last = app.answer(&second, json!({"scenario": "PROCEED_PUSH_AUTHENTICATION"})).await;
    assert_eq!((last.status, &last.json()["flowStatus"]), (200, &json!("SUCCESS_COMPLETED")));
    let code = last.json()["authData"]["code"].as_str().unwrap().to_owned();
    let landing = format!("{}/demo/callback", server.url());
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", landing.as_str()),
        ("client_id", "demo-app"),
        ("client_secret", "demo-secret"),
    ];
    let tokens = Http::new().form(&format!("{}/oauth2/token", server.url()), &fields).await;
    assert_eq!((tokens.status, &tokens.json()["token_type"]), (200, &json!("Bearer")));
    assert_eq!(
        app.send(&json!({"flowId": first["flowId"], "selectedAuthenticator": {"authenticatorId": "x", "params": {}}}))
            .await
            .json()["code"],
        "ABA-60009"
    );
}

#[tokio::test]
async fn as_is_the_number_stays_on_the_server() {
    let server = server(Mode::AsIs).await;
    ask_for_numbers(&server.identity_server());
    Wso2Phone::enrolled(&server, ANN, "ann").await;
    let app = App { server: &server, prefix: "/t/carbon.super" };
    let first = app.start("demo-app").await.json();

    let second = app.answer(&first, json!({"username": ANN})).await.json();

    let data = authenticator(&second)["metadata"]["additionalData"].as_object().unwrap().clone();
    assert_eq!(data.keys().collect::<Vec<_>>(), ["statusEndpoint"]);
    let status = data["statusEndpoint"].as_str().unwrap();
    assert!(status.starts_with(&format!("{}/t/carbon.super/push-auth/check-status?", server.url())), "{status}");
}

#[tokio::test]
async fn a_wrong_password_may_be_tried_again() {
    let server = server(Mode::Strict).await;
    let eve = IdentityUser { password: Some("pw".to_owned()), ..IdentityUser::named("eve") };
    server.identity_server().add_user(&eve).unwrap();
    Wso2Phone::enrolled(&server, "eve", "ann").await;
    let app = App { server: &server, prefix: "" };
    let first = app.start("demo-second-factor").await.json();
    assert_eq!(authenticator(&first)["authenticatorId"], "QmFzaWNBdXRoZW50aWNhdG9yOkxPQ0FM");
    assert_eq!(authenticator(&first)["requiredParams"], json!(["username", "password"]));

    let wrong = app.answer(&first, json!({"username": "eve", "password": "no"})).await;
    assert_eq!((wrong.status, &wrong.json()["flowStatus"]), (200, &json!("FAIL_INCOMPLETE")));
    assert_eq!(wrong.json()["nextStep"]["messages"][0]["type"], "ERROR");
    let right = app.answer(&wrong.json(), json!({"username": "eve", "password": "pw"})).await.json();

    assert_eq!(authenticator(&right)["authenticator"], "Push Notification");
}

#[tokio::test]
async fn failures_end_the_flow_with_the_message_of_the_pages() {
    for (response, key) in [("DENIED", "error.push.user.denied.consent"), ("", "error.push.internal.error")] {
        let server = server(Mode::Strict).await;
        let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
        let app = App { server: &server, prefix: "" };
        let first = app.start("demo-app").await.json();
        let second = app.answer(&first, json!({"username": ANN})).await.json();
        if !response.is_empty() {
            phone.answer(&phone.push(&server), response).await;
        }

        let ended = app.answer(&second, json!({"scenario": "PROCEED_PUSH_AUTHENTICATION"})).await;

        assert_eq!((ended.status, &ended.json()["flowStatus"]), (400, &json!("FAIL_COMPLETED")));
        assert_eq!(ended.json()["code"], "ABA-60002");
        assert_eq!(ended.json()["messages"][0]["messageId"], key);
    }
}

#[tokio::test]
async fn an_app_never_registers_a_phone() {
    let server = server(Mode::Strict).await;
    let identity = server.identity_server();
    let mut settings = identity.settings("carbon.super").unwrap();
    settings.progressive_enrollment = true;
    identity.set_settings("carbon.super", settings).unwrap();
    let app = App { server: &server, prefix: "" };
    let first = app.start("demo-app").await.json();

    let ended = app.answer(&first, json!({"username": ANN})).await;

    assert_eq!(ended.json()["messages"][0]["messageId"], "error.push.registered.device.not.found");
}

#[tokio::test]
async fn resending_waits_for_the_interval() {
    let server = server(Mode::Strict).await;
    Wso2Phone::enrolled(&server, ANN, "ann").await;
    let app = App { server: &server, prefix: "" };
    let first = app.start("demo-app").await.json();
    let step = app.answer(&first, json!({"username": ANN})).await.json();
    let endpoint = |step: &Value| authenticator(step)["metadata"]["additionalData"]["statusEndpoint"].clone();

    let early = app.answer(&step, json!({"scenario": "RESEND_PUSH_NOTIFICATION"})).await.json();
    server.clock().advance(std::time::Duration::from_secs(60));
    let late = app.answer(&step, json!({"scenario": "RESEND_PUSH_NOTIFICATION"})).await.json();

    assert_eq!(endpoint(&early), endpoint(&step));
    assert_ne!(endpoint(&late), endpoint(&step));
}

#[tokio::test]
async fn bad_requests_are_refused_by_the_vendors_codes() {
    let server = server(Mode::Strict).await;
    let app = App { server: &server, prefix: "" };
    let step = app.start("demo-app").await.json();
    let (flow, id) = (step["flowId"].clone(), authenticator(&step)["authenticatorId"].clone());
    let selected = |id: &Value, params: Value| json!({"authenticatorId": id, "params": params});
    let good = json!({"username": ANN});

    for (body, code) in [
        (json!({}), "ABA-60001"),
        (json!([]), "ABA-60001"),
        (json!({"flowId": flow}), "ABA-60001"),
        (json!({"flowId": 1, "selectedAuthenticator": selected(&id, good.clone())}), "ABA-60001"),
        (json!({"flowId": flow, "selectedAuthenticator": {"authenticatorId": id}}), "ABA-60001"),
        (json!({"flowId": flow, "selectedAuthenticator": selected(&id, json!({}))}), "ABA-60001"),
        (json!({"flowId": flow, "selectedAuthenticator": selected(&id, json!({"username": 1}))}), "ABA-60001"),
        (json!({"flowId": flow, "selectedAuthenticator": selected(&json!("other"), good.clone())}), "ABA-60004"),
        (json!({"flowId": "other", "selectedAuthenticator": selected(&id, good.clone())}), "ABA-60009"),
    ] {
        let answer = app.send(&body).await;
        assert_eq!((answer.status, answer.json()["code"].as_str()), (400, Some(code)), "{body}");
    }
    assert_eq!(app.start("nobody").await.json()["code"], "ABA-60005");
    let mut pages_only = IdentityApplication::passwordless();
    pages_only.app_native = false;
    server.identity_server().set_application(pages_only).unwrap();
    assert_eq!(app.start("demo-app").await.json()["code"], "ABA-60007");
}

#[tokio::test]
async fn the_key_of_a_page_login_is_no_flow() {
    let server = server(Mode::Strict).await;
    let browser = crate::support::browser::Browser::new(&server, "demo-app").await;
    let app = App { server: &server, prefix: "" };
    let selected = json!({"authenticatorId": "x", "params": {}});

    let answer = app.send(&json!({"flowId": browser.key(), "selectedAuthenticator": selected})).await;

    assert_eq!(answer.json()["code"], "ABA-60009");
}
