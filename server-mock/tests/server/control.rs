//! The control API: complete, documented, and not impressed by hostile input.

use crate::support::{Http, Phone, START};
use countersign_server_mock::MockServer;
use serde_json::{Value, json};

async fn server() -> MockServer {
    MockServer::builder().seed(7).start_time(START).start().await.unwrap()
}

#[tokio::test]
async fn a_whole_story_runs_over_the_control_api() {
    let server = server().await;
    let (http, url) = (Http::new(), format!("{}/control", server.url()));
    let policy = json!({"number": "enter", "digits": 4, "uv": "none"});

    let user = http.json("POST", &format!("{url}/users"), &json!({"name": "alice", "policy": policy})).await;
    let offer = http.json("POST", &format!("{url}/users/alice/offers"), &json!({})).await.json();
    let picture = http.get(&format!("{}{}", server.url(), offer["png"].as_str().unwrap())).await;
    let phone = Phone::enroll(offer["uri"].as_str().unwrap(), crate::support::jws::Key::ed25519(), START).await;
    let login =
        http.json("POST", &format!("{url}/logins"), &json!({"user": "alice", "login": {"message": "Hi"}})).await;
    let number = login.json()["number"].as_str().unwrap().to_owned();
    phone.approve(&phone.challenge().await, Some(&number)).await;
    let status = http.get(&format!("{url}/logins/{}", login.json()["id"].as_str().unwrap())).await;
    let challenge = login.json()["challenge_id"].as_str().unwrap().to_owned();
    let answers = http.get(&format!("{url}/challenges/{challenge}/answers")).await;
    let frozen = http.json("POST", &format!("{url}/clock"), &json!({"action": "freeze"})).await;
    let set = http.json("POST", &format!("{url}/clock"), &json!({"action": "set", "time": 5})).await;

    assert_eq!((user.status, user.json()["policy"].clone()), (201, policy));
    assert_eq!(picture.header("content-type"), "image/png");
    assert_eq!((login.status, number.len()), (201, 4));
    assert_eq!(status.json()["state"], "approved");
    assert_eq!(answers.json().as_array().unwrap().len(), 1);
    assert_eq!(frozen.json()["frozen"], true);
    assert_eq!(set.json(), json!({"now": 5, "frozen": true}));
    assert_eq!(http.get(&format!("{url}/hints")).await.json().as_array().unwrap().len(), 1);
    assert_eq!(http.get(&format!("{url}/devices")).await.json()[0]["user"], "alice");
    let journal = http.get(&format!("{url}/journal")).await.json();
    assert!(journal.as_array().unwrap().iter().any(|entry| entry["operation"] == "answer"));
}

#[tokio::test]
async fn faults_and_snapshots_work_over_json() {
    let server = server().await;
    let (http, url) = (Http::new(), format!("{}/control", server.url()));
    let fault = json!({"operation": "discovery", "times": 1, "action": {"kind": "status", "code": 503}});

    let added = http.json("POST", &format!("{url}/faults"), &fault).await;
    let snapshot = http.json("POST", &format!("{url}/snapshots"), &json!({})).await.json()["id"].clone();
    let discovery = format!("{}/.well-known/openid-configuration", server.url());
    let statuses = [http.get(&discovery).await.status, http.get(&discovery).await.status];
    let restored = http.json("POST", &format!("{url}/snapshots/{snapshot}/restore"), &json!({})).await;

    assert_eq!((added.status, added.json().as_array().unwrap().len()), (201, 1));
    assert_eq!(statuses, [503, 200]);
    assert_eq!(restored.status, 204);
    assert_eq!(http.get(&discovery).await.status, 503);
    assert_eq!(http.json("POST", &format!("{url}/snapshots/99/restore"), &json!({})).await.status, 404);
    assert_eq!(http.json("POST", &format!("{url}/reset"), &json!({})).await.status, 204);
}

