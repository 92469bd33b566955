//! Who may call the Management API: every route asks for a token, and for a scope of its own.

use std::time::Duration;

use crate::support::Admin;
use crate::support::admin::{EVERYTHING, access};
use countersign_server_mock::AccessSpec;
use serde_json::{Value, json};

/// Every route with the scopes of which one is enough. `U` stands for a user's id.
const ROUTES: &[(&str, &str, &[&str])] = &[
    ("POST", "/guardian/enrollments/ticket", &["create:guardian_enrollment_tickets"]),
    ("GET", "/guardian/enrollments/dev_1", &["read:guardian_enrollments"]),
    ("DELETE", "/guardian/enrollments/dev_1", &["delete:guardian_enrollments"]),
    ("GET", "/guardian/factors", &["read:guardian_factors"]),
    ("PUT", "/guardian/factors/otp", &["update:guardian_factors"]),
    ("GET", "/guardian/policies", &["read:mfa_policies"]),
    ("PUT", "/guardian/policies", &["update:mfa_policies"]),
    ("GET", "/guardian/factors/push-notification/selected-provider", &["read:guardian_factors"]),
    ("PUT", "/guardian/factors/push-notification/selected-provider", &["update:guardian_factors"]),
    ("GET", "/guardian/factors/push-notification/providers/sns", &["read:guardian_factors"]),
    ("PUT", "/guardian/factors/push-notification/providers/sns", &["update:guardian_factors"]),
    ("PATCH", "/guardian/factors/push-notification/providers/sns", &["update:guardian_factors"]),
    ("GET", "/guardian/factors/push-notification/providers/apns", &["read:guardian_factors"]),
    ("PUT", "/guardian/factors/push-notification/providers/apns", &["update:guardian_factors"]),
    ("PATCH", "/guardian/factors/push-notification/providers/apns", &["update:guardian_factors"]),
    ("PUT", "/guardian/factors/push-notification/providers/fcm", &["update:guardian_factors"]),
    ("PATCH", "/guardian/factors/push-notification/providers/fcm", &["update:guardian_factors"]),
    ("PUT", "/guardian/factors/push-notification/providers/fcmv1", &["update:guardian_factors"]),
    ("PATCH", "/guardian/factors/push-notification/providers/fcmv1", &["update:guardian_factors"]),
    ("GET", "/guardian/factors/phone/message-types", &["read:guardian_factors"]),
    ("PUT", "/guardian/factors/phone/message-types", &["update:guardian_factors"]),
    ("GET", "/guardian/factors/phone/selected-provider", &["read:guardian_factors"]),
    ("PUT", "/guardian/factors/phone/selected-provider", &["update:guardian_factors"]),
    ("GET", "/guardian/factors/phone/providers/twilio", &["read:guardian_factors"]),
    ("PUT", "/guardian/factors/phone/providers/twilio", &["update:guardian_factors"]),
    ("GET", "/guardian/factors/phone/templates", &["read:guardian_factors"]),
    ("PUT", "/guardian/factors/phone/templates", &["update:guardian_factors"]),
    ("GET", "/guardian/factors/sms/selected-provider", &["read:guardian_factors"]),
    ("PUT", "/guardian/factors/sms/selected-provider", &["update:guardian_factors"]),
    ("GET", "/guardian/factors/sms/providers/twilio", &["read:guardian_factors"]),
    ("PUT", "/guardian/factors/sms/providers/twilio", &["update:guardian_factors"]),
    ("GET", "/guardian/factors/sms/templates", &["read:guardian_factors"]),
    ("PUT", "/guardian/factors/sms/templates", &["update:guardian_factors"]),
    ("GET", "/users", &["read:users"]),
    ("POST", "/users", &["create:users"]),
    ("GET", "/users-by-email", &["read:users"]),
    ("GET", "/users/U", &["read:users"]),
    ("PATCH", "/users/U", &["update:users", "update:users_app_metadata"]),
    ("DELETE", "/users/U", &["delete:users"]),
    ("GET", "/users/U/enrollments", &["read:users"]),
    ("GET", "/users/U/authentication-methods", &["read:authentication_methods"]),
    ("POST", "/users/U/authentication-methods", &["create:authentication_methods"]),
    ("PUT", "/users/U/authentication-methods", &["update:authentication_methods"]),
    ("DELETE", "/users/U/authentication-methods", &["delete:authentication_methods"]),
    ("GET", "/users/U/authentication-methods/totp%7Cdev_1", &["read:authentication_methods"]),
    ("PATCH", "/users/U/authentication-methods/totp%7Cdev_1", &["update:authentication_methods"]),
    ("DELETE", "/users/U/authentication-methods/totp%7Cdev_1", &["delete:authentication_methods"]),
    ("DELETE", "/users/U/authenticators", &["delete:guardian_enrollments"]),
    ("POST", "/users/U/recovery-code-regeneration", &["update:users"]),
    ("DELETE", "/users/U/multifactor/duo", &["update:users"]),
    ("POST", "/users/U/multifactor/actions/invalidate-remember-browser", &["update:users"]),
    ("GET", "/logs", &["read:logs", "read:logs_users"]),
    ("GET", "/logs/1", &["read:logs", "read:logs_users"]),
    ("GET", "/users/U/logs", &["read:logs", "read:logs_users"]),
];

