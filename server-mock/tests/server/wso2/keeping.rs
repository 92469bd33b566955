//! What a server that speaks WSO2 keeps: snapshots, reset, the data file, and the control API that scripts it.

use crate::support::Http;
use crate::support::wso2::{ANN, BOB, DEVICES, Wso2Phone, allow_many, call, login, server, token};
use countersign_server_mock::{
    Fault, FaultAction, IdentityUser, MockServer, Mode, OrganizationSpec, PushOutcome, Speaks,
};
use serde_json::{Value, json};

#[tokio::test]
async fn organizations_users_devices_rules_and_tokens_survive_in_the_data_file() {
    let folder = tempfile::tempdir().unwrap();
    let start = || {
        let builder = MockServer::builder().dialect(Speaks::Wso2(Mode::Strict)).start_time(crate::support::START);
        builder.data_file(folder.path().join("mock.db")).start()
    };
    let server = start().await.unwrap();
    let identity = server.identity_server();
    identity.add_user(&IdentityUser::named(ANN)).unwrap();
    identity.add_organization(&OrganizationSpec::named("Branch")).unwrap();
    allow_many(&identity);
    let mut settings = identity.settings("carbon.super").unwrap();
    settings.resend_interval = 90;
    identity.set_settings("carbon.super", settings).unwrap();
    let mut switches = identity.switches();
    switches.authenticate_status = 202;
    identity.set_switches(switches.clone()).unwrap();
    let token = token(&identity, Some(ANN), &["internal_login"]);
    let mut phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
    login(&server, ANN);
    let before = (identity.organizations(), identity.users(), identity.devices(), identity.log());
    server.shutdown().await;

    let server = start().await.unwrap();

    let identity = server.identity_server();
    assert_eq!((identity.organizations(), identity.users(), identity.devices(), identity.log()), before);
    assert_eq!(identity.settings("carbon.super").unwrap().resend_interval, 90);
    assert_eq!(identity.device_settings("carbon.super").unwrap().maximum_device_limit, 3);
    assert_eq!(identity.switches(), switches);
    assert_eq!(identity.senders("carbon.super").unwrap()[0].provider, "FCM");
    assert!(identity.push_logins().is_empty());
    assert_eq!(call(&server, "GET", DEVICES, Some(&token), None).await.json().as_array().unwrap().len(), 1);
    server.url().clone_into(&mut phone.base);
    login(&server, ANN);
    assert_eq!(phone.answer(&phone.push(&server), "APPROVED").await.status, 202);
}

#[tokio::test]
async fn restore_puts_the_server_back_and_reset_empties_it() {
    let server = server(Mode::Strict).await;
    let identity = server.identity_server();
    let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
    let started = login(&server, ANN);
    let push = phone.push(&server);
    let before = server.snapshot();
    phone.answer(&push, "DENIED").await;
    assert_eq!(identity.push(&started.id).unwrap().state, "denied");

    server.restore(&before);

    assert_eq!(phone.answer(&push, "APPROVED").await.status, 200);
    assert_eq!(identity.push(&started.id).unwrap().state, "approved");
    server.reset();
    assert!(identity.users().is_empty() && identity.devices().is_empty() && identity.log().is_empty());
    assert_eq!(identity.organizations().len(), 1);
}

#[tokio::test]
async fn same_seed_makes_the_same_discovery_data() {
    let (first, second) = (server(Mode::Strict).await, server(Mode::Strict).await);

    let data = |server: &MockServer| server.identity_server().discovery(ANN).unwrap().replace(server.url(), "");

    assert_eq!(data(&first), data(&second));
}

