//! Bad input of the Management API: it is refused with its code and changes nothing.

use crate::support::Admin;
use crate::support::admin::EVERYTHING;
use serde_json::{Value, json};

const TICKET: &str = "/guardian/enrollments/ticket";
const PUSH: &str = "/guardian/factors/push-notification";

fn text(length: usize) -> String {
    "x".repeat(length)
}

/// Method, path and body; `U` stands for a user's id in both.
fn bodies() -> Vec<(&'static str, String, Value)> {
    let mut cases = Vec::new();
    let mut add = |method: &'static str, path: &str, bodies: &[Value]| {
        cases.extend(bodies.iter().map(|body| (method, path.to_owned(), body.clone())));
    };
    add(
        "POST",
        TICKET,
        &[
            json!({}),
            json!([]),
            json!(null),
            json!({"user_id": 1}),
            json!({"user_id": ""}),
            json!({"user_id": text(1_001)}),
            json!({"user_id": "U", "send_email": true}),
            json!({"user_id": "U", "send_mail": "yes"}),
            json!({"user_id": "U", "email": 1}),
            json!({"user_id": "U", "email": text(321)}),
            json!({"user_id": "U", "factor": "pigeon"}),
            json!({"user_id": "U", "factor": null}),
            json!({"user_id": "U", "allow_multiple_enrollments": 1}),
        ],
    );
    add(
        "PUT",
        "/guardian/factors/otp",
        &[json!({}), json!([]), json!({"enabled": "true"}), json!({"enabled": null}), json!({"enabled": true, "x": 1})],
    );
    add(
        "PUT",
        "/guardian/policies",
        &[json!({}), json!("all-applications"), json!(["never"]), json!([1]), json!([["all-applications"]])],
    );
    for path in [format!("{PUSH}/selected-provider"), "/guardian/factors/phone/selected-provider".into()] {
        add("PUT", &path, &[json!({}), json!({"provider": "pigeon"}), json!({"provider": 1}), json!({"x": "sns"})]);
    }
    for method in ["PUT", "PATCH"] {
        add(
            method,
            &format!("{PUSH}/providers/sns"),
            &[
                json!([]),
                json!({"aws_access_key_id": 1}),
                json!({"aws_access_key_id": ""}),
                json!({"aws_access_key_id": text(1_001)}),
                json!({"aws_region": "mars-north-1"}),
                json!({"aws_region": "eu-west-123"}),
                json!({"secret": "x"}),
            ],
        );
        add(
            method,
            &format!("{PUSH}/providers/apns"),
            &[
                json!({"sandbox": "no"}),
                json!({"bundle_id": ""}),
                json!({"p12": "not base64!"}),
                json!({"p12": "AAAA"}),
                json!({"p12": text(10_001)}),
                json!({"p8": "x"}),
            ],
        );
        add(
            method,
            &format!("{PUSH}/providers/fcm"),
            &[json!({"server_key": ""}), json!({"server_key": text(153)}), json!({"server_key": 1}), json!({"x": 1})],
        );
        add(
            method,
            &format!("{PUSH}/providers/fcmv1"),
            &[
                json!({"server_credentials": "{}"}),
                json!({"server_credentials": "not json"}),
                json!({"server_credentials": {"type": "service_account"}}),
                json!({"server_credentials": text(10_001)}),
            ],
        );
    }
    add(
        "PUT",
        "/guardian/factors/phone/message-types",
        &[json!({}), json!({"message_types": "sms"}), json!({"message_types": ["fax"]}), json!({"message_types": [1]})],
    );
    for path in ["/guardian/factors/phone/templates", "/guardian/factors/sms/templates"] {
        add(
            "PUT",
            path,
            &[
                json!({}),
                json!({"enrollment_message": "x"}),
                json!({"enrollment_message": 1, "verification_message": "x"}),
                json!({"enrollment_message": "{{code", "verification_message": "x"}),
                json!({"enrollment_message": text(1_001), "verification_message": "x"}),
            ],
        );
    }
    add(
        "PUT",
        "/guardian/factors/phone/providers/twilio",
        &[json!({"from": text(65)}), json!({"sid": ""}), json!({"auth_token": 1}), json!({"token": "x"})],
    );
    let user = json!({"connection": "Username-Password-Authentication", "email": "n@example.com", "password": "p"});
    let with = |name: &str, value: Value| {
        let mut body = user.clone();
        body[name] = value;
        body
    };
    add(
        "POST",
        "/users",
        &[
            json!({}),
            json!({"connection": "Username-Password-Authentication"}),
            json!({"connection": "Username-Password-Authentication", "password": "p"}),
            with("connection", json!(1)),
            with("email", json!("nobody")),
            with("email", json!(text(321))),
            with("password", json!("")),
            with("password", json!(text(257))),
            with("app_metadata", json!([])),
            with("user_metadata", json!("x")),
            with("blocked", json!("no")),
            with("nickname", json!(1)),
            with("admin", json!(true)),
        ],
    );
    add(
        "PATCH",
        "/users/U",
        &[
            json!([]),
            json!({"email": "nobody"}),
            json!({"app_metadata": null}),
            json!({"blocked": 1}),
            json!({"identities": []}),
            json!({"password": text(257)}),
        ],
    );
    let methods = [
        json!({}),
        json!({"type": "push"}),
        json!({"type": "phone"}),
        json!({"type": "phone", "phone_number": "12345"}),
        json!({"type": "phone", "phone_number": "+1234567890123456"}),
        json!({"type": "phone", "phone_number": "+351210000000", "email": "a@example.com"}),
        json!({"type": "phone", "phone_number": "+351210000000", "preferred_authentication_method": "fax"}),
        json!({"type": "email", "email": "nobody"}),
        json!({"type": "totp", "totp_secret": "0189"}),
        json!({"type": "totp", "totp_secret": "GEZDGNBV"}),
        json!({"type": "totp", "name": text(21)}),
        json!({"type": "totp", "name": ""}),
        json!({"type": "webauthn-roaming", "key_id": "x"}),
    ];
    add("POST", "/users/U/authentication-methods", &methods);
    add("PUT", "/users/U/authentication-methods", &methods.map(|method| json!([method])));
    add("PUT", "/users/U/authentication-methods", &[json!({}), json!([1])]);
    cases
}

