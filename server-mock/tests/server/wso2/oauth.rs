//! Codes and tokens of a WSO2 server.

use crate::support::Answer;
use crate::support::browser::Browser;
use crate::support::http::{Http, escape};
use crate::support::wso2::{call, server};
use countersign_server_mock::{FactorKind, IdentityApplication, IdentityUser, MockServer, Mode, OrganizationSpec};
use data_encoding::BASE64URL_NOPAD;
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

const CALLBACK: &str = "https://shop.example/callback";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// A server with the confidential application `shop` and the public one `spa`, and eve, who has a password.
async fn shops() -> MockServer {
    let server = server(Mode::Strict).await;
    let identity = server.identity_server();
    let eve = IdentityUser { password: Some("pw".to_owned()), ..IdentityUser::named("eve") };
    identity.add_user(&eve).unwrap();
    let shop = IdentityApplication::with_steps("shop", "Shop", &[FactorKind::Password]);
    let shop = IdentityApplication { redirect_uris: vec![CALLBACK.to_owned()], ..shop };
    let spa = IdentityApplication { client_id: "spa".to_owned(), client_secret: None, ..shop.clone() };
    identity.set_application(shop).unwrap();
    identity.set_application(spa).unwrap();
    server
}

fn authorize(client: &str, more: &str) -> String {
    let callback = escape(CALLBACK);
    format!(
        "/oauth2/authorize?response_type=code&client_id={client}&redirect_uri={callback}&scope=openid%20profile&state=a%20b{more}"
    )
}

/// Signs eve in; gives what the application gets with its redirect.
async fn returned(server: &MockServer, client: &str, more: &str) -> Vec<(String, String)> {
    let browser = Browser::new(server, "demo-app").await;
    browser.open(&authorize(client, more)).await;
    browser.send(&[("username", "eve"), ("password", "pw")]).await;
    pairs(&browser.address())
}

fn pairs(address: &str) -> Vec<(String, String)> {
    assert!(address.starts_with(CALLBACK), "{address}");
    url::Url::parse(address).unwrap().query_pairs().into_owned().collect()
}

async fn code(server: &MockServer, client: &str, more: &str) -> String {
    returned(server, client, more).await.remove(0).1
}

async fn redeem(server: &MockServer, fields: &[(&str, &str)]) -> Answer {
    let mut all = vec![("grant_type", "authorization_code"), ("redirect_uri", CALLBACK)];
    all.retain(|(name, _)| !fields.iter().any(|(other, _)| other == name));
    all.extend(fields);
    Http::new().form(&format!("{}/oauth2/token", server.url()), &all).await
}

fn claims(token: &Value) -> Value {
    let part = token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64URL_NOPAD.decode(part.as_bytes()).unwrap()).unwrap()
}

#[tokio::test]
async fn a_code_gives_tokens_that_say_who_signed_in_and_how() {
    let server = shops().await;
    let back = returned(&server, "shop", "&nonce=n1").await;
    assert_eq!(back[1], ("state".to_owned(), "a b".to_owned()));

    let answer =
        redeem(&server, &[("code", &back[0].1), ("client_id", "shop"), ("client_secret", "demo-secret")]).await;

    let tokens = answer.json();
    assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"));
    assert_eq!((&tokens["expires_in"], &tokens["scope"]), (&json!(3_600), &json!("openid profile")));
    let said = claims(&tokens["id_token"]);
    let eve = server.identity_server().user("eve").unwrap();
    let now = server.clock().now();
    assert_eq!(
        said,
        json!({
            "iss": format!("{}/oauth2/token", server.url()), "sub": eve.id, "aud": "shop", "azp": "shop", "iat": now,
            "exp": now + 3_600, "auth_time": now, "amr": ["BasicAuthenticator"], "nonce": "n1", "username": "eve",
        })
    );
    let keys = Http::new().get(&format!("{}/oauth2/jwks", server.url())).await.json();
    assert_eq!(keys["keys"][0]["alg"], "RS256");
    let token = tokens["access_token"].as_str();
    assert_ne!(call(&server, "GET", crate::support::wso2::DEVICES, token, None).await.status, 401);
}

#[tokio::test]
async fn codes_are_refused_when_used_late_stolen_or_bent() {
    let server = shops().await;
    let good = [("client_id", "shop"), ("client_secret", "demo-secret")];
    let used = code(&server, "shop", "").await;
    assert_eq!(redeem(&server, &[("code", &used), good[0], good[1]]).await.status, 200);
    let of_spa = code(&server, "spa", &format!("&code_challenge={VERIFIER}")).await;
    let moved = code(&server, "shop", "").await;
    let unproven = code(&server, "shop", "").await;
    let late = code(&server, "shop", "").await;

    for (fields, error) in [
        (vec![("code", used.as_str())], "invalid_grant"),
        (vec![("code", "unknown")], "invalid_grant"),
        (vec![], "invalid_request"),
        (vec![("code", of_spa.as_str())], "invalid_grant"),
        (vec![("code", moved.as_str()), ("redirect_uri", "https://shop.example/other")], "invalid_grant"),
        (vec![("code", unproven.as_str()), ("code_verifier", VERIFIER)], "invalid_grant"),
        (vec![("code", "x"), ("grant_type", "password")], "unsupported_grant_type"),
    ] {
        let all: Vec<_> = fields.iter().copied().chain(good).collect();
        let answer = redeem(&server, &all).await;
        assert_eq!((answer.status, answer.error().as_str()), (400, error), "{fields:?}");
    }
    server.clock().advance(std::time::Duration::from_secs(300));
    assert_eq!(redeem(&server, &[("code", &late), good[0], good[1]]).await.error(), "invalid_grant");
}

