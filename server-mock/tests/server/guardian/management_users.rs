//! Users, their metadata and the tenant log.

use crate::support::Admin;
use serde_json::{Value, json};

const CONNECTION: &str = "Username-Password-Authentication";

async fn created(admin: &Admin, extra: Value) -> Value {
    let mut body = json!({"connection": CONNECTION, "email": "ann@example.com", "password": "correct horse"});
    for (name, value) in extra.as_object().unwrap() {
        body[name] = value.clone();
    }
    let answer = admin.call("POST", "/users", Some(body)).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.json()
}

#[tokio::test]
async fn created_user_is_read_back_and_found() {
    let admin = Admin::new().await;
    let extra = json!({
        "user_id": "abc", "username": "ann", "name": "Ann", "nickname": "A", "email_verified": true, "blocked": true,
        "app_metadata": {"plan": "pro"}, "user_metadata": {"color": "blue"},
    });

    let user = created(&admin, extra.clone()).await;

    assert_eq!(user["user_id"], "auth0|abc");
    for (name, value) in extra.as_object().unwrap().iter().filter(|(name, _)| *name != "user_id") {
        assert_eq!(&user[name], value, "{name}");
    }
    assert_eq!(
        user["identities"],
        json!([{"connection": CONNECTION, "provider": "auth0", "user_id": "abc", "isSocial": false}])
    );
    assert!(!user.to_string().contains("correct horse"));
    assert_eq!(admin.ok("GET", "/users/auth0%7Cabc", None).await, user);
    assert_eq!(admin.ok("GET", "/users-by-email?email=ann%40example.com", None).await, json!([user]));
    assert_eq!(admin.ok("GET", "/users-by-email?email=nobody%40example.com", None).await, json!([]));
    assert_eq!(admin.ok("GET", "/users?q=username%3A%22ann%22", None).await, json!([user]));
    let fields = admin.ok("GET", "/users/auth0%7Cabc?fields=user_id,name", None).await;
    assert_eq!(fields, json!({"user_id": "auth0|abc", "name": "Ann"}));
}

#[tokio::test]
async fn email_address_and_user_name_belong_to_one_user() {
    let admin = Admin::new().await;
    created(&admin, json!({"username": "ann"})).await;
    let other = created(&admin, json!({"email": "bob@example.com"})).await["user_id"].as_str().unwrap().to_owned();

    for body in [json!({"email": "Ann@example.com"}), json!({"email": "c@example.com", "username": "ann"})] {
        let mut full = json!({"connection": CONNECTION, "password": "correct horse"});
        full.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
        let answer = admin.call("POST", "/users", Some(full)).await;
        assert_eq!((answer.status, &answer.json()["errorCode"]), (409, &json!("auth0_idp_error")), "{body}");
        let answer = admin.call("PATCH", &format!("/users/{other}"), Some(body.clone())).await;
        assert_eq!((answer.status, &answer.json()["errorCode"]), (400, &json!("auth0_idp_error")), "{body}");
    }
    assert_eq!(admin.ok("GET", &format!("/users/{other}"), None).await["email"], "bob@example.com");
}

#[tokio::test]
async fn metadata_merges_at_its_outermost_level() {
    let admin = Admin::new().await;
    let metadata = json!({"a": {"x": 1, "y": 2}, "b": 1});
    let user = created(&admin, json!({"app_metadata": metadata, "user_metadata": metadata})).await;
    let path = format!("/users/{}", user["user_id"].as_str().unwrap());

    for name in ["app_metadata", "user_metadata"] {
        for (change, expected) in [
            (json!({"a": {"z": 3}}), json!({"a": {"z": 3}, "b": 1})),
            (json!({"b": null, "c": [1]}), json!({"a": {"z": 3}, "c": [1]})),
            (json!({}), json!({})),
        ] {
            let changed = admin.ok("PATCH", &path, Some(json!({name: change}))).await;
            assert_eq!(changed[name], expected, "{name} {change}");
        }
    }
}