#[tokio::test]
async fn bad_bodies_are_refused_and_change_nothing() {
    let admin = Admin::new().await;
    let user = admin.user("ann@example.com");
    admin.phone(&user, "pixel").await;
    let seen = async || {
        let mut seen = Vec::new();
        for path in ["/users", "/guardian/factors", "/guardian/policies", "/logs"] {
            seen.push(admin.ok("GET", path, None).await);
        }
        for path in ["selected-provider", "providers/sns", "providers/apns"] {
            seen.push(admin.ok("GET", &format!("{PUSH}/{path}"), None).await);
        }
        for path in ["message-types", "selected-provider", "providers/twilio", "templates"] {
            seen.push(admin.ok("GET", &format!("/guardian/factors/phone/{path}"), None).await);
        }
        seen.push(admin.ok("GET", &format!("/users/{user}/authentication-methods"), None).await);
        seen
    };
    let before = seen().await;

    for (method, path, body) in bodies() {
        let body: Value = serde_json::from_str(&body.to_string().replace("\"U\"", &json!(user).to_string())).unwrap();
        let answer = admin.call(method, &path.replace('U', &user), Some(body.clone())).await;
        let error = answer.json();
        assert_eq!(
            (answer.status, &error["statusCode"], &error["error"], &error["errorCode"]),
            (400, &json!(400), &json!("Bad Request"), &json!("invalid_body")),
            "{method} {path} {body}"
        );
        assert!(error["message"].as_str().unwrap().starts_with("Payload validation error: "), "{error}");
    }

    assert_eq!(seen().await, before);
}

