//! Whole exchanges with a server that speaks WSO2: registration, push, answer, removal, several devices.

use crate::support::wso2::{
    ANN, BOB, DEVICES, Wso2Phone, advance, allow_many, ask_for_numbers, call, login, server, token,
};
use countersign_server_mock::{IdentityUser, Mode, NotificationChannel, OrganizationSpec};
use data_encoding::BASE64;
use serde_json::{Value, json};

#[tokio::test]
async fn registered_phone_approves_a_login_with_its_number() {
    for mode in [Mode::Strict, Mode::AsIs] {
        let server = server(mode).await;
        let identity = server.identity_server();
        ask_for_numbers(&identity);
        let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;

        let started = login(&server, ANN);
        let push = phone.push(&server);
        let waiting = phone.check_status(&started.id).await;
        advance(&server, &phone, 20);
        let answer = phone.answer(&push, "APPROVED").await;
        let answered = phone.check_status(&started.id).await;
        let again = phone.check_status(&started.id).await;
        let concluded = identity.conclude_push(&started.id).unwrap();

        assert_eq!((answer.status, answer.body.as_str()), (200, ""));
        assert_eq!((waiting, answered, again), (json!("PENDING"), json!("COMPLETED"), json!("PENDING")));
        assert_eq!(concluded.state, "approved");
        assert_eq!(concluded.responder.as_deref(), Some(phone.id()));
        assert_eq!(push["numberChallenge"].as_str(), started.number.as_deref());
        assert_eq!(identity.devices()[0].last_used_at, Some(server.clock().now()));
        assert!(identity.conclude_push(&started.id).is_err());
    }
}

#[tokio::test]
async fn discovery_data_says_where_the_user_is_at_home() {
    let server = server(Mode::Strict).await;
    let identity = server.identity_server();
    let branch = identity.add_organization(&OrganizationSpec::named("Branch")).unwrap();
    let user = IdentityUser {
        organization: Some(branch.id.clone()),
        user_store: Some("employees".to_owned()),
        ..IdentityUser::named("cara")
    };
    let cara = identity.add_user(&user).unwrap();

    let at_root = identity.discovery(ANN).unwrap();
    let in_branch = identity.discovery(&cara.id).unwrap();

    let url = server.url();
    let of = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let (root, sub) = (of(&at_root), of(&in_branch));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let (id, challenge) = (text(&root["deviceId"]), text(&root["challenge"]));
    assert_eq!(
        at_root,
        format!(
            r#"{{"deviceId":"{id}","username":"ann","host":"{url}","tenantDomain":"carbon.super","challenge":"{challenge}"}}"#
        )
    );
    let (id, challenge) = (text(&sub["deviceId"]), text(&sub["challenge"]));
    let organization = &branch.id;
    assert_eq!(
        in_branch,
        format!(
            r#"{{"deviceId":"{id}","username":"EMPLOYEES/cara","host":"{url}","organizationId":"{organization}","organizationName":"Branch","challenge":"{challenge}"}}"#
        )
    );
    assert_ne!(at_root, identity.discovery(ANN).unwrap());
}

#[tokio::test]
async fn user_of_an_organization_registers_and_answers_at_either_path() {
    let server = server(Mode::Strict).await;
    let identity = server.identity_server();
    let branch = identity.add_organization(&OrganizationSpec::named("Branch")).unwrap();
    let user = IdentityUser { organization: Some(branch.id.clone()), ..IdentityUser::named("cara") };
    let cara = identity.add_user(&user).unwrap();
    let phone = Wso2Phone::enrolled(&server, &cara.id, "ann").await;

    for (is_qualified, prefix) in
        [(false, format!("/o/{}", branch.id)), (true, format!("/t/carbon.super/o/{}", branch.id))]
    {
        let mut switches = identity.switches();
        switches.tenant_qualified_paths = is_qualified;
        identity.set_switches(switches).unwrap();
        let started = login(&server, &cara.id);
        let push = phone.push(&server);
        let url = format!("{}{}/push-auth/authenticate", server.url(), push["relativePath"].as_str().unwrap());
        let body = json!({"authResponse": phone.signed(&phone.claims(&push, "APPROVED"))});
        let elsewhere = format!("{}/t/carbon.super/push-auth/authenticate", server.url());
        let refused = phone.http.json("POST", &elsewhere, &body).await;
        let answer = phone.http.json("POST", &url, &body).await;

        assert_eq!(push["relativePath"], prefix);
        assert_eq!(push["organizationId"], branch.id);
        assert_eq!(push["organizationName"], "Branch");
        assert_eq!(push["tenantDomain"].is_string(), is_qualified);
        assert_eq!((refused.status, answer.status), (404, 200));
        assert_eq!(identity.conclude_push(&started.id).unwrap().state, "approved");
    }
}