#[tokio::test]
async fn applications_that_cannot_prove_who_they_are_get_nothing() {
    let server = shops().await;
    for fields in [
        vec![("client_id", "shop"), ("client_secret", "wrong")],
        vec![("client_id", "shop")],
        vec![("client_id", "nobody"), ("client_secret", "demo-secret")],
        vec![],
        vec![("client_id", "spa"), ("client_secret", "demo-secret")],
    ] {
        let answer = redeem(&server, &[fields, vec![("code", "x")]].concat()).await;
        assert_eq!((answer.status, answer.error().as_str()), (401, "invalid_client"));
        assert!(answer.header("www-authenticate").starts_with("Basic"));
    }
}

#[tokio::test]
async fn public_applications_prove_themselves_with_the_key_of_their_request() {
    let server = shops().await;
    let challenge = BASE64URL_NOPAD.encode(digest(&SHA256, VERIFIER.as_bytes()).as_ref());
    let pkce = format!("&code_challenge={challenge}&code_challenge_method=S256");
    let (right, wrong, none) =
        (code(&server, "spa", &pkce).await, code(&server, "spa", &pkce).await, code(&server, "spa", &pkce).await);
    let other = VERIFIER.replace('d', "e");

    let answer = redeem(&server, &[("code", &right), ("client_id", "spa"), ("code_verifier", VERIFIER)]).await;
    assert_eq!(answer.status, 200);
    let answer = redeem(&server, &[("code", &wrong), ("client_id", "spa"), ("code_verifier", &other)]).await;
    assert_eq!(answer.error(), "invalid_grant");
    assert_eq!(redeem(&server, &[("code", &none), ("client_id", "spa")]).await.error(), "invalid_grant");
}

#[tokio::test]
async fn requests_of_uncertain_origin_are_shown_to_the_person_and_others_go_back() {
    let server = shops().await;
    let browser = Browser::new(&server, "demo-app").await;
    let callback = escape(CALLBACK);
    for address in [
        "/oauth2/authorize".to_owned(),
        format!("/oauth2/authorize?response_type=code&client_id=nobody&redirect_uri={callback}"),
        "/oauth2/authorize?response_type=code&client_id=shop".to_owned(),
        "/oauth2/authorize?response_type=code&client_id=shop&redirect_uri=https%3A%2F%2Fevil.example".to_owned(),
        format!("/oauth2/authorize?response_type=code&client_id=shop&client_id=spa&redirect_uri={callback}"),
    ] {
        browser.open(&address).await;
        assert!(browser.has("result-invalid"), "{address}");
    }
    for (address, error) in [
        (authorize("shop", "").replace("=code", "=token"), "unsupported_response_type"),
        (authorize("spa", ""), "invalid_request"),
        (authorize("shop", "&code_challenge=short"), "invalid_request"),
        (authorize("shop", &format!("&code_challenge={VERIFIER}&code_challenge_method=S512")), "invalid_request"),
        (authorize("shop", "&code_challenge_method=S256"), "invalid_request"),
    ] {
        browser.open(&address).await;
        let back = pairs(&browser.address());
        assert_eq!(back[0], ("error".to_owned(), error.to_owned()), "{address}");
        assert_eq!(back.last(), Some(&("state".to_owned(), "a b".to_owned())));
    }
    browser.open("/o/nowhere/oauth2/authorize?response_type=code&client_id=demo-app").await;
    assert!(browser.has("result-invalid"));
}

#[tokio::test]
async fn the_pages_may_lead_to_the_application_and_to_nobody_else() {
    let server = shops().await;
    let browser = Browser::new(&server, "demo-app").await;
    browser.open(&authorize("shop", "")).await;

    let page = Http::new().get(&format!("{}{}", server.url(), browser.address())).await;

    let policy = page.header("content-security-policy");
    assert!(policy.contains("form-action 'self' https://shop.example;"), "{policy}");
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
}

#[tokio::test]
async fn an_applications_own_token_opens_the_administration_of_its_place_only() {
    let server = shops().await;
    let branch = server.identity_server().add_organization(&OrganizationSpec::named("Branch")).unwrap();
    let path = "/api/server/v1/configs/push-device-mgt";
    let scopes = "internal_config_mgt_view internal_config_mgt_update";
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", "shop"),
        ("client_secret", "demo-secret"),
        ("scope", scopes),
    ];
    let answer = Http::new().form(&format!("{}/oauth2/token", server.url()), &fields).await;
    let tokens = answer.json();
    let token = tokens["access_token"].as_str();
    assert_eq!((answer.status, tokens["scope"].as_str(), &tokens["id_token"]), (200, Some(scopes), &Value::Null));

    let here = call(&server, "GET", path, token, None).await.status;
    let there = call(&server, "GET", &format!("/o/{}{path}", branch.id), token, None).await.status;
    assert_ne!(here, 401);
    assert!([401, 403, 404].contains(&there));

    let public = [("grant_type", "client_credentials"), ("client_id", "spa")];
    let answer = Http::new().form(&format!("{}/oauth2/token", server.url()), &public).await;
    assert_eq!(answer.error(), "unauthorized_client");
}

#[tokio::test]
async fn metadata_of_every_place_names_its_endpoints() {
    let server = shops().await;

    for prefix in ["", "/t/carbon.super"] {
        let base = format!("{}{prefix}/oauth2", server.url());
        let metadata = Http::new().get(&format!("{base}/token/.well-known/openid-configuration")).await.json();

        assert_eq!(metadata["issuer"], format!("{base}/token"));
        assert_eq!(metadata["authorization_endpoint"], format!("{base}/authorize"));
        assert_eq!(metadata["jwks_uri"], format!("{base}/jwks"));
    }
}