#[tokio::test]
async fn bodies_that_are_not_json_are_refused() {
    let admin = Admin::new().await;
    let user = admin.user("ann@example.com");
    let token = format!("Bearer {}", admin.token(EVERYTHING));
    let good = json!({"user_id": user}).to_string();
    let doubled = format!(r#"{{"user_id":"{user}","user_id":"{user}"}}"#);
    let long = json!({"user_id": user, "email": text(70_000)}).to_string();

    for (kind, body, status) in [
        ("application/json; charset=utf-8", good.clone(), 200),
        ("application/json", String::new(), 400),
        ("application/json", "{".into(), 400),
        ("application/json", doubled, 400),
        ("application/json", long, 413),
        ("text/plain", good, 415),
    ] {
        let headers = [("authorization", token.as_str()), ("content-type", kind)];
        let answer = admin.send("POST", TICKET, &headers, body.clone()).await;
        assert_eq!(answer.status, status, "{kind} {}", answer.body);
        if status != 200 {
            assert_eq!(answer.json()["errorCode"], "invalid_body", "{kind} {body}");
        }
    }
}

#[tokio::test]
async fn bad_queries_are_refused() {
    let admin = Admin::new().await;
    let user = admin.user("ann@example.com");

    for path in [
        "/users?page=-1",
        "/users?per_page=101",
        "/users?per_page=x",
        "/users?include_totals=yes",
        "/users?page=1&page=2",
        "/users?unknown=1",
        "/users?q=email%3A*",
        "/users?q=whatever",
        "/users-by-email",
        "/users-by-email?email=a&x=1",
        "/users/U?include_fields=1",
        "/users/U/authentication-methods?per_page=101",
        "/users/U/authentication-methods?sort=x",
        "/users/U/logs?sort=name%3A1",
        "/logs?take=0&from=1",
        "/logs?q=type%3Af",
    ] {
        let answer = admin.call("GET", &path.replace('U', &user), None).await;
        assert_eq!((answer.status, &answer.json()["errorCode"]), (400, &json!("invalid_query_string")), "{path}");
    }
}

#[tokio::test]
async fn what_does_not_exist_is_said_by_its_code() {
    let admin = Admin::new().await;
    let user = admin.user("ann@example.com");
    let (nobody, methods) = ("/users/auth0%7Cnobody", format!("/users/{user}/authentication-methods"));
    let phone = json!({"type": "phone", "phone_number": "+351210000000"});
    let cases: Vec<(&str, String, Option<Value>, u16, &str)> = vec![
        ("POST", TICKET.into(), Some(json!({"user_id": "auth0|nobody"})), 404, "inexistent_user"),
        ("GET", "/guardian/enrollments/dev_none".into(), None, 404, "enrollment_not_found"),
        ("DELETE", "/guardian/enrollments/dev_none".into(), None, 404, "enrollment_not_found"),
        ("PUT", "/guardian/factors/pigeon".into(), Some(json!({"enabled": true})), 400, "invalid_uri"),
        ("GET", nobody.into(), None, 404, "inexistent_user"),
        ("PATCH", nobody.into(), Some(json!({"name": "N"})), 404, "inexistent_user"),
        ("GET", format!("{nobody}/enrollments"), None, 404, "inexistent_user"),
        ("GET", format!("{nobody}/authentication-methods"), None, 404, "inexistent_user"),
        ("POST", format!("{nobody}/authentication-methods"), Some(phone.clone()), 404, "inexistent_user"),
        ("PUT", format!("{nobody}/authentication-methods"), Some(json!([phone])), 404, "inexistent_user"),
        ("POST", format!("{nobody}/recovery-code-regeneration"), None, 404, "inexistent_user"),
        ("DELETE", format!("{nobody}/multifactor/duo"), None, 404, "inexistent_user"),
        ("DELETE", format!("/users/{user}/multifactor/pigeon"), None, 400, "invalid_uri"),
        ("GET", format!("{methods}/totp%7Cdev_none"), None, 404, "not_found"),
        ("PATCH", format!("{methods}/totp%7Cdev_none"), Some(json!({"name": "N"})), 404, "not_found"),
        ("DELETE", format!("{methods}/totp%7Cdev_none"), None, 404, "not_found"),
        (
            "POST",
            "/users".into(),
            Some(json!({"connection": "other", "email": "n@example.com", "password": "p"})),
            400,
            "inexistent_connection",
        ),
    ];

    for (method, path, body, status, code) in cases {
        let answer = admin.call(method, &path, body).await;
        let error = answer.json();
        assert_eq!((answer.status, &error["errorCode"]), (status, &json!(code)), "{method} {path}");
        assert_eq!(error["statusCode"], json!(status));
    }
    for path in ["", "/authenticators", "/authentication-methods"] {
        admin.done("DELETE", &format!("{nobody}{path}")).await;
    }
}

#[tokio::test]
async fn method_of_another_user_is_out_of_reach() {
    let admin = Admin::new().await;
    let (ann, bob) = (admin.user("ann@example.com"), admin.user("bob@example.com"));
    let phone = admin.phone(&ann, "pixel").await;

    for (method, body) in [("GET", None), ("PATCH", Some(json!({"name": "N"}))), ("DELETE", None)] {
        let path = format!("/users/{bob}/authentication-methods/push%7C{}", phone.id);
        assert_eq!(admin.call(method, &path, body).await.status, 404, "{method}");
    }
    assert_eq!(admin.tenant.enrollments()[0].name.as_deref(), Some("pixel's name"));
}
