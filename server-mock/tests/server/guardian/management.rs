//! What administrators do about users' second factors, and that it has its effect.

use crate::support::Admin;
use crate::support::admin::one_time_code;
use countersign_server_mock::{FactorName, LoginContext};
use serde_json::{Value, json};

/// `START` as the API writes times.
const STARTED: &str = "2030-03-17T17:46:40.000Z";

#[tokio::test]
async fn ticket_enrolls_one_phone_and_only_one() {
    let admin = Admin::new().await;
    let user = admin.user("ann@example.com");

    let ticket = admin.ok("POST", "/guardian/enrollments/ticket", Some(json!({"user_id": user}))).await;

    let id = ticket["ticket_id"].as_str().unwrap();
    assert!(id.starts_with("gten_"), "{id}");
    assert_eq!(ticket["ticket_url"], format!("{}/guardian/enroll?ticket={id}", admin.server.url()));
    assert_eq!(admin.present(id, "first").await.status, 201);
    assert_eq!(admin.present(id, "second").await.json()["errorCode"], "enrollment_transaction_not_found");
    assert_eq!(admin.tenant.enrollments().len(), 1);
}

#[tokio::test]
async fn further_enrollment_needs_a_ticket_that_allows_it() {
    let admin = Admin::new().await;
    let user = admin.user("ann@example.com");
    admin.phone(&user, "first").await;
    let ticket = async |allows: bool| {
        let body = json!({"user_id": user, "allow_multiple_enrollments": allows, "factor": "push-notification"});
        admin.ok("POST", "/guardian/enrollments/ticket", Some(body)).await["ticket_id"].as_str().unwrap().to_owned()
    };

    let refused = admin.present(&ticket(false).await, "second").await;
    let enrolled = admin.present(&ticket(true).await, "second").await;

    assert_eq!((refused.status, &refused.json()["errorCode"]), (409, &json!("enrollment_conflict")));
    assert_eq!(enrolled.status, 201, "{}", enrolled.body);
    assert_eq!(admin.tenant.enrollments().iter().filter(|known| known.is_confirmed).count(), 2);
}

#[tokio::test]
async fn mailed_ticket_is_noted_without_its_secret() {
    let admin = Admin::new().await;
    let user = admin.user("ann@example.com");
    let body = json!({"user_id": user, "send_mail": true, "email": "other@example.com", "email_locale": "de"});

    let ticket = admin.ok("POST", "/guardian/enrollments/ticket", Some(body)).await;

    let log = admin.tenant.log();
    let entry = log.iter().find(|entry| entry.code == "gd_send_email").unwrap();
    assert_eq!((entry.user_id.as_str(), &entry.details), (user.as_str(), &json!({"to": "other@example.com"})));
    assert!(!format!("{log:?}").contains(ticket["ticket_id"].as_str().unwrap()));
}

#[tokio::test]
async fn enrollment_is_shown_and_its_removal_takes_push_and_codes_away() {
    let admin = Admin::new().await;
    let user = admin.user("ann@example.com");
    let phone = admin.phone(&user, "pixel").await;
    let path = format!("/guardian/enrollments/{}", phone.id);
    let shown = json!({
        "id": phone.id, "status": "confirmed", "name": "pixel's name", "identifier": "pixel", "enrolled_at": STARTED,
    });

    assert_eq!(admin.ok("GET", &path, None).await, shown);
    let mut summary = shown.clone();
    (summary["type"], summary["auth_method"]) = (json!("pn"), json!("guardian"));
    assert_eq!(admin.ok("GET", &format!("/users/{user}/enrollments"), None).await, json!([summary]));
    let flow = admin.flow(&user).await;
    admin.done("DELETE", &path).await;

    assert!(admin.tenant.enrollments().is_empty());
    assert_eq!(admin.call("GET", &path, None).await.json()["errorCode"], "enrollment_not_found");
    assert_eq!(admin.call("DELETE", &path, None).await.json()["errorCode"], "enrollment_not_found");
    assert_eq!(admin.ok("GET", &format!("/users/{user}/enrollments"), None).await, json!([]));
    assert_eq!(admin.ok("GET", &format!("/users/{user}/authentication-methods"), None).await, json!([]));
    let code = json!({"type": "manual_input", "code": phone.code()});
    assert_eq!(admin.browser("verify-otp", &flow, &code).await.json()["errorCode"], "invalid_otp");
    assert!(admin.tenant.start_login(&user, LoginContext::default()).is_err());
}

