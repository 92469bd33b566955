//! What a Guardian tenant keeps: snapshots, reset, the data file, and the control API that scripts it.

use crate::support::Http;
use crate::support::guardian::{ANN, GuardianPhone, tenant};
use countersign_server_mock::{LoginContext, MockServer, Mode, Speaks, TenantUser};
use serde_json::{Value, json};

#[tokio::test]
async fn users_enrollments_tickets_and_rules_survive_in_the_data_file() {
    let folder = tempfile::tempdir().unwrap();
    let start = || {
        let builder = MockServer::builder().dialect(Speaks::Guardian(Mode::Strict));
        builder.data_file(folder.path().join("mock.db")).public_url("http://tenant.example").start()
    };
    let server = start().await.unwrap();
    server.tenant().add_user(&TenantUser::with_email(ANN)).unwrap();
    let mut settings = server.tenant().settings();
    settings.friendly_name = "Kept".to_owned();
    server.tenant().set_settings(settings).unwrap();
    let ticket = server.tenant().enrollment_ticket(ANN).unwrap();
    server.tenant().invite(ANN).unwrap();
    let (users, enrollments, log) = (server.tenant().users(), server.tenant().enrollments(), server.tenant().log());
    server.shutdown().await;

    let server = start().await.unwrap();

    assert_eq!(server.tenant().users(), users);
    assert_eq!(server.tenant().enrollments(), enrollments);
    assert_eq!(server.tenant().log(), log);
    assert_eq!(server.tenant().settings().friendly_name, "Kept");
    let page =
        Http::new().get(&format!("http://{}/guardian/enroll?ticket={}", server.address(), ticket.ticket_id)).await;
    assert_eq!(page.status, 200);
}

#[tokio::test]
async fn restore_puts_the_tenant_back_and_reset_empties_it() {
    let server = tenant(Mode::Strict).await;
    let phone = GuardianPhone::enrolled(&server, ANN, "ann").await;
    let login = server.tenant().start_login(ANN, LoginContext::default()).unwrap();
    let push = phone.push(&server);
    let before = server.snapshot();
    assert_eq!(phone.resolve(&push, false).await.status, 204);
    assert_eq!(server.tenant().transaction(&login).unwrap().state, "rejected");

    server.restore(&before);

    assert_eq!(server.tenant().transaction(&login).unwrap().state, "pending");
    assert_eq!(phone.resolve(&push, true).await.status, 204);
    server.reset();
    assert!(server.tenant().users().is_empty() && server.tenant().log().is_empty());
    assert_eq!(server.tenant().clients().len(), 1);
}

#[tokio::test]
async fn control_api_scripts_the_tenant() {
    let server = tenant(Mode::Strict).await;
    let http = Http::new();
    let control = |path: &str| format!("{}/control/guardian{path}", server.url());
    let cara = "cara@example.com";

    let added = http.json("POST", &control("/users"), &json!({"email": cara, "name": "Cara"})).await;
    let taken = http.json("POST", &control("/users"), &json!({"email": cara})).await;
    let invite = http.json("POST", &control(&format!("/users/{cara}/invites")), &Value::Null).await;
    let ticket = http.json("POST", &control(&format!("/users/{cara}/tickets")), &Value::Null).await;
    let token = http.json("POST", &control(&format!("/users/{cara}/request-tokens")), &Value::Null).await;
    let login = json!({"user": cara, "context": {"browser": "Firefox"}});
    let unreachable = http.json("POST", &control("/logins"), &login).await;
    GuardianPhone::enrolled(&server, cara, "ann").await;
    let started = http.json("POST", &control("/logins"), &login).await;

    assert_eq!((added.status, taken.status), (201, 409), "{}", added.body);
    assert!(invite.json()["uri"].as_str().unwrap().starts_with("otpauth://totp/"));
    assert!(ticket.json()["ticket_id"].as_str().unwrap().starts_with("gten_"));
    assert_eq!(token.json()["request_token"].as_str().unwrap().split('.').count(), 3);
    assert_eq!((unreachable.status, unreachable.error()), (409, "no_device".to_owned()));
    let id = started.json()["id"].as_str().unwrap().to_owned();
    let shown = http.get(&control(&format!("/logins/{id}"))).await.json();
    assert_eq!((&shown["state"], &shown["user_id"]), (&json!("pending"), &added.json()["user_id"]));
    assert_eq!(http.get(&control("/logins")).await.json(), json!([shown]));
    let log = http.get(&control("/log")).await.json();
    assert_eq!(log.as_array().unwrap().last().unwrap()["type"], "gd_send_pn");
    let enrollments = http.get(&control("/enrollments")).await.json();
    let confirmed = enrollments.as_array().unwrap().iter().find(|one| one["is_confirmed"] == true).unwrap();
    let gone = format!("/enrollments/{}", confirmed["id"].as_str().unwrap());
    assert_eq!(http.send("DELETE", &control(&gone), &[], "").await.unwrap().status, 204);
    assert_eq!(http.send("DELETE", &control(&gone), &[], "").await.unwrap().status, 404);
}

#[tokio::test]
async fn control_api_refuses_what_breaks_a_limit() {
    let server = tenant(Mode::Strict).await;
    let http = Http::new();
    for (method, path, body, status) in [
        ("POST", "/users", json!({"email": "no address"}), 400),
        ("POST", "/users", json!({"unknown": 1}), 400),
        ("POST", "/users/nobody/tickets", Value::Null, 404),
        ("POST", "/logins", json!({"user": "nobody"}), 404),
        ("POST", "/logins", json!({"user": ANN, "context": {"lifetime": 601}}), 400),
        ("POST", "/logins", json!({"user": ANN, "context": {"consent": {"binding_message": "m".repeat(65)}}}), 400),
        ("POST", "/logins", json!({"user": ANN, "context": {"consent": {"authorization_details": [{}]}}}), 400),
        ("PUT", "/settings", json!({"transaction_lifetime": 0}), 400),
        ("PUT", "/clients/a", json!({"client_id": "b", "name": "B"}), 400),
        ("POST", "/tokens", json!({"scopes": [], "lifetime": 86_401}), 400),
        ("POST", "/tokens", json!({"scopes": ["read:users"]}), 201),
    ] {
        let answer = http.json(method, &format!("{}/control/guardian{path}", server.url()), &body).await;

        assert_eq!(answer.status, status, "{path} {body}: {}", answer.body);
    }
}
