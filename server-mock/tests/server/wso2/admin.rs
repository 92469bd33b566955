//! The administration of a server that speaks WSO2: device rules, push properties, senders, credentials.

use crate::support::Answer;
use crate::support::wso2::{ANN, BOB, Wso2Phone, call, login, refusal, server, token, with};
use countersign_server_mock::{LoginOrigin, MockServer, Mode, OrganizationSpec, TokenSpec};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use serde_json::{Value, json};

const DEVICE_RULES: &str = "/api/server/v1/configs/push-device-mgt";
const V1: &str = "/api/server/v1/notification-senders/push";
const V2: &str = "/api/server/v2/notification-senders/push";

/// Every scope that the administration knows.
const EVERYTHING: [&str; 10] = [
    "internal_config_view",
    "internal_config_update",
    "internal_governance_view",
    "internal_governance_update",
    "internal_config_mgt_view",
    "internal_config_mgt_add",
    "internal_config_mgt_update",
    "internal_config_mgt_delete",
    "internal_user_credential_mgt_view",
    "internal_user_credential_mgt_delete",
];

async fn ask(server: &MockServer, method: &str, path: &str, body: Option<Value>) -> Answer {
    let token = token(&server.identity_server(), Some(BOB), &EVERYTHING);
    call(server, method, path, Some(&token), body.as_ref()).await
}

fn push_properties() -> String {
    let encode = |name: &str| BASE64URL_NOPAD.encode(name.as_bytes());
    let (category, connector) = (encode("Multi Factor Authenticators"), encode("push-notification-authenticator"));
    format!("/api/server/v1/identity-governance/{category}/connectors/{connector}")
}

fn service_account() -> Value {
    json!({
        "type": "service_account", "project_id": "demo", "private_key_id": "1", "client_id": "2",
        "client_email": "push@demo.example",
        "private_key": "-----BEGIN PRIVATE KEY-----\nMIIEsecret\n-----END PRIVATE KEY-----\n",
    })
}

fn fcm(account: &Value) -> Value {
    let content = BASE64.encode(account.to_string().as_bytes());
    json!({"provider": "FCM", "properties": [{"key": "serviceAccountContent", "value": content}]})
}