#[tokio::test]
async fn pending_enrollment_is_shown_but_not_as_the_users() {
    let admin = Admin::new().await;
    let user = admin.user("ann@example.com");
    let pending = admin.tenant.invite(&user).unwrap().enrollment_id;

    let shown = admin.ok("GET", &format!("/guardian/enrollments/{pending}"), None).await;

    assert_eq!(shown, json!({"id": pending, "status": "pending"}));
    assert_eq!(admin.ok("GET", &format!("/users/{user}/enrollments"), None).await, json!([]));
}

#[tokio::test]
async fn factor_that_is_switched_off_stops_enrollment_and_login() {
    let admin = Admin::new().await;
    let user = admin.user("ann@example.com");
    admin.phone(&user, "first").await;
    let invite = admin.tenant.invite(&user).unwrap();
    assert!(admin.tenant.start_login(&user, LoginContext::default()).is_ok());

    let set = admin.ok("PUT", "/guardian/factors/push-notification", Some(json!({"enabled": false}))).await;

    assert_eq!(set, json!({"enabled": false}));
    assert_eq!(
        admin.present(&invite.enrollment_tx_id, "second").await.json()["errorCode"],
        "feature_disabled_by_admin"
    );
    assert!(admin.tenant.start_login(&user, LoginContext::default()).is_err());
    let body = json!({"user_id": user, "factor": "push-notification"});
    let ticket = admin.call("POST", "/guardian/enrollments/ticket", Some(body)).await;
    assert_eq!((ticket.status, &ticket.json()["errorCode"]), (403, &json!("feature_disabled_by_admin")));
    admin.ok("PUT", "/guardian/factors/push-notification", Some(json!({"enabled": true}))).await;
    assert_eq!(admin.present(&invite.enrollment_tx_id, "second").await.status, 201);
    assert!(admin.tenant.start_login(&user, LoginContext::default()).is_ok());
}

#[tokio::test]
async fn factors_are_listed_with_what_was_set() {
    let admin = Admin::new().await;

    for (name, enabled) in [("sms", true), ("webauthn-roaming", true), ("otp", false)] {
        admin.ok("PUT", &format!("/guardian/factors/{name}"), Some(json!({"enabled": enabled}))).await;
    }
    let list = admin.ok("GET", "/guardian/factors", None).await;

    let enabled: Vec<&str> = list
        .as_array()
        .unwrap()
        .iter()
        .filter(|factor| factor["enabled"] == json!(true))
        .map(|factor| factor["name"].as_str().unwrap())
        .collect();
    assert_eq!(list.as_array().unwrap().len(), 8);
    assert_eq!(enabled, ["sms", "push-notification", "webauthn-roaming", "recovery-code"]);
    assert!(!admin.tenant.settings().is_enabled(FactorName::Otp));
}

#[tokio::test]
async fn policies_are_what_was_set() {
    let admin = Admin::new().await;

    for policies in [json!(["all-applications", "confidence-score"]), json!([]), json!(["confidence-score"])] {
        assert_eq!(admin.ok("PUT", "/guardian/policies", Some(policies.clone())).await, policies);
        assert_eq!(admin.ok("GET", "/guardian/policies", None).await, policies);
    }
}

