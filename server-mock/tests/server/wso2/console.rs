//! The Console over HTTP.

use crate::support::Http;
use crate::support::http::escape;
use crate::support::portal::{ADMIN, PASSWORD, Portal, field, person, staffed};
use crate::support::wso2::ANN;
use countersign_server_mock::{IdentityUser, OrganizationSpec};
use serde_json::json;

#[tokio::test]
async fn wrong_passwords_lock_the_account() {
    let server = staffed().await;
    let mut portal = Portal::at(&server, "/console");

    for _ in 0..5 {
        portal.sign_in(ADMIN, "no").await;
    }

    assert!(portal.sign_in(ADMIN, PASSWORD).await.body.contains("The account is locked"));
}

#[tokio::test]
async fn session_is_good_in_its_own_organization_only() {
    let server = staffed().await;
    let organization = server.identity_server().add_organization(&OrganizationSpec::named("Lab")).unwrap().id;
    let mut portal = Portal::signed_in(&server, "/console", ADMIN).await;

    portal.move_to(&server, &format!("/o/{organization}/console"));

    assert_eq!(portal.get("/push").await.header("location"), format!("/o/{organization}/console/sign-in"));
    portal.move_to(&server, "/o/nowhere/console");
    assert_eq!(portal.get("/push").await.status, 404);
}

#[tokio::test]
async fn console_is_for_administrators() {
    let server = staffed().await;
    let portal = Portal::signed_in(&server, "/console", ANN).await;

    for page in ["/push", "/devices", "/provider", "/applications", "/applications/demo-app"] {
        assert_eq!(portal.get(page).await.status, 403, "{page}");
        assert_eq!(
            portal.post(page, &[("form_token", "x")]).await.status,
            if page == "/applications" { 405 } else { 403 }
        );
    }
}