#[tokio::test]
async fn push_is_a_notification_and_a_flat_map_of_strings() {
    let server = server(Mode::Strict).await;
    let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;

    let started = login(&server, ANN);

    let sent = server.identity_server().pushes().pop().unwrap();
    assert_eq!(sent.provider.as_deref(), Some("FCM"));
    assert_eq!(sent.payload["notification"]["title"], "Authentication Request");
    assert!(sent.payload["notification"]["body"].as_str().unwrap().contains("ann"));
    let data = &sent.payload["data"];
    assert_eq!(
        *data,
        json!({
            "relativePath": "/t/carbon.super", "username": "ann", "tenantDomain": "carbon.super",
            "userStoreDomain": "PRIMARY", "applicationName": "Pickup", "notificationScenario": "AUTHENTICATION",
            "pushId": started.id, "challenge": data["challenge"], "ipAddress": "203.0.113.7", "deviceOS": "Mac OS X",
            "browser": "Firefox", "deviceId": phone.id(),
        })
    );
}

#[tokio::test]
async fn device_behind_amazon_sns_gets_the_map_nested_under_data() {
    let server = server(Mode::AsIs).await;
    let phone = Wso2Phone::scanned(&server, &server.identity_server().discovery(ANN).unwrap(), "ann");
    let mut body = phone.registration();
    body["provider"] = json!({"name": "AmazonSNS", "metadata": {"platform": "APNS"}});

    let answer = phone.register(&body).await;
    login(&server, ANN);

    assert_eq!(answer.status, 201, "{}", answer.body);
    let sent = server.identity_server().pushes().pop().unwrap();
    assert_eq!(sent.provider.as_deref(), Some("APNS"));
    assert_eq!(sent.payload["data"]["deviceId"], phone.id());
    assert_eq!(sent.payload["aps"]["alert"]["title"], "Authentication Request");
    assert!(sent.payload.get("notification").is_none());
    let handle = server.identity_server().devices()[0].provider_handle.clone().unwrap();
    assert!(handle.starts_with("arn:aws:sns:us-east-1:") && handle.contains("/APNS/"), "{handle}");
}

#[tokio::test]
async fn first_answer_of_several_devices_stands() {
    for mode in [Mode::Strict, Mode::AsIs] {
        let server = server(mode).await;
        let identity = server.identity_server();
        allow_many(&identity);
        let first = Wso2Phone::enrolled(&server, ANN, "ann").await;
        let second = Wso2Phone::enrolled(&server, ANN, "ann-second").await;

        let started = login(&server, ANN);
        let denied = second.answer(&second.push(&server), "DENIED").await;
        let late = first.answer(&first.push(&server), "APPROVED").await;
        let view = identity.conclude_push(&started.id).unwrap();
        let later = first.answer(&first.push(&server), "APPROVED").await;

        assert_eq!(view.notified_devices.len(), 2);
        assert_eq!(denied.status, 200);
        for answer in [late, later] {
            assert_eq!((answer.status, answer.json()["code"].as_str()), (410, Some("PBA-15011")));
        }
        assert_eq!((view.state.as_str(), view.responder.as_deref()), ("denied", Some(second.id())));
    }
}

#[tokio::test]
async fn other_devices_hear_of_a_new_one_when_the_rules_say_so() {
    let server = server(Mode::Strict).await;
    let identity = server.identity_server();
    allow_many(&identity);
    let first = Wso2Phone::enrolled(&server, ANN, "ann").await;
    Wso2Phone::enrolled(&server, ANN, "ann-second").await;
    assert!(identity.pushes().is_empty());
    let mut settings = identity.device_settings("carbon.super").unwrap();
    settings.enable_device_registration_notifications = true;
    settings.device_registration_notification_channels =
        vec![NotificationChannel::Email, NotificationChannel::PushNotification];
    identity.set_device_settings("carbon.super", settings).unwrap();

    let third = Wso2Phone::enrolled(&server, ANN, "bob").await;

    let notice = first.push(&server);
    assert_eq!(notice["notificationScenario"], "DEVICE_REGISTRATION");
    assert_eq!(notice["deviceId"], first.id());
    assert!(notice.get("pushId").is_none() && notice.get("challenge").is_none());
    assert_eq!(identity.pushes().len(), 2);
    assert!(third.last_push(&server).is_none());
    assert!(identity.log().iter().any(|entry| entry.action == "Send-Email-Notification-Success"));
}