#[tokio::test]
async fn new_recovery_code_takes_the_place_of_the_old() {
    let admin = Admin::new().await;
    let user = admin.user("ann@example.com");
    let path = format!("/users/{user}/recovery-code-regeneration");
    assert_eq!(admin.call("POST", &path, None).await.json()["errorCode"], "enrollment_not_found");
    let phone = admin.phone(&user, "pixel").await;

    let new = admin.ok("POST", &path, None).await["recovery_code"].as_str().unwrap().to_owned();

    assert!(new.len() == 24 && new.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()), "{new}");
    let flow = admin.flow(&user).await;
    let old = admin.browser("recover-account", &flow, &json!({"recovery_code": phone.recovery_code.unwrap()})).await;
    assert_eq!(old.json()["errorCode"], "invalid_recovery_code");
    assert_eq!(admin.browser("recover-account", &flow, &json!({"recovery_code": new})).await.status, 200);
}

#[tokio::test]
async fn reset_takes_every_second_factor_of_the_user_and_of_nobody_else() {
    let admin = Admin::new().await;
    let (ann, bob) = (admin.user("ann@example.com"), admin.user("bob@example.com"));
    let paths = ["authenticators", "multifactor/google-authenticator", "authentication-methods"];
    admin.phone(&bob, "bob").await;

    for path in paths {
        admin.phone(&ann, "pixel").await;
        let phone = json!({"type": "phone", "phone_number": "+351210000000"});
        admin.ok("POST", &format!("/users/{ann}/authentication-methods"), Some(phone)).await;
        admin.done("DELETE", &format!("/users/{ann}/{path}")).await;

        assert_eq!(admin.ok("GET", &format!("/users/{ann}/authentication-methods"), None).await, json!([]), "{path}");
        assert!(!admin.tenant.user(&ann).unwrap().has_recovery_code);
    }

    admin.done("DELETE", &format!("/users/{bob}/multifactor/duo")).await;
    assert_eq!(admin.tenant.enrollments().len(), 1);
    assert!(admin.tenant.start_login(&bob, LoginContext::default()).is_ok());
}

#[tokio::test]
async fn remembered_browsers_are_forgotten_at_the_present_time() {
    let admin = Admin::new().await;
    let user = admin.user("ann@example.com");
    assert_eq!(admin.tenant.user(&user).unwrap().browsers_forgotten_at, None);

    admin.done("POST", &format!("/users/{user}/multifactor/actions/invalidate-remember-browser")).await;

    assert_eq!(admin.tenant.user(&user).unwrap().browsers_forgotten_at, Some(crate::support::START));
}

#[tokio::test]
async fn phone_is_a_push_and_a_code_generator_that_go_together() {
    let admin = Admin::new().await;
    let user = admin.user("ann@example.com");
    let phone = admin.phone(&user, "pixel").await;
    let methods = format!("/users/{user}/authentication-methods");
    let id = &phone.id;

    let list = admin.ok("GET", &methods, None).await;

    let ids: Vec<&str> = list.as_array().unwrap().iter().map(|method| method["id"].as_str().unwrap()).collect();
    assert_eq!(ids, [format!("recovery-code|{id}"), format!("push|{id}"), format!("totp|{id}")]);
    assert_eq!(
        list[1],
        json!({
            "id": format!("push|{id}"), "type": "push", "confirmed": true, "name": "pixel's name", "link_id": id,
            "created_at": STARTED, "enrolled_at": STARTED,
        })
    );
    assert_eq!(list[2]["link_id"], json!(id));
    assert_eq!(admin.ok("GET", &format!("{methods}/push%7C{id}"), None).await, list[1]);
    let renamed = admin.ok("PATCH", &format!("{methods}/push%7C{id}"), Some(json!({"name": "Old phone"}))).await;
    assert_eq!(renamed["name"], "Old phone");
    admin.done("DELETE", &format!("{methods}/totp%7C{id}")).await;
    assert!(admin.tenant.enrollments().is_empty());
    assert_eq!(admin.call("GET", &format!("{methods}/push%7C{id}"), None).await.status, 404);
}

