//! My Account and the Console over HTTP.

#![allow(clippy::unwrap_used, reason = "a step that fails fails its test")]

mod support;

use countersign_server_mock::{IdentityUser, MockServer, Mode, OrganizationSpec};
use serde_json::json;
use support::Http;
use support::portal::{PASSWORD, Portal, field};
use support::wso2::{ANN, BOB, Wso2Phone, server};

const ADMIN: &str = "admin";

/// A server where ann and bob have passwords, and admin is an administrator.
async fn staffed() -> MockServer {
    let server = server(Mode::Strict).await;
    let identity = server.identity_server();
    for name in [ANN, BOB] {
        identity.remove_user(name).unwrap();
        identity.add_user(&person(name)).unwrap();
    }
    identity.add_user(&IdentityUser { administrator: true, ..person(ADMIN) }).unwrap();
    server
}

fn person(name: &str) -> IdentityUser {
    IdentityUser { password: Some(PASSWORD.to_owned()), ..IdentityUser::named(name) }
}

#[tokio::test]
async fn owner_sees_renames_and_removes_a_phone_and_the_phone_is_gone() {
    let server = staffed().await;
    let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
    let portal = Portal::signed_in(&server, "/myaccount", ANN).await;
    let page = format!("/devices/{}", phone.id());

    let list = portal.get("").await.body;
    assert!(list.contains(phone.id()) && list.contains("Not used yet") && list.contains("GMT"), "{list}");

    assert_eq!(portal.submit(&page, &[("name", " Blue <phone> ")]).await.status, 303);
    assert!(portal.get("").await.body.contains("Blue &lt;phone&gt;"));

    let question = portal.get(&format!("{page}/remove")).await;
    assert!(question.body.contains("Remove Blue"), "{}", question.body);
    assert_eq!(portal.submit(&format!("{page}/remove"), &[]).await.status, 303);
    assert!(portal.get("").await.body.contains("There is no phone yet"));
    assert!(server.identity_server().devices().is_empty());
    let entry = server.identity_server().log().pop().unwrap();
    assert_eq!((entry.action.as_str(), entry.target.as_str()), ("Unregister-Push-Auth-Device", phone.id()));
}

#[tokio::test]
async fn owner_adds_a_phone_with_the_code_of_the_page() {
    let server = staffed().await;
    let portal = Portal::signed_in(&server, "/myaccount", ANN).await;
    assert_eq!(portal.get("/add").await.status, 404);

    let begun = portal.submit("/add", &[]).await;
    assert_eq!((begun.status, begun.header("location")), (303, "/myaccount/add"));
    let page = portal.get("/add").await;
    assert!(page.body.contains("<svg"));
    let shown = page.body.split_once("data-testid=\"text\">").unwrap().1;
    let text = shown.split_once('<').unwrap().0.replace("&quot;", "\"").replace("&#x2f;", "/");
    assert_eq!(portal.get("/add/status").await.json(), json!({"state": "waiting", "seconds_left": 180, "next": null}));

    let phone = Wso2Phone::scanned(&server, &text, "ann");
    assert_eq!(phone.register(&phone.registration()).await.status, 201);

    assert_eq!(portal.get("/add/status").await.json()["next"], "/myaccount");
    assert_eq!(portal.get("/add").await.status, 303);
    assert!(portal.get("").await.body.contains(phone.id()));
}

#[tokio::test]
async fn code_of_the_page_ends_with_its_time_or_when_the_owner_cancels() {
    let server = staffed().await;
    let portal = Portal::signed_in(&server, "/myaccount", ANN).await;

    portal.submit("/add", &[]).await;
    server.clock().advance(std::time::Duration::from_secs(180));
    assert_eq!(portal.get("/add/status").await.json()["state"], "expired");
    assert!(portal.get("/add").await.body.contains("Time is up"));

    portal.submit("/add", &[]).await;
    assert_eq!(portal.submit("/add/cancel", &[]).await.status, 303);
    assert_eq!(portal.get("/add").await.status, 404);
}

#[tokio::test]
async fn no_phone_is_added_beyond_the_limit_or_without_a_provider() {
    let server = staffed().await;
    Wso2Phone::enrolled(&server, ANN, "ann").await;
    let portal = Portal::signed_in(&server, "/myaccount", ANN).await;
    assert!(!portal.get("").await.body.contains("data-testid=\"add\""));
    let refused = portal.submit("/add", &[]).await;
    assert_eq!(refused.status, 409);
    assert!(refused.body.contains("as many phones as your organization allows"));

    let identity = server.identity_server();
    let organization = identity.add_organization(&OrganizationSpec::named("Lab")).unwrap().id;
    identity.add_user(&IdentityUser { organization: Some(organization.clone()), ..person("cy") }).unwrap();
    let portal = Portal::signed_in(&server, &format!("/o/{organization}/myaccount"), "cy").await;
    assert!(portal.get("").await.body.contains("Lab"));
    assert_eq!(portal.submit("/add", &[]).await.header("location"), format!("/o/{organization}/myaccount/add"));
}