#[tokio::test]
async fn push_that_no_device_gets_is_an_error_and_a_failing_device_is_skipped() {
    let server = server(Mode::Strict).await;
    let identity = server.identity_server();
    allow_many(&identity);
    let first = Wso2Phone::enrolled(&server, ANN, "ann").await;
    let second = Wso2Phone::enrolled(&server, ANN, "ann-second").await;

    identity.set_push_outcome(&first.push_token, PushOutcome::Unregistered);
    let started = login(&server, ANN);
    assert_eq!(started.notified_devices, [second.id()]);
    let outcomes = [PushOutcome::InvalidToken, PushOutcome::Failing];
    for (outcome, code) in outcomes.into_iter().zip(["PPE-65002", "PPE-65001"]) {
        identity.set_push_outcome(&second.push_token, outcome);
        let refused = identity.start_push(ANN, "Pickup", &countersign_server_mock::LoginOrigin::default());
        assert!(refused.is_err());
        let last = identity.log().pop().unwrap();
        assert_eq!((last.action.as_str(), &last.details["code"]), ("Send-Push-Notification-Failure", &json!(code)));
    }
    assert!(identity.log().iter().any(|entry| entry.details["code"] == "PPE-65003"));
    identity.set_push_outcome(&first.push_token, PushOutcome::Delivered);

    assert_eq!(login(&server, ANN).notified_devices, [first.id()]);
}

#[tokio::test]
async fn virtual_phone_hears_its_pushes() {
    let server = server(Mode::Strict).await;
    let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
    login(&server, ANN);

    let mut stream = reqwest::get(format!("{}/gateway/fcm/{}", server.url(), phone.push_token)).await.unwrap();
    let chunk = stream.chunk().await.unwrap().unwrap();

    let text = std::str::from_utf8(&chunk).unwrap().trim().strip_prefix("data: ").unwrap().to_owned();
    let payload: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(payload["data"], phone.push(&server));
}

#[tokio::test]
async fn faults_and_journal_know_the_operations() {
    let server = server(Mode::Strict).await;
    let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
    login(&server, ANN);
    server.faults().add(Fault::once("wso2_authenticate", FaultAction::Status { code: 503, retry_after: None }));

    let failed = phone.answer(&phone.push(&server), "APPROVED").await;
    let answered = phone.answer(&phone.push(&server), "APPROVED").await;

    assert_eq!((failed.status, failed.json()["code"].as_str()), (503, Some("503")));
    assert_eq!(answered.status, 200);
    let operations: Vec<String> = server.journal().entries().into_iter().map(|entry| entry.operation).collect();
    assert_eq!(operations, ["wso2_register", "wso2_authenticate", "wso2_authenticate"]);
}

#[tokio::test]
async fn control_api_scripts_the_server() {
    let server = server(Mode::Strict).await;
    let http = Http::new();
    let control = |path: &str| format!("{}/control/wso2{path}", server.url());

    let branch =
        http.json("POST", &control("/organizations"), &json!({"name": "Branch", "parent": "carbon.super"})).await;
    let id = branch.json()["id"].as_str().unwrap().to_owned();
    let cara = http
        .json("POST", &control("/users"), &json!({"username": "cara", "organization": id, "password": "secret"}))
        .await;
    let user = cara.json()["id"].as_str().unwrap().to_owned();
    let data = http.json("POST", &control(&format!("/users/{user}/discovery")), &Value::Null).await;
    let phone = Wso2Phone::scanned(&server, &data.body, "ann");
    assert_eq!(phone.register(&phone.registration()).await.status, 201);
    let started =
        http.json("POST", &control("/pushes"), &json!({"user": user, "origin": {"browser": "Firefox"}})).await.json();
    let push = control(&format!("/pushes/{}", started["id"].as_str().unwrap()));
    let early = http.json("POST", &format!("{push}/conclude"), &Value::Null).await;
    phone.answer(&phone.push(&server), "APPROVED").await;
    let concluded = http.json("POST", &format!("{push}/conclude"), &Value::Null).await;

    assert_eq!((branch.status, cara.status, data.status), (201, 201, 201));
    assert_eq!(branch.json()["path"], format!("/o/{id}"));
    assert_eq!(phone.push(&server)["applicationName"], "Demo");
    assert_eq!((early.status, concluded.json()["state"].as_str()), (404, Some("approved")));
    assert_eq!(http.get(&push).await.json()["state"], "approved");
    assert_eq!(http.get(&control("/pushes")).await.json().as_array().unwrap().len(), 1);
    assert_eq!(http.get(&control("/organizations")).await.json().as_array().unwrap().len(), 2);
    assert_eq!(http.get(&control(&format!("/users/{user}"))).await.json()["username"], "cara");
    let device = http.get(&control("/devices")).await.json()[0].clone();
    assert_eq!((&device["key"], &device["user"]), (&json!("RSA-2048"), &json!(user)));
    for expected in [204, 404] {
        let url = control(&format!("/devices/{}", phone.id()));
        assert_eq!(http.send("DELETE", &url, &[], "").await.unwrap().status, expected);
    }
    http.json("POST", &control("/users/ann/lock"), &Value::Null).await;
    assert_eq!(http.get(&control("/users/ann")).await.json()["locked_seconds"], 300);
    http.json("POST", &control("/users/ann/unlock"), &Value::Null).await;
    assert_eq!(http.get(&control("/users/ann")).await.json()["locked_seconds"], Value::Null);
    assert_eq!(http.send("DELETE", &control("/users/bob"), &[], "").await.unwrap().status, 204);
    assert!(server.identity_server().user(BOB).is_none());
    let actions = http.get(&control("/log")).await.json();
    let actions: Vec<&str> =
        actions.as_array().unwrap().iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert_eq!(
        actions,
        [
            "Register-Push-Auth-Device",
            "Send-Push-Notification-Success",
            "process-push-authentication-response",
            "Push-Authentication-Concluded",
            "Unregister-Push-Auth-Device",
            "Lock-User",
            "Unlock-User",
        ]
    );
}