#[tokio::test]
async fn devices_are_listed_shown_and_removed_by_their_owner_only() {
    for mode in [Mode::Strict, Mode::AsIs] {
        let server = server(mode).await;
        let identity = server.identity_server();
        let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
        let (ann, bob) =
            (token(&identity, Some(ANN), &["internal_login"]), token(&identity, Some(BOB), &["internal_login"]));
        let path = format!("{DEVICES}/{}", phone.id());
        let own = json!({"deviceId": phone.id(), "name": "My phone", "model": "Pixel 9", "provider": "FCM"});

        let listed = call(&server, "GET", DEVICES, Some(&ann), None).await;
        let empty = call(&server, "GET", DEVICES, Some(&bob), None).await;
        let shown = call(&server, "GET", &path, Some(&ann), None).await;
        assert_eq!((listed.json(), empty.json(), shown.json()), (json!([own]), json!([]), own));
        for method in ["GET", "DELETE"] {
            let foreign = call(&server, method, &path, Some(&bob), None).await;
            assert_eq!((foreign.status, foreign.json()["code"].as_str()), (400, Some("PDH-15009")));
        }

        let removed = call(&server, "DELETE", &path, Some(&ann), None).await;

        assert_eq!((removed.status, removed.body.as_str()), (204, ""));
        assert!(identity.devices().is_empty());
        assert_eq!(identity.log().last().unwrap().action, "Unregister-Push-Auth-Device");
    }
}

#[tokio::test]
async fn signed_in_app_registers_without_a_camera() {
    let server = server(Mode::Strict).await;
    let token = token(&server.identity_server(), Some(ANN), &["internal_login"]);
    let path = "/t/carbon.super/api/users/v1/me/push/discovery-data";

    let data = call(&server, "GET", path, Some(&token), None).await;
    let phone = Wso2Phone::scanned(&server, &data.body, "ann");
    let answer = phone.http.json("POST", &phone.url(&format!("{DEVICES}/")), &phone.registration()).await;

    assert_eq!(data.status, 200);
    assert!(data.body.starts_with(r#"{"deviceId":""#), "{}", data.body);
    assert_eq!(answer.status, 201, "{}", answer.body);
}

#[tokio::test]
async fn early_page_gets_its_discovery_data_as_base64() {
    let server = server(Mode::AsIs).await;
    let identity = server.identity_server();
    let mut switches = identity.switches();
    switches.base64_discovery_data = true;
    identity.set_switches(switches).unwrap();
    let token = token(&identity, Some(ANN), &["internal_login"]);

    let answer = call(&server, "GET", "/api/users/v1/me/push/discovery-data", Some(&token), None).await;

    let data: Value = serde_json::from_slice(&BASE64.decode(answer.body.as_bytes()).unwrap()).unwrap();
    assert_eq!(data["username"], "ann");
}

#[tokio::test]
async fn device_removes_itself_and_its_answers_count_no_more() {
    for mode in [Mode::Strict, Mode::AsIs] {
        let server = server(mode).await;
        let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
        let started = login(&server, ANN);
        let push = phone.push(&server);
        assert_eq!(phone.answer(&push, "APPROVED").await.status, 200);

        let removed = phone.manage("remove", &phone.own_token(&json!({"exp": phone.now.get() + 600}))).await;

        assert_eq!((removed.status, removed.body.as_str()), (204, ""));
        assert_eq!(server.identity_server().conclude_push(&started.id).unwrap().state, "failed");
    }
}

#[tokio::test]
async fn device_changes_its_name_and_push_token() {
    let server = server(Mode::Strict).await;
    let identity = server.identity_server();
    let mut phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
    let exp = phone.now.get() + 600;

    let renamed = phone.manage("update", &phone.own_token(&json!({"exp": exp, "name": "New name"}))).await;
    let moved = phone.manage("update", &phone.own_token(&json!({"exp": exp, "deviceToken": "token-new"}))).await;
    login(&server, ANN);

    assert_eq!((renamed.status, moved.status), (204, 204));
    assert_eq!(identity.devices()[0].name, "New name");
    phone.push_token = "token-new".to_owned();
    assert_eq!(phone.push(&server)["deviceId"], phone.id());
}