#[tokio::test]
async fn phones_of_others_do_not_exist() {
    let server = staffed().await;
    let phone = Wso2Phone::enrolled(&server, BOB, "bob").await;
    let portal = Portal::signed_in(&server, "/myaccount", ANN).await;
    let page = format!("/devices/{}", phone.id());

    for path in [page.clone(), format!("{page}/remove"), "/devices/x".to_owned()] {
        assert_eq!(portal.get(&path).await.status, 404, "{path}");
        assert_eq!(portal.submit(&path, &[("name", "mine")]).await.status, 404, "{path}");
    }
    assert_eq!(server.identity_server().devices().len(), 1);
}

#[tokio::test]
async fn names_of_phones_have_limits() {
    let server = staffed().await;
    let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
    let portal = Portal::signed_in(&server, "/myaccount", ANN).await;

    for name in ["", "  ", &"x".repeat(129), "two\nlines"] {
        let answer = portal.submit(&format!("/devices/{}", phone.id()), &[("name", name)]).await;
        assert_eq!(answer.status, 200, "{name}");
        assert!(answer.body.contains("Use a name of 1 to 128 characters"), "{name}");
    }
}

#[tokio::test]
async fn signing_in_wants_the_password_of_an_open_account() {
    let server = staffed().await;
    let mut portal = Portal::at(&server, "/myaccount");
    assert_eq!(portal.get("").await.header("location"), "/myaccount/sign-in");
    assert_eq!(portal.get("/sign-in").await.status, 200);

    let wrong = "That name or password is not right.";
    for (user, password) in [("", ""), (ANN, ""), (ANN, "no"), ("nobody", PASSWORD), ("carbon.super/ann", PASSWORD)] {
        let answer = portal.sign_in(user, password).await;
        assert_eq!((answer.status, answer.header("set-cookie")), (200, ""), "{user}");
        assert!(answer.body.contains(wrong), "{user}");
    }
    server.identity_server().lock(ANN).unwrap();
    assert!(portal.sign_in(ANN, PASSWORD).await.body.contains("The account is locked"));
    server.identity_server().unlock(ANN).unwrap();
    assert_eq!(portal.sign_in("Ann@carbon.super", PASSWORD).await.status, 303);
}

#[tokio::test]
async fn codes_that_this_browser_did_not_ask_for_sign_nobody_in() {
    let server = staffed().await;
    let portal = Portal::at(&server, "/myaccount");
    let begun = portal.get("/sign-in/phone").await;
    let cookie = begun.header("set-cookie").split(';').next().unwrap().to_owned();
    let state = cookie.split_once('=').unwrap().1;
    assert!(begun.header("location").starts_with("/oauth2/authorize?") && begun.header("location").contains(state));

    for query in ["", "?code=x", "?code=x&state=", "?code=x&state=guess", &format!("?code=x&state={state}")] {
        assert_eq!(portal.get(&format!("/callback{query}")).await.status, 403, "{query}");
    }
    let url = format!("{}/myaccount/callback?code=made-up&state={state}", server.url());
    let answer = Http::new().send("GET", &url, &[("cookie", &cookie)], "").await.unwrap();
    assert!(answer.body.contains("Nobody signed in.") && !answer.header("set-cookie").contains("portal="));
}

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
async fn sessions_end_by_signing_out_by_time_and_with_the_user() {
    let server = staffed().await;
    let portal = Portal::signed_in(&server, "/myaccount", ANN).await;
    let cookie_less = Portal::at(&server, "/myaccount");
    assert_eq!(cookie_less.post("/sign-out", &[]).await.header("location"), "/myaccount/sign-in");

    let left = portal.submit("/sign-out", &[]).await;
    assert!(left.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(portal.get("").await.status, 303);

    let portal = Portal::signed_in(&server, "/myaccount", ANN).await;
    server.clock().advance(std::time::Duration::from_secs(3_600));
    assert_eq!(portal.get("").await.status, 303);

    let portal = Portal::signed_in(&server, "/myaccount", ANN).await;
    server.identity_server().remove_user(ANN).unwrap();
    assert_eq!(portal.get("").await.status, 303);
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
    let key = include_str!("../../tests/vectors/keys/guardian/public-test-key-ann.pem");
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