#[tokio::test]
async fn control_api_sets_rules_and_refuses_what_breaks_a_limit() {
    let server = server(Mode::Strict).await;
    let http = Http::new();
    let root = "/organizations/carbon.super";
    for (method, path, body, status) in [
        ("PUT", format!("{root}/settings"), json!({"number_challenge": true, "resend_attempts": 1}), 200),
        ("PUT", format!("{root}/settings"), json!({"resend_interval": 0}), 400),
        ("PUT", format!("{root}/settings"), json!({"resend_interval": 3_600}), 400),
        ("PUT", format!("{root}/settings"), json!({"resend_attempts": 101}), 400),
        ("PUT", format!("{root}/settings"), json!({"unknown": 1}), 400),
        ("PUT", "/organizations/unknown/settings".to_owned(), json!({}), 404),
        ("PUT", format!("{root}/device-settings"), json!({"maximumDeviceLimit": 10}), 200),
        ("PUT", format!("{root}/device-settings"), json!({"maximumDeviceLimit": 11}), 400),
        ("PUT", format!("{root}/device-settings"), json!({"maximumDeviceLimit": 0}), 400),
        ("PUT", format!("{root}/lock-settings"), json!({"is_enabled": false}), 200),
        ("PUT", format!("{root}/lock-settings"), json!({"maximum_attempts": 0}), 400),
        ("PUT", format!("{root}/lock-settings"), json!({"unlock_seconds": 0}), 400),
        ("PUT", format!("{root}/default-push-provider"), json!({"provider": "FCM"}), 204),
        ("PUT", "/organizations/unknown/default-push-provider".to_owned(), json!({}), 404),
        ("PUT", "/switches".to_owned(), json!({"authenticate_status": 201}), 400),
        ("PUT", "/switches".to_owned(), json!({"push_lifetime": 3_601}), 400),
        ("PUT", "/switches".to_owned(), json!({"registration_lifetime": 0}), 400),
        ("PUT", "/switches".to_owned(), json!({"device_limit_cap": 101}), 400),
        ("PUT", "/switches".to_owned(), json!({"tenant_qualified_paths": true}), 200),
        ("PUT", "/push-outcomes".to_owned(), json!({"push_token": "t", "outcome": "lost"}), 400),
        ("PUT", "/push-outcomes".to_owned(), json!({"push_token": "t", "outcome": "failing"}), 204),
        ("POST", "/organizations".to_owned(), json!({"name": "with space"}), 400),
        ("POST", "/organizations".to_owned(), json!({"name": "carbon.super"}), 400),
        ("POST", "/organizations".to_owned(), json!({"name": "B", "parent": "unknown"}), 404),
        ("POST", "/organizations".to_owned(), json!({"name": "B", "parent": "carbon.super", "id": "a/b"}), 400),
        ("POST", "/users".to_owned(), json!({"username": "ANN"}), 409),
        ("POST", "/users".to_owned(), json!({"username": "a/b"}), 400),
        ("POST", "/users".to_owned(), json!({"username": "cara", "organization": "unknown"}), 404),
        ("POST", "/users/nobody/discovery".to_owned(), json!({}), 404),
        ("POST", "/users/nobody/lock".to_owned(), json!({}), 404),
        ("POST", "/pushes".to_owned(), json!({"user": "nobody"}), 404),
        ("POST", "/pushes".to_owned(), json!({"user": "ann"}), 409),
        ("POST", "/pushes".to_owned(), json!({"user": "ann", "origin": {"browser": "b".repeat(129)}}), 400),
        ("POST", "/tokens".to_owned(), json!({"scopes": [], "lifetime": 86_401}), 400),
        ("POST", "/tokens".to_owned(), json!({"scopes": [], "user": "nobody"}), 404),
        ("POST", "/tokens".to_owned(), json!({"scopes": ["internal_login"], "user": "ann"}), 201),
    ] {
        let answer = http.json(method, &format!("{}/control/wso2{path}", server.url()), &body).await;
        assert_eq!(answer.status, status, "{method} {path} {body}: {}", answer.body);
    }
    let shown = http.get(&format!("{}/control/wso2{root}/settings", server.url())).await.json();
    assert_eq!(
        shown,
        json!({
            "number_challenge": true, "progressive_enrollment": false,
            "multiple_device_progressive_enrollment": false, "resend_interval": 60, "resend_attempts": 1,
        })
    );
    let senders = http.get(&format!("{}/control/wso2{root}/senders", server.url())).await.json();
    assert_eq!(senders, json!([{"name": "PushPublisher", "provider": "FCM", "properties": {}}]));
}