#[tokio::test]
async fn every_route_needs_one_of_its_scopes_and_no_other() {
    let admin = Admin::new().await;
    let user = admin.user("ann@example.com");

    for (method, path, scopes) in ROUTES {
        let path = path.replace('U', &user);
        let others: Vec<&str> = EVERYTHING.iter().copied().filter(|scope| !scopes.contains(scope)).collect();

        let refused = admin.call_as(&admin.token(&others), method, &path, None).await;
        assert_eq!(refused.status, 403, "{method} {path}");
        let error = refused.json();
        assert_eq!(
            (&error["statusCode"], &error["error"], &error["errorCode"]),
            (&json!(403), &json!("Forbidden"), &json!("insufficient_scope")),
            "{method} {path}"
        );
        assert!(scopes.iter().all(|scope| error["message"].as_str().unwrap().contains(scope)), "{error}");
        for scope in *scopes {
            let allowed = admin.call_as(&admin.token(&[scope]), method, &path, None).await;
            assert!(![401, 403, 405].contains(&allowed.status), "{method} {path} {scope}: {}", allowed.body);
        }
    }
}

#[tokio::test]
async fn every_route_refuses_whoever_has_no_good_token() {
    let admin = Admin::new().await;
    let user = admin.user("ann@example.com");
    let short = AccessSpec { lifetime: Some(60), ..access(EVERYTHING) };
    let expired = admin.tenant.access_token(short).unwrap();
    admin.server.clock().advance(Duration::from_secs(60));
    let foreign = AccessSpec { audience: Some(format!("{}/mfa/", admin.server.url())), ..access(EVERYTHING) };
    let foreign = admin.tenant.access_token(foreign).unwrap();
    let good = admin.token(EVERYTHING);
    let cases: [(&str, Vec<String>, &str); 7] = [
        ("no header", vec![], "invalid_token"),
        ("unknown", vec!["Bearer unknown".into()], "invalid_token"),
        ("expired", vec![format!("Bearer {expired}")], "invalid_token"),
        ("for another audience", vec![format!("Bearer {foreign}")], "invalid_token"),
        ("another scheme", vec![format!("Basic {good}")], "invalid_bearer_format"),
        ("empty", vec!["Bearer ".into()], "invalid_bearer_format"),
        ("twice", vec![format!("Bearer {good}"), format!("Bearer {good}")], "invalid_bearer_format"),
    ];

    for (method, path, _) in ROUTES {
        let path = path.replace('U', &user);
        for (name, values, code) in &cases {
            let headers: Vec<(&str, &str)> = values.iter().map(|value| ("authorization", value.as_str())).collect();
            let refused = admin.send(method, &path, &headers, String::new()).await;
            let error = refused.json();
            assert_eq!((refused.status, &error["errorCode"]), (401, &json!(code)), "{method} {path}: {name}");
            assert_eq!((&error["statusCode"], &error["error"]), (&json!(401), &json!("Unauthorized")));
        }
    }
}

#[tokio::test]
async fn token_of_a_user_reaches_that_user_only() {
    let admin = Admin::new().await;
    let (ann, bob) = (admin.user("ann@example.com"), admin.user("bob@example.com"));
    let own = |scope: &str| {
        let spec = AccessSpec { user: Some(ann.clone()), ..access(&[scope]) };
        admin.tenant.access_token(spec).unwrap()
    };
    let cases: [(&str, &str, &str, Option<Value>); 4] = [
        ("read:current_user", "GET", "", None),
        ("read:current_user", "GET", "/enrollments", None),
        ("update:current_user_metadata", "PATCH", "", Some(json!({"user_metadata": {"a": 1}}))),
        ("delete:current_user", "DELETE", "", None),
    ];

    for (scope, method, rest, body) in cases {
        let foreign = admin.call_as(&own(scope), method, &format!("/users/{bob}{rest}"), body.as_ref()).await;
        assert_eq!((foreign.status, &foreign.json()["errorCode"]), (403, &json!("insufficient_scope")), "{scope}");
        let answer = admin.call_as(&own(scope), method, &format!("/users/{ann}{rest}"), body.as_ref()).await;
        assert!([200, 204].contains(&answer.status), "{scope}: {}", answer.body);
    }
    assert_eq!(admin.tenant.user(&ann), None);
    assert!(admin.tenant.user(&bob).is_some());
}

#[tokio::test]
async fn narrow_scopes_change_one_kind_of_metadata_only() {
    let admin = Admin::new().await;
    let ann = admin.user("ann@example.com");
    let path = format!("/users/{ann}");
    let app = admin.token(&["update:users_app_metadata"]);
    let spec = AccessSpec { user: Some(ann.clone()), ..access(&["update:current_user_metadata"]) };
    let own = admin.tenant.access_token(spec).unwrap();

    for (token, body, status) in [
        (&app, json!({"app_metadata": {"a": 1}}), 200),
        (&app, json!({"user_metadata": {"a": 1}}), 403),
        (&app, json!({"app_metadata": {"a": 1}, "blocked": true}), 403),
        (&own, json!({"user_metadata": {"a": 1}}), 200),
        (&own, json!({"app_metadata": {"a": 1}}), 403),
        (&own, json!({"email": "other@example.com"}), 403),
    ] {
        assert_eq!(admin.call_as(token, "PATCH", &path, Some(&body)).await.status, status, "{body}");
    }
}

#[tokio::test]
async fn unknown_routes_and_methods_are_refused_in_the_same_shape() {
    let admin = Admin::new().await;

    for (method, path, status) in
        [("GET", "/nowhere", 404), ("GET", "/guardian/nowhere", 404), ("DELETE", "/guardian/factors", 405)]
    {
        let answer = admin.call(method, path, None).await;
        assert_eq!((answer.status, &answer.json()["statusCode"]), (status, &json!(status)), "{method} {path}");
    }
}
