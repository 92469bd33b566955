//! Approval keys outlive restarts, come back with snapshots and show in the control API.

use countersign_server_mock::{LoginSpec, MockServer};
use serde_json::{Value, json};

use super::server;
use crate::support::phone::{answer_to, enrolled_with_approver};
use crate::support::{Answer, Http, Phone, START};

async fn approved(server: &MockServer, phone: &Phone) -> Answer {
    let login = server.world().start_login("alice", LoginSpec::default()).unwrap();
    let mut extra = answer_to(&phone.challenge().await);
    extra["dec"] = json!("approve");
    extra["num"] = json!(login.number);
    extra["uv"] = json!("device");
    phone.post("/answers", &phone.message_by(phone.approver.as_ref().unwrap(), "answer", &extra)).await
}

#[tokio::test]
async fn data_file_keeps_approval_keys() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mock.db");
    let server = MockServer::builder().data_file(&path).start_time(START).start().await.unwrap();
    let address = server.address();
    let phone = enrolled_with_approver(&server, "alice").await;
    server.shutdown().await;

    let server = MockServer::builder().data_file(&path).listen(address).start_time(START).start().await.unwrap();

    let thumbprint = phone.approver.as_ref().unwrap().thumbprint();
    assert_eq!(server.world().devices("alice")[0].approval_thumbprint, Some(thumbprint));
    assert_eq!(approved(&server, &phone).await.json()["state"], "approved");
    let login = server.world().start_login("alice", LoginSpec::default()).unwrap();
    let by_device_key = phone.approve(&phone.challenge().await, login.number.as_deref()).await;
    assert_eq!((by_device_key.status, by_device_key.error().as_str()), (401, "signature_invalid"));
    server.shutdown().await;
}

#[tokio::test]
async fn snapshot_brings_a_removed_approval_key_back() {
    let server = server().await;
    let phone = enrolled_with_approver(&server, "alice").await;
    let before = server.snapshot();
    server.world().remove_device(&phone.device).unwrap();

    server.restore(&before);

    assert_eq!(approved(&server, &phone).await.json()["state"], "approved");
}

#[tokio::test]
async fn control_api_shows_the_thumbprint_and_describes_it() {
    let server = server().await;
    let phone = enrolled_with_approver(&server, "alice").await;
    let (http, control) = (Http::new(), format!("{}/control", server.url()));

    let devices = http.get(&format!("{control}/devices")).await.json();
    let document: Value = http.get(&format!("{control}/openapi.json")).await.json();

    assert_eq!(devices[0]["approval_thumbprint"], phone.approver.unwrap().thumbprint());
    let members = &document["components"]["schemas"]["DeviceView"]["properties"];
    assert!(members["approval_thumbprint"]["description"].is_string(), "{members}");
}
