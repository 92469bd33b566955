//! Tokens for applications themselves, and how applications authenticate.

use crate::support::jws::claims;
use crate::support::{Answer, Http, START};
use countersign_server_mock::{MockServer, Mode, Speaks, TenantApi, TenantClient, TenantSettings};
use data_encoding::BASE64;
use serde_json::{Value, json};

async fn tenant(mode: Mode) -> MockServer {
    let server = MockServer::builder().seed(6).start_time(START).dialect(Speaks::Guardian(mode)).start().await.unwrap();
    server.clock().freeze();
    let api = TenantApi { identifier: "https://api.example.com/".into(), scopes: vec!["pay".into(), "read".into()] };
    server.tenant().set_settings(TenantSettings { apis: vec![api], ..TenantSettings::default() }).unwrap();
    let client = |id: &str, secret: Option<&str>, scopes: Option<&[&str]>| TenantClient {
        client_id: id.to_owned(),
        client_secret: secret.map(str::to_owned),
        management_scopes: scopes.map(|scopes| scopes.iter().map(|scope| (*scope).to_owned()).collect()),
        ..TenantClient::demo()
    };
    server.tenant().set_client(client("public", None, None)).unwrap();
    server.tenant().set_client(client("narrow", Some("s&=c%"), Some(&["read:users"]))).unwrap();
    server
}

async fn token(server: &MockServer, fields: Value) -> Answer {
    let mut body = json!({
        "grant_type": "client_credentials", "client_id": "demo-rp", "client_secret": "demo-secret",
        "audience": format!("{}/api/v2/", server.url()),
    });
    for (name, value) in fields.as_object().unwrap() {
        body[name] = value.clone();
    }
    Http::new().json("POST", &format!("{}/oauth/token", server.url()), &body).await
}

#[tokio::test]
async fn client_gets_a_management_token_with_the_scopes_it_may_have() {
    let server = tenant(Mode::Strict).await;

    let all = token(&server, json!({})).await;
    let some = token(&server, json!({"scope": "read:users delete:users", "organization": null})).await;
    let narrow = token(&server, json!({"client_id": "narrow", "client_secret": "s&=c%"})).await;
    let foreign =
        token(&server, json!({"client_id": "narrow", "client_secret": "s&=c%", "scope": "read:users update:users"}))
            .await;

    assert_eq!(all.status, 200);
    assert_eq!(all.header("cache-control"), "no-store");
    let body = all.json();
    assert_eq!((&body["token_type"], &body["expires_in"]), (&json!("Bearer"), &json!(86_400)));
    assert!(body["access_token"].as_str().unwrap().len() > 40);
    for scope in ["create:guardian_enrollment_tickets", "read:guardian_factors", "update:users_app_metadata"] {
        assert!(body["scope"].as_str().unwrap().split(' ').any(|held| held == scope), "{scope}");
    }
    assert_eq!(some.json()["scope"], "read:users delete:users");
    assert_eq!(narrow.json()["scope"], "read:users");
    assert_eq!((foreign.status, foreign.error().as_str()), (403, "access_denied"));
    assert_eq!(foreign.json()["error_description"], "Client has not been granted scopes: update:users");
}

#[tokio::test]
async fn token_for_an_api_is_a_signed_jwt() {
    let server = tenant(Mode::Strict).await;

    let answer = token(&server, json!({"audience": "https://api.example.com/", "scope": "pay"})).await.json();

    let claims = claims(answer["access_token"].as_str().unwrap());
    assert_eq!(
        claims,
        json!({
            "iss": format!("{}/", server.url()), "sub": "demo-rp@clients", "aud": "https://api.example.com/",
            "iat": START, "exp": START + 86_400, "azp": "demo-rp", "gty": "client-credentials", "scope": "pay",
        })
    );
}

#[tokio::test]
async fn secret_may_be_sent_as_a_form_or_in_a_basic_header() {
    let server = tenant(Mode::Strict).await;
    let url = format!("{}/oauth/token", server.url());
    let audience = format!("{}/api/v2/", server.url());
    let basic = |pair: &str| format!("Basic {}", BASE64.encode(pair.as_bytes()));
    let send = async |authorization: &str, extra: &str| {
        let headers = [("content-type", "application/x-www-form-urlencoded"), ("authorization", authorization)];
        let body = format!("grant_type=client_credentials&audience={audience}{extra}");
        Http::new().send("POST", &url, &headers, body).await.unwrap().status
    };

    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", "narrow"),
        ("client_secret", "s&=c%"),
        ("audience", &audience),
    ];
    assert_eq!(Http::new().form(&url, &form).await.status, 200);
    assert_eq!(send(&basic("narrow:s%26%3Dc%25"), "").await, 200);
    assert_eq!(send(&basic("narrow:s%26%3Dc%25"), "&client_id=narrow").await, 200);
    assert_eq!(send(&basic("narrow:s%26%3Dc%25"), "&client_id=demo-rp").await, 400);
    assert_eq!(send(&basic("demo-rp:demo-secret"), "&client_secret=demo-secret").await, 400);
    assert_eq!(send(&basic("demo-rp:wrong"), "").await, 401);
    assert_eq!(send("Basic !", "").await, 401);
    assert_eq!(send("Bearer x", "").await, 401);
}

#[tokio::test]
async fn bad_requests_get_their_documented_error() {
    let server = tenant(Mode::Strict).await;
    let long = "x".repeat(4_097);

    for (fields, status, error) in [
        (json!({"client_id": null}), 400, "invalid_request"),
        (json!({"client_id": 7}), 400, "invalid_request"),
        (json!({"client_id": long}), 400, "invalid_request"),
        (json!({"client_id": "nobody"}), 401, "invalid_client"),
        (json!({"client_secret": null}), 401, "invalid_client"),
        (json!({"client_secret": "wrong"}), 401, "invalid_client"),
        (json!({"client_id": "public", "client_secret": "any"}), 401, "invalid_client"),
        (json!({"client_id": "public", "client_secret": null}), 403, "unauthorized_client"),
        (json!({"grant_type": null}), 400, "invalid_request"),
        (json!({"grant_type": ["client_credentials"]}), 400, "invalid_request"),
        (json!({"grant_type": "implicit"}), 501, "unsupported_grant_type"),
        (json!({"audience": ""}), 400, "invalid_request"),
        (json!({"audience": 1}), 400, "invalid_request"),
        (json!({"audience": "https://elsewhere.example/"}), 403, "access_denied"),
        (json!({"audience": format!("{}/mfa/", server.url())}), 403, "access_denied"),
        (json!({"scope": ["read:users"]}), 400, "invalid_request"),
    ] {
        let answer = token(&server, fields.clone()).await;
        assert_eq!((answer.status, answer.error().as_str()), (status, error), "{fields}");
        assert!(answer.json()["error_description"].is_string(), "{fields}");
    }
}

#[tokio::test]
async fn as_is_mode_refuses_clients_in_the_words_of_the_vendors_servers() {
    let server = tenant(Mode::AsIs).await;

    let answer = token(&server, json!({"client_secret": "wrong"})).await;

    assert_eq!(answer.status, 401);
    assert_eq!(answer.json(), json!({"error": "access_denied", "error_description": "Unauthorized"}));
}