#[tokio::test]
async fn users_are_found_by_their_names_in_any_case_and_store() {
    let server = server(Mode::Strict).await;
    let identity = server.identity_server();
    let user =
        |store: Option<&str>| IdentityUser { user_store: store.map(str::to_owned), ..IdentityUser::named("dora") };
    let dora = identity.add_user(&user(None)).unwrap();
    let other = identity.add_user(&user(Some("partners"))).unwrap();
    assert!(identity.add_user(&user(Some("primary"))).is_err());

    for (name, found) in [
        ("DORA", Some(&dora.id)),
        ("dora@carbon.super", Some(&dora.id)),
        ("PRIMARY/dora", Some(&dora.id)),
        ("Partners/Dora", Some(&other.id)),
        ("partners/dora@carbon.super", Some(&other.id)),
        ("staff/dora", None),
        ("dora@other", None),
    ] {
        assert_eq!(identity.user(name).map(|user| user.id), found.cloned(), "{name}");
    }
    assert_eq!(other.username, "PARTNERS/dora");
    let address = identity.add_user(&IdentityUser::named("dora@carbon.super")).unwrap();
    assert_eq!(identity.user("Dora@carbon.super").unwrap().id, address.id);
}

#[tokio::test]
async fn description_of_the_apis_is_served() {
    let server = server(Mode::Strict).await;

    let document = Http::new().get(&format!("{}/control/wso2/openapi.json", server.url())).await.json();

    for path in [
        "/api/users/v1/me/push/discovery-data",
        "/api/users/v1/me/push/devices",
        "/api/users/v1/me/push/devices/{device-id}/remove",
        "/push-auth/authenticate",
        "/push-auth/check-status",
        "/api/server/v1/configs/push-device-mgt",
        "/api/server/{version}/notification-senders/push/{sender-name}",
        "/api/server/v1/users/{user-id}/credentials",
    ] {
        assert!(document["paths"][path].is_object(), "{path}");
    }
    assert_eq!(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
}