#[tokio::test]
async fn registered_code_generator_is_good_for_logins() {
    let admin = Admin::new().await;
    let user = admin.user("ann@example.com");
    let body = json!({"type": "totp", "name": "Token", "totp_secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"});

    let created = admin.call("POST", &format!("/users/{user}/authentication-methods"), Some(body.clone())).await;

    assert_eq!(created.status, 201);
    let created = created.json();
    assert_eq!(created["totp_secret"], body["totp_secret"]);
    let again = admin.call("POST", &format!("/users/{user}/authentication-methods"), Some(body)).await;
    assert_eq!((again.status, &again.json()["errorCode"]), (409, &json!("enrollment_conflict")));
    let shown = admin
        .ok("GET", &format!("/users/{user}/authentication-methods/{}", created["id"].as_str().unwrap()), None)
        .await;
    assert_eq!((&shown["confirmed"], &shown["totp_secret"]), (&json!(true), &Value::Null));
    let flow = admin.flow(&user).await;
    let code = one_time_code(b"12345678901234567890", crate::support::START);
    let answer = admin.browser("verify-otp", &flow, &json!({"type": "manual_input", "code": code})).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

#[tokio::test]
async fn telephone_and_address_are_kept_by_their_kind() {
    let admin = Admin::new().await;
    let user = admin.user("ann@example.com");
    let methods = format!("/users/{user}/authentication-methods");
    let phone = json!({
        "type": "phone", "name": "Mobile", "phone_number": "+351210000000", "preferred_authentication_method": "voice",
    });

    let created = admin.ok("POST", &methods, Some(phone.clone())).await;
    let id = created["id"].as_str().unwrap().to_owned();
    admin.ok("POST", &methods, Some(json!({"type": "email", "email": "ann@example.com"}))).await;

    for (name, value) in phone.as_object().unwrap() {
        assert_eq!(&created[name], value, "{name}");
    }
    let change = json!({"preferred_authentication_method": "sms"});
    let changed = admin.ok("PATCH", &format!("{methods}/{id}"), Some(change)).await;
    assert_eq!((&changed["preferred_authentication_method"], &changed["name"]), (&json!("sms"), &json!("Mobile")));
    assert_eq!(admin.call("POST", &methods, Some(phone)).await.status, 409);
    let enrollment = format!("/guardian/enrollments/{}", id.split('|').next_back().unwrap());
    assert_eq!(admin.ok("GET", &enrollment, None).await["phone_number"], "+351210000000");
    admin.done("DELETE", &enrollment).await;
    let left = admin.ok("GET", &format!("{methods}?include_totals=true&per_page=1"), None).await;
    assert_eq!((&left["total"], &left["authenticators"][0]["type"]), (&json!(1), &json!("email")));
}

#[tokio::test]
async fn given_methods_replace_all_others_or_none() {
    let admin = Admin::new().await;
    let user = admin.user("ann@example.com");
    admin.phone(&user, "pixel").await;
    let methods = format!("/users/{user}/authentication-methods");
    let phone = json!({"type": "phone", "phone_number": "+351210000000"});

    let refused = admin.call("PUT", &methods, Some(json!([phone, phone]))).await;
    assert_eq!(refused.status, 409);
    assert_eq!(admin.ok("GET", &methods, None).await.as_array().unwrap().len(), 3);
    let set = admin.ok("PUT", &methods, Some(json!([phone, {"type": "totp"}]))).await;

    assert_eq!((&set[0]["type"], &set[1]["type"]), (&json!("phone"), &json!("totp")));
    let types: Vec<Value> =
        admin.ok("GET", &methods, None).await.as_array().unwrap().iter().map(|method| method["type"].clone()).collect();
    assert_eq!(types, ["totp", "phone"]);
    assert!(admin.tenant.start_login(&user, LoginContext::default()).is_err());
}
