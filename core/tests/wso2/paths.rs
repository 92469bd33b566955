//! Who is contacted: the stored host, below the path of the account's own tenant or organization.

use std::sync::LazyLock;

use countersign_core::model::Decision;
use serde_json::{Value, json};

use crate::stage::{VECTORS, account_of, challenge_of, drive, enroll, entry, moment, recognize, reply, wso2};

static PATHS: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../tests/vectors/wso2-paths.json")).expect("JSON"));

fn rows(name: &str) -> &'static Vec<Value> {
    PATHS[name].as_array().expect("rows")
}

fn code(row: &Value) -> String {
    let device = &VECTORS["push"]["deviceId"];
    let host = if row["host"].is_null() { &json!("https://is.example.com") } else { &row["host"] };
    let mut code = json!({"deviceId": device, "username": "alice", "host": host, "challenge": "c"});
    for (member, name) in [("tenantDomain", "tenant"), ("organizationId", "organization")] {
        if !row[name].is_null() {
            code[member] = row[name].clone();
        }
    }
    code.to_string()
}

#[test]
fn a_code_leads_where_the_vectors_say() {
    for row in rows("codes").iter().chain(rows("named")) {
        let offer = recognize(&code(row), row["server"].as_str());

        let Some(base) = row["base"].as_str() else {
            assert!(offer.is_err(), "{row}");
            continue;
        };
        let offer = offer.unwrap_or_else(|error| panic!("{row}: {error}"));
        let (_, requests) = enroll(&offer, "fcm", vec![reply(201, "")]);
        assert_eq!(offer.issuer, base, "{row}");
        assert_eq!(requests[0].url.as_str(), format!("{base}/api/users/v1/me/push/devices"), "{row}");
    }
}

#[test]
fn a_push_leads_to_the_own_tenant_or_organization_only() {
    for row in rows("pushes") {
        let account = account_of(&recognize(&code(row), None).expect("a usable code"));
        let mut push = json!({"deviceId": VECTORS["push"]["deviceId"], "pushId": "p", "challenge": "c"});
        for (name, value) in row["push"].as_object().expect("an object") {
            push[name] = value.clone();
        }
        push["host"] = json!("https://evil.example");
        let challenge = challenge_of(&account, &push);
        let entry = entry(&account, &challenge, &Decision::Deny { reason: None });

        let (_, requests) = drive(wso2().deliver(&account, &entry, moment()), vec![reply(200, "")]);

        let path = row["path"].as_str().expect("text");
        let url = format!("https://is.example.com{path}/push-auth/authenticate");
        assert_eq!(requests[0].url.as_str(), url, "{row}");
    }
}

#[test]
fn a_path_of_any_length_is_no_path() {
    let account = account_of(&recognize(&code(&json!({"organization": "org-1"})), None).expect("a usable code"));
    let long = format!("/t/{}/o/org-1", "a".repeat(200));
    let push = json!({"deviceId": VECTORS["push"]["deviceId"], "pushId": "p", "challenge": "c", "relativePath": long});
    let entry = entry(&account, &challenge_of(&account, &push), &Decision::Deny { reason: None });

    let (_, requests) = drive(wso2().deliver(&account, &entry, moment()), vec![reply(200, "")]);

    assert_eq!(requests[0].url.path(), "/o/org-1/push-auth/authenticate");
}