fn sns() -> Value {
    let property = |(key, value): (&str, &str)| json!({"key": key, "value": value});
    let properties = [
        ("accessKeyId", "key-id"),
        ("secretAccessKey", "very secret"),
        ("region", "eu-west-1"),
        ("platformArns", r#"{"APNS":"arn:aws:sns:eu-west-1:1:app/APNS/demo"}"#),
    ];
    json!({"provider": "AmazonSNS", "properties": properties.map(property)})
}

#[tokio::test]
async fn rules_for_devices_have_the_documented_defaults_and_bounds() {
    let server = server(Mode::Strict).await;
    let defaults = json!({
        "enableMultipleDeviceEnrollment": false, "maximumDeviceLimit": 2,
        "enableDeviceRegistrationNotifications": false, "deviceRegistrationNotificationChannels": ["EMAIL"],
    });
    assert_eq!(ask(&server, "GET", DEVICE_RULES, None).await.json(), defaults);
    let full = json!({
        "enableMultipleDeviceEnrollment": true, "maximumDeviceLimit": 5,
        "enableDeviceRegistrationNotifications": true,
        "deviceRegistrationNotificationChannels": ["EMAIL", "PUSH_NOTIFICATION"],
    });

    let changed = ask(&server, "PUT", DEVICE_RULES, Some(full.clone())).await;

    assert_eq!((changed.status, changed.json()), (200, full.clone()));
    for (name, value, code) in [
        ("maximumDeviceLimit", json!(11), "PDH-15018"),
        ("maximumDeviceLimit", json!(0), "PDH-15021"),
        ("maximumDeviceLimit", json!(-1), "PDH-15021"),
        ("maximumDeviceLimit", json!(1.5), "PDH-15021"),
        ("maximumDeviceLimit", json!("5"), "PDH-15021"),
        ("enableMultipleDeviceEnrollment", json!("true"), "UE-10000"),
        ("deviceRegistrationNotificationChannels", json!(["SMS"]), "UE-10000"),
        ("deviceRegistrationNotificationChannels", json!("EMAIL"), "UE-10000"),
        ("more", json!(1), "UE-10000"),
    ] {
        let answer = ask(&server, "PUT", DEVICE_RULES, Some(with(&full, name, value.clone()))).await;
        assert_eq!(refusal(&answer), (400, code.to_owned()), "{name}: {value}");
    }
    assert_eq!(ask(&server, "GET", DEVICE_RULES, None).await.json(), full);
    let entry = server.identity_server().log().pop().unwrap();
    assert_eq!((entry.action.as_str(), entry.target.as_str()), ("Update-Push-Device-Configuration", "carbon.super"));
    assert_eq!(entry.initiator, server.identity_server().user(BOB).unwrap().id);
}

#[tokio::test]
async fn organizations_have_rules_of_their_own() {
    let server = server(Mode::Strict).await;
    let identity = server.identity_server();
    let branch = identity.add_organization(&OrganizationSpec::named("Branch")).unwrap();
    let scopes: Vec<String> = EVERYTHING.map(str::to_owned).into();
    let own = TokenSpec { organization: Some(branch.id.clone()), scopes, ..TokenSpec::default() };
    let own = identity.access_token(own).unwrap();
    let path = format!("/o/{}{DEVICE_RULES}", branch.id);

    let changed = call(&server, "PUT", &path, Some(&own), Some(&json!({"maximumDeviceLimit": 7}))).await;
    let foreign = ask(&server, "PUT", &path, Some(json!({"maximumDeviceLimit": 3}))).await;

    assert_eq!(changed.status, 200);
    assert_eq!(refusal(&foreign), (403, "403".to_owned()));
    assert_eq!(identity.device_settings(&branch.id).unwrap().maximum_device_limit, 7);
    assert_eq!(identity.device_settings("carbon.super").unwrap().maximum_device_limit, 2);
}

#[tokio::test]
async fn push_properties_have_the_documented_defaults_and_bounds() {
    let server = server(Mode::Strict).await;
    let identity = server.identity_server();
    let path = push_properties();

    let shown = ask(&server, "GET", &path, None).await.json();
    let values: Vec<(&str, &str)> = shown["properties"]
        .as_array()
        .unwrap()
        .iter()
        .map(|property| (property["name"].as_str().unwrap(), property["value"].as_str().unwrap()))
        .collect();
    assert_eq!(
        values,
        [
            ("PUSH.EnableNumberChallenge", "false"),
            ("PUSH.EnableProgressiveEnrollment", "false"),
            ("PUSH.ResendNotificationTime", "60"),
            ("PUSH.ResendNotificationMaxAttempts", "3"),
            ("PUSH.EnableMultipleDeviceProgressiveEnrollment", "false"),
        ]
    );
    assert_eq!(
        (&shown["name"], &shown["friendlyName"]),
        (&json!("push-notification-authenticator"), &json!("Push Notification"))
    );
    assert_eq!(shown["properties"][0]["displayName"], "Enable Number Challenge");
    let patch = |properties: Value| Some(json!({"operation": "UPDATE", "properties": properties}));
    let change = json!([
        {"name": "PUSH.EnableNumberChallenge", "value": "true"},
        {"name": "PUSH.ResendNotificationTime", "value": "120"},
    ]);

    assert_eq!(ask(&server, "PATCH", &path, patch(change)).await.status, 200);
    for properties in [
        json!([{"name": "PUSH.ResendNotificationMaxAttempts", "value": "1"}, {"name": "PUSH.Unknown", "value": "1"}]),
        json!([{"name": "PUSH.EnableNumberChallenge", "value": "yes"}]),
        json!([{"name": "PUSH.ResendNotificationTime", "value": "0"}]),
        json!([{"name": "PUSH.ResendNotificationTime", "value": "3600"}]),
        json!([{"name": "PUSH.ResendNotificationTime", "value": 60}]),
        json!([{"name": "PUSH.ResendNotificationMaxAttempts", "value": "-1"}]),
        json!([{"name": "PUSH.ResendNotificationMaxAttempts"}]),
        json!({}),
    ] {
        let answer = ask(&server, "PATCH", &path, patch(properties.clone())).await;
        assert_eq!(refusal(&answer), (400, "UE-10000".to_owned()), "{properties}");
    }
    let other = ask(&server, "PATCH", &path, Some(json!({"operation": "REMOVE", "properties": []}))).await;
    let unknown = ask(&server, "GET", &format!("{path}x"), None).await;

    assert_eq!((other.status, unknown.status), (400, 404));
    let settings = identity.settings("carbon.super").unwrap();
    assert_eq!((settings.number_challenge, settings.resend_interval, settings.resend_attempts), (true, 120, 3));
}

#[tokio::test]
async fn senders_are_added_shown_without_secrets_changed_and_removed() {
    for mode in [Mode::Strict, Mode::AsIs] {
        let server = server(mode).await;
        let listed = ask(&server, "GET", V1, None).await.json();
        assert_eq!(listed, json!([{"name": "PushPublisher", "provider": "FCM", "properties": []}]));
        assert_eq!(ask(&server, "DELETE", &format!("{V1}/PushPublisher"), None).await.status, 204);

        let first = ask(&server, "POST", V1, Some(fcm(&service_account()))).await;
        let second = ask(&server, "POST", V2, Some(sns())).await;
        let kept = ask(&server, "PUT", &format!("{V1}/PushPublisher"), Some(json!({"provider": "FCM"}))).await;
        let shown = ask(&server, "GET", &format!("{V2}/AmazonSNS_PushPublisher"), None).await;

        assert_eq!((first.status, second.status, kept.status), (201, 201, 200), "{}{}", first.body, second.body);
        assert_eq!(first.header("location"), format!("{V1}/PushPublisher"));
        assert_eq!(second.header("location"), format!("{V2}/AmazonSNS_PushPublisher"));
        assert_eq!(first.json(), json!({"name": "PushPublisher", "provider": "FCM", "properties": []}));
        assert_eq!(second.json(), shown.json());
        let keys: Vec<Value> =
            shown.json()["properties"].as_array().unwrap().iter().map(|property| property["key"].clone()).collect();
        assert_eq!(keys, ["accessKeyId", "platformArns", "region"]);
        assert!(!shown.body.contains("very secret"));
        assert_eq!(ask(&server, "GET", V1, None).await.json().as_array().unwrap().len(), 2);
        for expected in [204, 404] {
            let answer = ask(&server, "DELETE", &format!("{V2}/AmazonSNS_PushPublisher"), None).await;
            assert_eq!(answer.status, expected);
        }
        let log = server.identity_server().log();
        let actions: Vec<&str> = log.iter().map(|entry| entry.action.as_str()).collect();
        assert_eq!(
            actions,
            [
                "Delete-Notification-Sender",
                "Add-Notification-Sender",
                "Add-Notification-Sender",
                "Update-Notification-Sender",
                "Delete-Notification-Sender",
            ]
        );
        assert!(!serde_json::to_string(&log).unwrap().contains("secret"));
    }
}

#[tokio::test]
async fn senders_that_cannot_work_are_refused() {
    let server = server(Mode::Strict).await;
    let account = service_account();
    let taken = ask(&server, "POST", V1, Some(fcm(&account))).await;
    let same_provider = ask(&server, "POST", V2, Some(fcm(&account))).await;
    assert_eq!(refusal(&taken), (409, "NSM-60002".to_owned()));
    assert_eq!(refusal(&same_provider), (409, "NSM-60002".to_owned()));
    let one = format!("{V1}/PushPublisher");
    let unknown = ask(&server, "PUT", &format!("{V1}/Other"), Some(fcm(&account))).await;
    assert_eq!(refusal(&unknown), (404, "NSM-60006".to_owned()));
    let property = |key: &str, value: Value| json!({"provider": "FCM", "properties": [{"key": key, "value": value}]});
    let raw = json!(account.to_string());
    let not_account = json!(BASE64.encode(br#"{"type":"authorized_user"}"#));
    let content = fcm(&account)["properties"][0].clone();

    for (body, code) in [
        (json!({}), "UE-10000"),
        (json!({"provider": 1}), "UE-10000"),
        (json!({"provider": ""}), "NSM-60001"),
        (json!({"provider": "p".repeat(65)}), "NSM-60001"),
        (property("serviceAccountContent", raw), "NSM-60001"),
        (property("serviceAccountContent", not_account), "NSM-60001"),
        (property("serviceAccountContent", json!("x".repeat(20_000))), "NSM-60001"),
        (property("serviceAccountContent", json!(5)), "UE-10000"),
        (property("fcm.serviceAccount", json!("{}")), "NSM-60001"),
        (json!({"provider": "FCM", "properties": [content, content]}), "NSM-60001"),
        (with(&fcm(&account), "name", json!("Other")), "NSM-60001"),
        (with(&fcm(&account), "more", json!(1)), "UE-10000"),
        (json!({"provider": "AmazonSNS"}), "NSM-60001"),
        (with(&sns(), "properties", json!([{"key": "region", "value": "eu-west-1"}])), "NSM-60001"),
    ] {
        let answer = ask(&server, "PUT", &one, Some(body.clone())).await;
        assert_eq!(refusal(&answer), (400, code.to_owned()), "{body}");
    }
    let first_name = ask(&server, "POST", V2, Some(with(&sns(), "name", json!("Mine")))).await;
    let version = ask(&server, "GET", "/api/server/v3/notification-senders/push", None).await;
    assert_eq!((first_name.status, version.status), (400, 404));
}

#[tokio::test]
async fn devices_need_a_sender_to_register_and_to_be_reached() {
    let server = server(Mode::Strict).await;
    let identity = server.identity_server();
    let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
    assert_eq!(ask(&server, "DELETE", &format!("{V1}/PushPublisher"), None).await.status, 204);

    assert!(identity.start_push(ANN, "Pickup", &LoginOrigin::default()).is_err());
    let next = Wso2Phone::scanned(&server, &identity.discovery(BOB).unwrap(), "bob");
    let refused = next.register(&next.registration()).await;
    let entry = identity.log().pop().unwrap();
    ask(&server, "POST", V2, Some(sns())).await;
    let of_the_only = next.register(&next.registration()).await;
    ask(&server, "POST", V2, Some(fcm(&service_account()))).await;
    let ambiguous = next.register(&next.registration()).await;
    identity.set_default_push_provider("carbon.super", Some("FCM")).unwrap();
    let of_the_default = next.register(&next.registration()).await;

    assert_eq!(refusal(&refused), (400, "PDH-15013".to_owned()));
    assert_eq!(entry.details["code"], "PDH-15013");
    assert_eq!(refusal(&of_the_only), (400, "PPE-65011".to_owned()));
    assert_eq!(refusal(&ambiguous), (400, "PDH-15013".to_owned()));
    assert_eq!(of_the_default.status, 201);
    assert_eq!(login(&server, ANN).notified_devices, [phone.id()]);
}

#[tokio::test]
async fn organization_without_senders_uses_those_of_its_tenant() {
    let server = server(Mode::Strict).await;
    let identity = server.identity_server();
    let branch = identity.add_organization(&OrganizationSpec::named("Branch")).unwrap();
    let user = countersign_server_mock::IdentityUser {
        organization: Some(branch.id.clone()),
        ..countersign_server_mock::IdentityUser::named("cara")
    };
    let cara = identity.add_user(&user).unwrap();

    Wso2Phone::enrolled(&server, &cara.id, "ann").await;

    assert!(identity.senders(&branch.id).unwrap().is_empty());
    assert_eq!(login(&server, &cara.id).notified_devices.len(), 1);
}

#[tokio::test]
async fn administrators_see_and_take_away_the_devices_of_their_users() {
    let server = server(Mode::Strict).await;
    let identity = server.identity_server();
    let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
    let ann = identity.user(ANN).unwrap().id;
    let bob = identity.user(BOB).unwrap().id;
    let path = |user: &str| format!("/api/server/v1/users/{user}/credentials");
    let one = |user: &str, kind: &str| format!("{}/{kind}/{}", path(user), phone.id());

    let listed = ask(&server, "GET", &path(&ann), None).await;
    assert_eq!(
        listed.json(),
        json!([{
            "type": "push-auth", "credentialId": phone.id(), "displayName": "My phone",
            "metadata": {
                "model": "Pixel 9", "provider": "FCM", "key": "RSA-2048", "created": crate::support::START, "lastUsed": null,
            },
        }])
    );
    for (method, path, status, code) in [
        ("GET", path("unknown"), 404, "CM-60004"),
        ("DELETE", one("unknown", "push-auth"), 404, "CM-60004"),
        ("DELETE", one(&ann, "passkey"), 400, "CM-60005"),
        ("DELETE", one(&bob, "push-auth"), 400, "CM-60002"),
        ("DELETE", format!("{}x", one(&ann, "push-auth")), 400, "CM-60002"),
    ] {
        let answer = ask(&server, method, &path, None).await;
        assert_eq!(refusal(&answer), (status, code.to_owned()), "{method} {path}");
    }

    let removed = ask(&server, "DELETE", &one(&ann, "push-auth"), None).await;

    assert_eq!(removed.status, 204);
    assert!(identity.devices().is_empty());
    let entry = identity.log().pop().unwrap();
    assert_eq!((entry.action.as_str(), entry.initiator), ("Unregister-Push-Auth-Device", bob));
}

#[tokio::test]
async fn vendors_server_says_three_things_about_a_credential() {
    let server = server(Mode::AsIs).await;
    let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
    let ann = server.identity_server().user(ANN).unwrap().id;

    let listed = ask(&server, "GET", &format!("/api/server/v1/users/{ann}/credentials"), None).await;

    let expected = json!([{"type": "push-auth", "credentialId": phone.id(), "displayName": "My phone"}]);
    assert_eq!(listed.json(), expected);
}

#[tokio::test]
async fn every_operation_has_a_scope_of_its_own() {
    let server = server(Mode::Strict).await;
    let identity = server.identity_server();
    let ann = identity.user(ANN).unwrap().id;
    let (sender, user) = (format!("{V1}/Unknown"), format!("/api/server/v1/users/{ann}/credentials"));
    let credential = format!("{user}/push-auth/unknown");
    let properties = push_properties();

    for (method, path, scope) in [
        ("GET", DEVICE_RULES, "internal_config_view"),
        ("PUT", DEVICE_RULES, "internal_config_update"),
        ("GET", properties.as_str(), "internal_governance_view"),
        ("PATCH", properties.as_str(), "internal_governance_update"),
        ("GET", V1, "internal_config_mgt_view"),
        ("POST", V2, "internal_config_mgt_add"),
        ("GET", sender.as_str(), "internal_config_mgt_view"),
        ("PUT", sender.as_str(), "internal_config_mgt_update"),
        ("DELETE", sender.as_str(), "internal_config_mgt_delete"),
        ("GET", user.as_str(), "internal_user_credential_mgt_view"),
        ("DELETE", credential.as_str(), "internal_user_credential_mgt_delete"),
    ] {
        let others: Vec<&str> = EVERYTHING.into_iter().filter(|other| *other != scope).collect();
        let without = token(&identity, Some(ANN), &others);
        let with = token(&identity, None, &[scope]);
        let body = (!["GET", "DELETE"].contains(&method)).then(|| json!({"more": 1}));

        let anonymous = call(&server, method, path, None, body.as_ref()).await;
        let refused = call(&server, method, path, Some(&without), body.as_ref()).await;
        let allowed = call(&server, method, path, Some(&with), body.as_ref()).await;

        assert_eq!((refusal(&anonymous).0, refusal(&refused).0), (401, 403), "{method} {path}");
        assert!(![401, 403].contains(&allowed.status), "{method} {path}: {}", allowed.body);
    }
}