#[tokio::test]
async fn forms_of_other_sites_change_nothing() {
    let server = staffed().await;
    let portal = Portal::signed_in(&server, "/console", ADMIN).await;
    let token = portal.token().await;
    let before = server.identity_server().settings("carbon.super").unwrap();
    let fields = [("number_challenge", "on"), ("resend_interval", "2"), ("resend_attempts", "1")];

    assert_eq!(portal.post("/push", &fields).await.status, 403);
    assert_eq!(portal.post("/push", &[&[("form_token", "guess")], fields.as_slice()].concat()).await.status, 403);
    let body = format!("form_token={token}&resend_interval=2&resend_attempts=1");
    let form = "application/x-www-form-urlencoded";
    for site in ["cross-site", "same-site"] {
        let answer = portal.send("/push", form, &[("sec-fetch-site", site)], body.clone()).await;
        assert_eq!(answer.status, 403, "{site}");
    }
    for (media, sent, status) in [
        ("application/json", "{}".to_owned(), 400),
        (form, format!("{body}&resend_attempts=2"), 400),
        ("multipart/form-data; boundary=limit", "--limit\r\nnonsense".to_owned(), 400),
        (form, "x".repeat(70_000), 413),
    ] {
        assert_eq!(portal.send("/push", media, &[], sent).await.status, status, "{media}");
    }
    assert_eq!(server.identity_server().settings("carbon.super").unwrap(), before);

    let answer = portal.send("/push", form, &[("sec-fetch-site", "same-origin")], body).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn push_settings_are_saved_and_shown() {
    let server = staffed().await;
    let portal = Portal::signed_in(&server, "/console", ADMIN).await;
    assert_eq!(portal.get("").await.header("location"), "/console/push");

    let fields = [
        ("number_challenge", "on"),
        ("progressive_enrollment", "on"),
        ("resend_interval", "10"),
        ("resend_attempts", "0"),
    ];
    let saved = portal.submit("/push", &fields).await;

    assert!(saved.status == 200 && saved.body.contains("Saved."), "{}", saved.body);
    let settings = server.identity_server().settings("carbon.super").unwrap();
    assert!(settings.number_challenge && settings.progressive_enrollment);
    assert_eq!((settings.resend_interval, settings.resend_attempts), (600, 0));
    let page = portal.get("/push").await.body;
    assert_eq!(page.matches(" checked").count(), 2);
    assert_eq!(field(&page, "type=\"number\" inputmode=\"numeric\" value=\""), "10");

    portal.submit("/push", &[("resend_interval", "1"), ("resend_attempts", "100")]).await;
    let settings = server.identity_server().settings("carbon.super").unwrap();
    assert!(!settings.number_challenge && !settings.progressive_enrollment);
    assert_eq!((settings.resend_interval, settings.resend_attempts), (60, 100));
}

#[tokio::test]
async fn interval_that_the_form_cannot_show_stays_until_another_is_entered() {
    let server = staffed().await;
    let identity = server.identity_server();
    let mut settings = identity.settings("carbon.super").unwrap();
    settings.resend_interval = 5;
    identity.set_settings("carbon.super", settings).unwrap();
    let portal = Portal::signed_in(&server, "/console", ADMIN).await;
    assert!(portal.get("/push").await.body.contains("Now it is 5 seconds."));

    portal.submit("/push", &[("resend_interval", ""), ("resend_attempts", "2")]).await;

    let settings = identity.settings("carbon.super").unwrap();
    assert_eq!((settings.resend_interval, settings.resend_attempts), (5, 2));
}

#[tokio::test]
async fn bad_push_settings_are_explained_beside_the_field_and_change_nothing() {
    let server = staffed().await;
    let portal = Portal::signed_in(&server, "/console", ADMIN).await;
    let before = server.identity_server().settings("carbon.super").unwrap();

    for (interval, attempts, wrong) in [
        ("", "3", "resend-interval"),
        ("0", "3", "resend-interval"),
        ("11", "3", "resend-interval"),
        ("1.5", "3", "resend-interval"),
        ("-1", "3", "resend-interval"),
        ("five", "3", "resend-interval"),
        ("99999999999999999999", "3", "resend-interval"),
        ("1", "", "resend-attempts"),
        ("1", "101", "resend-attempts"),
        ("1", "+1", "resend-attempts"),
    ] {
        let fields = [("number_challenge", "on"), ("resend_interval", interval), ("resend_attempts", attempts)];
        let answer = portal.submit("/push", &fields).await;
        assert_eq!(answer.status, 200, "{interval} {attempts}");
        let error = field(&answer.body, &format!("data-testid=\"{wrong}-error\">"));
        assert!(error.starts_with("Enter a whole number from"), "{interval} {attempts}: {error}");
        assert!(answer.body.contains(" checked") && !answer.body.contains("Saved."));
    }
    assert_eq!(server.identity_server().settings("carbon.super").unwrap(), before);
}

#[tokio::test]
async fn device_settings_are_saved_and_bad_ones_explained() {
    let server = staffed().await;
    let portal = Portal::signed_in(&server, "/console", ADMIN).await;

    for (fields, wrong) in [
        (vec![("limit", "0")], "limit"),
        (vec![("limit", "11")], "limit"),
        (vec![("limit", "")], "limit"),
        (vec![("limit", "2"), ("progressive", "on")], "progressive"),
        (vec![("limit", "2"), ("notifications", "on")], "notifications"),
    ] {
        let answer = portal.submit("/devices", &fields).await;
        assert_eq!(answer.status, 200, "{fields:?}");
        assert!(!field(&answer.body, &format!("data-testid=\"{wrong}-error\">")).is_empty(), "{fields:?}");
    }
    let fields =
        ["multiple_devices", "progressive", "risk_accepted", "notifications", "by_push"].map(|name| (name, "on"));
    let saved = portal.submit("/devices", &[fields.as_slice(), &[("limit", "3")]].concat()).await;

    assert!(saved.status == 200 && saved.body.contains("Saved."), "{}", saved.body);
    let settings = server.identity_server().device_settings("carbon.super").unwrap();
    assert!(settings.enable_multiple_device_enrollment && settings.enable_device_registration_notifications);
    assert_eq!(settings.maximum_device_limit, 3);
    let channels = json!(settings.device_registration_notification_channels);
    assert_eq!(channels, json!(["PUSH_NOTIFICATION"]));
    assert!(server.identity_server().settings("carbon.super").unwrap().multiple_device_progressive_enrollment);
}

#[tokio::test]
async fn service_account_is_checked_stored_and_never_shown_again() {
    let server = staffed().await;
    let identity = server.identity_server();
    let organization = identity.add_organization(&OrganizationSpec::named("Lab")).unwrap().id;
    let boss = IdentityUser { organization: Some(organization.clone()), administrator: true, ..person("boss") };
    identity.add_user(&boss).unwrap();
    let portal = Portal::signed_in(&server, &format!("/o/{organization}/console"), "boss").await;
    assert!(portal.get("/provider").await.body.contains("No push can be sent yet."));
    let key = include_str!("../../../../tests/vectors/keys/guardian/public-test-key-ann.pem");
    let good = json!({
        "type": "service_account", "project_id": "demo", "client_email": "push@demo.example", "private_key": key,
    });

    let changed = |name: &str, value: serde_json::Value| {
        let mut account = good.clone();
        account[name] = value;
        account.to_string()
    };
    for (content, reason) in [
        (String::new(), "Choose a file."),
        ("not json".to_owned(), "The file is not JSON."),
        ("[]".to_owned(), "The file is not JSON."),
        (changed("type", json!("authorized_user")), "its type is not service_account"),
        (changed("project_id", json!("")), "The file names no project_id."),
        (changed("client_email", json!("push")), "The file names no client_email."),
        (changed("private_key", json!(null)), "is not an RSA key"),
        (
            changed("private_key", json!("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")),
            "is not an RSA key",
        ),
    ] {
        let answer = portal.upload("/provider", "service_account", &content).await;
        assert_eq!(answer.status, 200, "{reason}");
        assert!(answer.body.contains(reason), "{reason}: {}", answer.body);
    }
    assert!(identity.senders(&organization).unwrap().is_empty());

    let stored = portal.upload("/provider", "service_account", &good.to_string()).await;
    assert!(stored.status == 200 && stored.body.contains("The service account is stored."), "{}", stored.body);
    assert_eq!(identity.senders(&organization).unwrap()[0].provider, "FCM");
    let page = portal.get("/provider").await.body;
    assert!(page.contains("Credentials are stored and not shown again."));
    assert!(!page.contains("push@demo.example") && !page.contains("PRIVATE KEY"));
    assert_eq!(portal.upload("/provider", "service_account", &good.to_string()).await.status, 200);
    assert_eq!(identity.senders(&organization).unwrap().len(), 1);
}

#[tokio::test]
async fn script_of_an_application_is_checked_and_saved() {
    let server = staffed().await;
    let portal = Portal::signed_in(&server, "/console", ADMIN).await;
    assert!(portal.get("/applications").await.body.contains("data-testid=\"application-demo-app\""));
    assert_eq!(portal.get("/applications/nothing").await.status, 404);
    let page = "/applications/demo-app";
    let shown = portal.get(page).await.body;
    assert!(shown.contains("onLoginRequest") && shown.contains("The script has said nothing yet."), "{shown}");

    for (script, reason) in [
        ("var onLoginRequest = function (context) {\r\n  executeStep(1;\r\n};", "syntax error at line 2, column 16"),
        ("var x = 1;", "the script defines no function onLoginRequest"),
        ("for (;;) {}", "the script used up its time"),
        ("null.x", "thrown at line 1, column 1: TypeError"),
    ] {
        let answer = portal.submit(page, &[("script", script)]).await;
        assert_eq!(answer.status, 200, "{script}");
        assert!(answer.body.contains(reason), "{script}: {}", answer.body);
    }
    assert!(portal.submit(page, &[("script", "executeStep(1;")]).await.body.contains("<code>executeStep(1;</code>"));

    let script = "function onLoginRequest() {\r\n  executeStep(2);\r\n}";
    assert_eq!(portal.submit(page, &[("script", script)]).await.status, 200);
    assert!(portal.get(page).await.body.contains("function onLoginRequest() {\n  executeStep(2);\n}</textarea>"));
    assert_eq!(portal.submit(page, &[("script", " ")]).await.status, 200);
    assert!(!portal.get(page).await.body.contains("onLoginRequest"));
}

#[tokio::test]
async fn applications_belong_to_the_tenant_of_the_server() {
    let server = staffed().await;
    let identity = server.identity_server();
    let organization = identity.add_organization(&OrganizationSpec::named("Lab")).unwrap().id;
    let boss = IdentityUser { organization: Some(organization.clone()), administrator: true, ..person("boss") };
    identity.add_user(&boss).unwrap();

    let portal = Portal::signed_in(&server, &format!("/o/{organization}/console"), "boss").await;

    assert_eq!(portal.get("/applications").await.status, 404);
    assert!(!portal.get("/push").await.body.contains("Applications"));
}

#[tokio::test]
async fn log_of_an_application_shows_what_its_script_said_and_why_it_failed() {
    let server = staffed().await;
    let portal = Portal::signed_in(&server, "/console", ADMIN).await;
    let script = "function onLoginRequest(context) {\n  Log.warn('by <' + context.request.headers['User-Agent'] + '>');\n  null.x;\n}";
    assert!(portal.submit("/applications/demo-app", &[("script", script)]).await.body.contains("Saved."));

    let back = escape(&format!("{}/demo/callback", server.url()));
    let login = format!("{}/oauth2/authorize?response_type=code&client_id=demo-app&redirect_uri={back}", server.url());
    Http::new().send("GET", &login, &[("user-agent", "Firefox")], "").await.unwrap();

    let page = portal.get("/applications/demo-app").await.body;
    assert!(page.contains("<strong>warn</strong> by &lt;Firefox&gt;"), "{page}");
    assert!(
        page.contains("<strong>error</strong> the login is denied: thrown at line 3, column 3: TypeError"),
        "{page}"
    );
}

#[tokio::test]
async fn no_form_of_any_page_is_taken_without_the_token_of_its_session() {
    let server = staffed().await;
    for (root, user, pages) in [
        ("/myaccount", ANN, ["/add", "/add/cancel", "/devices/x", "/devices/x/remove", "/sign-out"].as_slice()),
        ("/console", ADMIN, ["/push", "/devices", "/provider", "/applications/demo-app", "/sign-out"].as_slice()),
    ] {
        let portal = Portal::signed_in(&server, root, user).await;
        for page in pages {
            for token in ["", "guess", &portal.token().await.to_uppercase()] {
                assert_eq!(portal.post(page, &[("form_token", token)]).await.status, 403, "{root}{page} {token}");
            }
        }
        assert_eq!(Portal::at(&server, root).post(pages[0], &[]).await.header("location"), format!("{root}/sign-in"));
    }
}
