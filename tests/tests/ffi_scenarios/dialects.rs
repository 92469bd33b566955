//! Servers that speak other languages.

use countersign_core::model::NumberChallenge;
use countersign_server_mock::LoginContext;
use countersign_tests::{IdentityScene, TenantScene, USER};
use tempfile::TempDir;

use crate::phone::{APPROVED, Parts, bring, enroll, open};

#[tokio::test]
async fn guardian() {
    let scene = TenantScene::start().await;
    let home = TempDir::new().expect("a folder");
    let phone = open(&home, Parts::default()).expect("a phone");
    let account = enroll(&phone, scene.tenant().invite(USER).expect("an invitation").uri).await;
    let login = scene.login(LoginContext { location: Some("Lisbon".to_owned()), ..LoginContext::default() });

    let challenge = bring(&phone, scene.push()).await;
    let decision = phone.approve(challenge.id, None, None).await;

    assert_eq!(account.dialect.as_str(), "guardian");
    assert_eq!(challenge.context.place.as_deref(), Some("Lisbon"));
    assert_eq!(decision, Ok(APPROVED));
    assert_eq!(scene.transaction(&login).state, "accepted");
}

#[tokio::test]
async fn wso2() {
    let scene = IdentityScene::start().await;
    scene.show_numbers();
    let home = TempDir::new().expect("a folder");
    let phone = open(&home, Parts::default()).expect("a phone");
    let account = enroll(&phone, scene.code()).await;
    let login = scene.login();

    let challenge = bring(&phone, scene.push()).await;
    let number = login.number.expect("a number").to_string();
    let NumberChallenge::Select { choices } = &challenge.number else { panic!("numbers to pick from") };
    assert!(choices.contains(&number));
    let decision = phone.approve(challenge.id, Some(number), None).await;

    assert_eq!(account.dialect.as_str(), "wso2");
    assert_eq!(decision, Ok(APPROVED));
}
