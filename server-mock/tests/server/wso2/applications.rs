//! The applications of a WSO2 server and the pages that start with them.

use crate::support::Http;
use crate::support::wso2::{server, with};
use countersign_server_mock::{IdentityApplication, MockServer, Mode, OrganizationSpec, Speaks};
use serde_json::{Value, json};

fn shop() -> Value {
    json!({
        "client_id": "shop", "client_secret": "s3cret", "name": "Shop", "steps": ["push", "password"],
        "redirect_uris": ["http://127.0.0.1:8080/callback"], "script": null, "app_native": false,
    })
}

fn at(server: &MockServer, client: &str) -> String {
    format!("{}/control/wso2/applications/{client}", server.url())
}

#[tokio::test]
async fn applications_are_added_replaced_and_listed() {
    let server = server(Mode::Strict).await;
    let http = Http::new();

    let added = http.json("PUT", &at(&server, "shop"), &shop()).await;
    let replaced = http.json("PUT", &at(&server, "shop"), &with(&shop(), "name", json!("Other shop"))).await;

    assert_eq!((added.status, added.json()), (200, shop()));
    assert_eq!(replaced.status, 200);
    let listed = http.get(&format!("{}/control/wso2/applications", server.url())).await.json();
    let listed: Vec<_> = listed.as_array().unwrap().iter().map(|found| found["name"].as_str().unwrap()).collect();
    for name in ["Demo application", "Demo with a second factor", "Other shop"] {
        assert!(listed.contains(&name), "{listed:?}");
    }
    assert!(!listed.contains(&"Shop"), "{listed:?}");
}

#[tokio::test]
async fn unusable_applications_are_refused_by_the_member_that_is_wrong() {
    let server = server(Mode::Strict).await;
    let before = server.identity_server().applications();
    let long = "x".repeat(129);

    for (name, value) in [
        ("client_id", json!("other")),
        ("client_id", json!("")),
        ("client_secret", json!("")),
        ("client_secret", json!(long)),
        ("name", json!("")),
        ("name", json!("x".repeat(65))),
        ("name", json!("a\nb")),
        ("redirect_uris", json!(["callback"])),
        ("redirect_uris", json!(["https://shop.example/#x"])),
        ("redirect_uris", json!(["mailto:ann@example.com"])),
        ("steps", json!([])),
        ("steps", json!(["fingerprint"])),
        ("steps", json!(vec!["push"; 11])),
        ("script", json!("x".repeat(65_537))),
        ("more", json!(1)),
    ] {
        let answer = Http::new().json("PUT", &at(&server, "shop"), &with(&shop(), name, value.clone())).await;
        let expected = if value.to_string().len() > 60_000 { 413 } else { 400 };
        assert!([400, expected].contains(&answer.status), "{name} {value}: {}", answer.status);
    }
    assert_eq!(server.identity_server().applications(), before);
}

#[tokio::test]
async fn a_data_file_keeps_applications() {
    let folder = tempfile::tempdir().unwrap();
    let start =
        || MockServer::builder().dialect(Speaks::Wso2(Mode::Strict)).data_file(folder.path().join("data")).start();
    let server = start().await.unwrap();
    let built_in = server.identity_server().applications().len();
    let own = IdentityApplication { name: "Mine".to_owned(), ..IdentityApplication::passwordless() };
    server.identity_server().set_application(own.clone()).unwrap();
    server.shutdown().await;

    let kept = start().await.unwrap().identity_server().applications();

    assert!(kept.contains(&own));
    assert_eq!(kept.len(), built_in);
}

#[tokio::test]
async fn every_place_has_a_first_page_that_starts_logins_there() {
    let server = server(Mode::Strict).await;
    let branch = server.identity_server().add_organization(&OrganizationSpec::named("Branch")).unwrap();

    for (prefix, name) in [("", "carbon.super"), ("/t/carbon.super", "carbon.super"), (branch.path.as_str(), "Branch")]
    {
        let page = Http::new().get(&format!("{}{prefix}/", server.url())).await;
        let link = format!("{prefix}/oauth2/authorize?").replace('/', "&#x2f;");
        assert!(page.body.contains(&format!("<h1>{name}</h1>")) && page.body.contains(&link), "{}", page.body);
    }
    assert_eq!(Http::new().get(&format!("{}/o/nowhere/", server.url())).await.status, 404);
}
