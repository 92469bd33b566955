//! Who carries pushes and messages: what is set is shown, credentials never are.

use crate::support::Admin;
use serde_json::{Value, json};

const PUSH: &str = "/guardian/factors/push-notification";
/// Base64 of a DER sequence.
const P12: &str = "MIIBAA==";

#[tokio::test]
async fn selected_providers_are_what_was_set() {
    let admin = Admin::new().await;
    let paths: [(String, &str, &[&str]); 3] = [
        (format!("{PUSH}/selected-provider"), "guardian", &["sns", "direct", "guardian"]),
        ("/guardian/factors/phone/selected-provider".into(), "auth0", &["twilio", "phone-message-hook"]),
        ("/guardian/factors/sms/selected-provider".into(), "phone-message-hook", &["auth0"]),
    ];

    for (path, initial, others) in paths {
        assert_eq!(admin.ok("GET", &path, None).await, json!({"provider": initial}), "{path}");
        for provider in others {
            let body = json!({"provider": provider});
            assert_eq!(admin.ok("PUT", &path, Some(body.clone())).await, body);
            assert_eq!(admin.ok("GET", &path, None).await, body);
        }
    }
    assert_eq!(admin.ok("GET", "/guardian/factors/phone/selected-provider", None).await["provider"], "auth0");
}

#[tokio::test]
async fn sns_is_replaced_by_put_and_changed_by_patch_and_keeps_its_secret() {
    let admin = Admin::new().await;
    let path = format!("{PUSH}/providers/sns");
    let mut shown = json!({
        "aws_access_key_id": "key", "aws_region": "eu-west-1", "sns_apns_platform_application_arn": "arn:apns",
        "sns_gcm_platform_application_arn": "arn:gcm",
    });
    let mut body = shown.clone();
    body["aws_secret_access_key"] = json!("very secret");

    assert_eq!(admin.ok("PUT", &path, Some(body)).await, shown);
    let patched = admin.ok("PATCH", &path, Some(json!({"aws_region": "us-east-2"}))).await;
    shown["aws_region"] = json!("us-east-2");
    assert_eq!(patched, shown);
    assert_eq!(admin.ok("GET", &path, None).await, shown);
    let replaced = admin.ok("PUT", &path, Some(json!({"aws_access_key_id": "other"}))).await;

    assert_eq!((&replaced["aws_access_key_id"], &replaced["aws_region"]), (&json!("other"), &Value::Null));
}

#[tokio::test]
async fn apns_is_enabled_by_its_certificate() {
    let admin = Admin::new().await;
    let path = format!("{PUSH}/providers/apns");
    let shown = async || admin.ok("GET", &path, None).await;
    assert_eq!(shown().await, json!({"bundle_id": null, "sandbox": false, "enabled": false}));

    let body = json!({"sandbox": true, "bundle_id": "com.example.app", "p12": P12});
    let set = admin.ok("PUT", &path, Some(body)).await;

    assert_eq!(set, json!({"sandbox": true, "bundle_id": "com.example.app"}));
    assert_eq!(shown().await, json!({"bundle_id": "com.example.app", "sandbox": true, "enabled": true}));
    admin.ok("PATCH", &path, Some(json!({"sandbox": false}))).await;
    assert_eq!(shown().await, json!({"bundle_id": "com.example.app", "sandbox": false, "enabled": true}));
    admin.ok("PATCH", &path, Some(json!({"p12": null}))).await;
    assert_eq!(shown().await["enabled"], json!(false));
    admin.ok("PUT", &path, Some(json!({}))).await;
    assert_eq!(shown().await, json!({"bundle_id": null, "sandbox": false, "enabled": false}));
}

#[tokio::test]
async fn fcm_takes_credentials_and_says_nothing() {
    let admin = Admin::new().await;
    let account = json!({
        "type": "service_account", "project_id": "project", "client_email": "a@b.example", "private_key": "-----BEGIN",
    });
    let bodies = [
        ("fcm", json!({"server_key": "key"})),
        ("fcm", json!({"server_key": null})),
        ("fcmv1", json!({"server_credentials": account.to_string()})),
        ("fcmv1", json!({"server_credentials": null})),
    ];

    for (provider, body) in bodies {
        for method in ["PUT", "PATCH"] {
            let path = format!("{PUSH}/providers/{provider}");
            assert_eq!(admin.ok(method, &path, Some(body.clone())).await, json!({}), "{method} {provider}");
            assert_eq!(admin.call("GET", &path, None).await.status, 405);
        }
    }
}

#[tokio::test]
async fn twilio_is_shown_without_its_token_under_both_names() {
    let admin = Admin::new().await;
    let shown = json!({"from": "+351210000000", "messaging_service_sid": "MG1", "sid": "AC1"});
    let mut body = shown.clone();
    body["auth_token"] = json!("very secret");

    let set = admin.ok("PUT", "/guardian/factors/phone/providers/twilio", Some(body)).await;

    assert_eq!(set, shown);
    for name in ["phone", "sms"] {
        assert_eq!(admin.ok("GET", &format!("/guardian/factors/{name}/providers/twilio"), None).await, shown);
    }
    let cleared = admin.ok("PUT", "/guardian/factors/sms/providers/twilio", Some(json!({"sid": null}))).await;
    assert_eq!(cleared, json!({"from": null, "messaging_service_sid": null, "sid": null}));
}

#[tokio::test]
async fn templates_and_message_types_are_what_was_set() {
    let admin = Admin::new().await;
    let templates = json!({"enrollment_message": "{{code}} to enroll", "verification_message": "{{code}} to log in"});
    let first = admin.ok("GET", "/guardian/factors/sms/templates", None).await;
    assert!(first["enrollment_message"].as_str().unwrap().contains("{{code}}"), "{first}");

    let set = admin.ok("PUT", "/guardian/factors/phone/templates", Some(templates.clone())).await;
    let types = json!({"message_types": ["sms", "voice"]});
    assert_eq!(admin.ok("PUT", "/guardian/factors/phone/message-types", Some(types.clone())).await, types);

    assert_eq!(set, templates);
    assert_eq!(admin.ok("GET", "/guardian/factors/sms/templates", None).await, templates);
    assert_eq!(admin.ok("GET", "/guardian/factors/phone/message-types", None).await, types);
    let none = json!({"message_types": []});
    assert_eq!(admin.ok("PUT", "/guardian/factors/phone/message-types", Some(none.clone())).await, none);
}