#[tokio::test]
async fn hostile_bodies_get_a_typed_error() {
    let server = server().await;
    let (http, url) = (Http::new(), format!("{}/control", server.url()));
    let deep = "[".repeat(60_000);
    let huge = format!(r#"{{"name":"{}"}}"#, "a".repeat(70_000));
    let bodies = [
        "",
        "null",
        "[]",
        "{",
        r#"{"name":1}"#,
        r#"{"name":"a","name":"b"}"#,
        r#"{"name":"a","admin":true}"#,
        r#"{"name":""}"#,
        r#"{"name":"a\u0000b"}"#,
        r#"{"operation":"*","action":{"kind":"status","code":99}}"#,
        r#"{"operation":"anser","action":{"kind":"drop_reply"}}"#,
        r#"{"action":"advance","seconds":-1}"#,
        r#"{"action":"advance","seconds":1e400}"#,
        r#"{"user":"x","login":{"lifetime":0}}"#,
        r#"{"id":"x","secret":"y","delivery":"ping"}"#,
        "\u{feff}{}",
        deep.as_str(),
    ];
    let targets =
        [("POST", "/users"), ("POST", "/faults"), ("POST", "/clock"), ("POST", "/logins"), ("PUT", "/clients/x")];
    for (method, path) in targets {
        for body in bodies {
            let json = [("content-type", "application/json")];
            let reply = http.send(method, &format!("{url}{path}"), &json, body.to_owned()).await.unwrap();
            assert!((400..500).contains(&reply.status), "{path} {body}: {}", reply.status);
            assert!(!reply.error().is_empty(), "{path} {body}");
        }
        let json = [("content-type", "application/json")];
        let too_large = http.send(method, &format!("{url}{path}"), &json, huge.clone()).await.unwrap();
        assert_eq!((too_large.status, too_large.error().as_str()), (413, "too_large"));
        let text = [("content-type", "text/plain")];
        let wrong_type = http.send(method, &format!("{url}{path}"), &text, "{}").await.unwrap();
        assert_eq!((wrong_type.status, wrong_type.error().as_str()), (415, "unsupported_media_type"));
    }
    for (method, path, status) in [
        ("GET", "/nothing", 404),
        ("DELETE", "/health", 405),
        ("GET", "/users/%ff", 400),
        ("GET", "/users/nobody", 404),
        ("GET", "/logins/..%2f..", 404),
        ("POST", "/snapshots/-1/restore", 404),
    ] {
        let reply = http.send(method, &format!("{url}{path}"), &[], "").await.unwrap();
        assert_eq!(reply.status, status, "{path}");
        assert!(!reply.error().is_empty(), "{path}");
    }
    assert_eq!(http.get(&format!("{url}/health")).await.json()["status"], "ok");
}

#[tokio::test]
async fn every_documented_operation_exists_and_every_known_one_is_documented() {
    let server = server().await;
    let http = Http::new();
    let document = http.get(&format!("{}/control/openapi.json", server.url())).await.json();
    let mut documented = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in
            item.as_object().unwrap().keys().filter(|key| ["get", "post", "put", "delete"].contains(&key.as_str()))
        {
            documented.push(format!("{method} {path}"));
            let url =
                format!("{}{}", server.url(), path.replace("{id}", "1").replace("{name}", "n").replace("{cid}", "c"));
            let reply = http.send(&method.to_uppercase(), &url, &[], "").await.unwrap();
            let is_routed = reply.status != 405 && (reply.status != 404 || !reply.body.is_empty());
            assert!(is_routed, "{method} {path}: {}", reply.status);
            let responses = item[method]["responses"].as_object().unwrap();
            assert!(!responses.is_empty(), "{method} {path} describes no reply");
        }
    }

    documented.sort();
    assert_eq!(documented, OPERATIONS);
    assert!(document["components"]["schemas"]["ErrorBody"].is_object());
    assert!(references_resolve(&document, &document));
}

fn references_resolve(value: &Value, document: &Value) -> bool {
    match value {
        Value::Object(members) => members.iter().all(|(name, member)| match member.as_str() {
            Some(target) if name == "$ref" => document.pointer(target.strip_prefix('#').unwrap()).is_some(),
            _ => references_resolve(member, document),
        }),
        Value::Array(items) => items.iter().all(|item| references_resolve(item, document)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    }
}

const OPERATIONS: [&str; 83] = [
    "delete /control/devices/{id}",
    "delete /control/faults",
    "delete /control/guardian/enrollments/{id}",
    "delete /control/hints",
    "delete /control/journal",
    "delete /control/logins/{id}",
    "delete /control/users/{name}",
    "delete /control/wso2/devices/{id}",
    "delete /control/wso2/users/{user}",
    "get /control/challenges/{cid}/answers",
    "get /control/clients",
    "get /control/clock",
    "get /control/devices",
    "get /control/faults",
    "get /control/guardian/clients",
    "get /control/guardian/enrollments",
    "get /control/guardian/log",
    "get /control/guardian/logins",
    "get /control/guardian/logins/{id}",
    "get /control/guardian/settings",
    "get /control/guardian/users",
    "get /control/health",
    "get /control/hints",
    "get /control/journal",
    "get /control/logins",
    "get /control/logins/{id}",
    "get /control/offers/{id}",
    "get /control/offers/{id}/qr.png",
    "get /control/settings",
    "get /control/users",
    "get /control/users/{name}",
    "get /control/wso2/applications",
    "get /control/wso2/devices",
    "get /control/wso2/log",
    "get /control/wso2/openapi.json",
    "get /control/wso2/organizations",
    "get /control/wso2/organizations/{id}/device-settings",
    "get /control/wso2/organizations/{id}/lock-settings",
    "get /control/wso2/organizations/{id}/senders",
    "get /control/wso2/organizations/{id}/settings",
    "get /control/wso2/pushes",
    "get /control/wso2/pushes/{id}",
    "get /control/wso2/switches",
    "get /control/wso2/users",
    "get /control/wso2/users/{user}",
    "post /control/clock",
    "post /control/devices/{id}/resume",
    "post /control/devices/{id}/suspend",
    "post /control/faults",
    "post /control/guardian/logins",
    "post /control/guardian/tokens",
    "post /control/guardian/users",
    "post /control/guardian/users/{user}/invites",
    "post /control/guardian/users/{user}/request-tokens",
    "post /control/guardian/users/{user}/tickets",
    "post /control/logins",
    "post /control/reset",
    "post /control/snapshots",
    "post /control/snapshots/{id}/restore",
    "post /control/users",
    "post /control/users/{name}/lock",
    "post /control/users/{name}/login-hint-tokens",
    "post /control/users/{name}/offers",
    "post /control/users/{name}/unlock",
    "post /control/wso2/organizations",
    "post /control/wso2/pushes",
    "post /control/wso2/pushes/{id}/conclude",
    "post /control/wso2/tokens",
    "post /control/wso2/users",
    "post /control/wso2/users/{user}/discovery",
    "post /control/wso2/users/{user}/lock",
    "post /control/wso2/users/{user}/unlock",
    "put /control/clients/{id}",
    "put /control/guardian/clients/{id}",
    "put /control/guardian/settings",
    "put /control/settings",
    "put /control/wso2/applications/{client_id}",
    "put /control/wso2/organizations/{id}/default-push-provider",
    "put /control/wso2/organizations/{id}/device-settings",
    "put /control/wso2/organizations/{id}/lock-settings",
    "put /control/wso2/organizations/{id}/settings",
    "put /control/wso2/push-outcomes",
    "put /control/wso2/switches",
];