#[tokio::test]
async fn patch_changes_what_it_names_and_takes_away_what_is_null() {
    let admin = Admin::new().await;
    let user = created(&admin, json!({"nickname": "A", "given_name": "Ann", "username": "ann"})).await;
    let path = format!("/users/{}", user["user_id"].as_str().unwrap());

    let body = json!({"nickname": null, "family_name": "Lee", "blocked": true, "username": null, "name": "Ann Lee"});
    let changed = admin.ok("PATCH", &path, Some(body)).await;

    let mut expected = user.clone();
    for gone in ["nickname", "username"] {
        expected.as_object_mut().unwrap().remove(gone);
    }
    (expected["family_name"], expected["blocked"], expected["name"]) = (json!("Lee"), json!(true), json!("Ann Lee"));
    assert_eq!(changed, expected);
    assert_eq!(admin.ok("PATCH", &path, Some(json!({"blocked": false}))).await["blocked"], Value::Null);
}

#[tokio::test]
async fn removed_user_leaves_nothing_and_removal_repeats() {
    let admin = Admin::new().await;
    let user = created(&admin, json!({})).await["user_id"].as_str().unwrap().to_owned();
    admin.phone(&user, "pixel").await;
    let phone = json!({"type": "phone", "phone_number": "+351210000000"});
    admin.ok("POST", &format!("/users/{user}/authentication-methods"), Some(phone)).await;

    admin.done("DELETE", &format!("/users/{user}")).await;
    admin.done("DELETE", &format!("/users/{user}")).await;

    assert!(admin.tenant.enrollments().is_empty());
    let again = created(&admin, json!({"user_id": user.trim_start_matches("auth0|")})).await;
    assert_eq!((&again["user_id"], &again["multifactor"]), (&json!(user), &Value::Null));
    assert_eq!(admin.ok("GET", &format!("/users/{user}/authentication-methods"), None).await, json!([]));
}

#[tokio::test]
async fn enrolled_user_is_said_to_have_guardian() {
    let admin = Admin::new().await;
    let user = admin.user("ann@example.com");
    admin.phone(&user, "pixel").await;

    assert_eq!(admin.ok("GET", &format!("/users/{user}"), None).await["multifactor"], json!(["guardian"]));
}

#[tokio::test]
async fn users_are_listed_by_page() {
    let admin = Admin::new().await;
    for index in 0..5 {
        admin.user(&format!("user{index}@example.com"));
    }

    let all = admin.ok("GET", "/users", None).await;
    let page = admin.ok("GET", "/users?page=1&per_page=2&include_totals=true&fields=email", None).await;
    let last = admin.ok("GET", "/users?page=2&per_page=2", None).await;

    assert_eq!(all.as_array().unwrap().len(), 5);
    assert_eq!(
        (&page["start"], &page["limit"], &page["length"], &page["total"]),
        (&json!(2), &json!(2), &json!(2), &json!(5))
    );
    assert_eq!(page["users"][0], json!({"email": all[2]["email"]}));
    assert_eq!(last, json!([all[4]]));
}

#[tokio::test]
async fn log_tells_what_happened_newest_first() {
    let admin = Admin::new().await;
    let (ann, bob) = (admin.user("ann@example.com"), admin.user("bob@example.com"));
    admin.phone(&ann, "pixel").await;
    admin.phone(&bob, "other").await;
    let types = |log: &Value| -> Vec<Value> {
        log.as_array().unwrap().iter().map(|entry| json!([entry["type"], entry["user_id"]])).collect()
    };

    let log = admin.ok("GET", "/logs", None).await;

    let expected = [
        json!(["gd_enrollment_complete", bob]),
        json!(["gd_start_enroll", bob]),
        json!(["gd_enrollment_complete", ann]),
        json!(["gd_start_enroll", ann]),
    ];
    assert_eq!(types(&log), expected);
    assert_eq!(log[0]["date"], "2030-03-17T17:46:40.000Z");
    let own = admin.ok("GET", &format!("/users/{ann}/logs?per_page=1&include_totals=true"), None).await;
    assert_eq!((&own["total"], &types(&own["logs"])[0]), (&json!(2), &expected[2]));
    let id = log[1]["log_id"].as_str().unwrap();
    assert_eq!(admin.ok("GET", &format!("/logs/{id}"), None).await, log[1]);
    assert_eq!(admin.ok("GET", &format!("/logs?from={id}&take=5"), None).await, json!([log[0]]));
    assert_eq!(types(&admin.ok("GET", "/logs?sort=date%3A1&per_page=1", None).await)[0], expected[3]);
    assert_eq!(admin.call("GET", "/logs/unknown", None).await.json()["errorCode"], "log_not_found");
}
