//! The hint stream (section 8).

use crate::support::{START, enrolled};
use countersign_server_mock::{LoginSpec, MockServer};

#[tokio::test]
async fn hint_stream_brings_the_payload_of_every_challenge_until_the_device_is_gone() {
    let server = MockServer::builder().seed(5).start_time(START).start().await.unwrap();
    server.clock().freeze();
    let phone = enrolled(&server, "alice").await;
    let authorization = format!("Countersign {}", phone.proof(&phone.proof_claims("/hints")));
    let request = crate::support::http::builder()
        .build()
        .unwrap()
        .get(format!("{}/hints", phone.url))
        .header("authorization", authorization);
    let mut stream = request.header("accept", "text/event-stream").send().await.unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");

    let login = server.world().start_login("alice", LoginSpec::default()).unwrap();
    let mut text = String::new();
    while !text.contains("\n\n") {
        text.push_str(std::str::from_utf8(&stream.chunk().await.unwrap().unwrap()).unwrap());
    }

    let data = text.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
    assert!(text.contains("event: hint\n"));
    let payload: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!(payload, serde_json::json!({"v": 1, "a": phone.receipt["hint"], "c": login.challenge_id}));
    assert_eq!(server.world().hints()[0].listeners, 1);
    server.world().remove_device(&phone.device).unwrap();
    assert!(stream.chunk().await.unwrap().is_none());
}

#[tokio::test]
async fn hint_stream_needs_a_proof() {
    let server = MockServer::builder().start().await.unwrap();
    let phone = enrolled(&server, "alice").await;

    let reply = phone.http.get(&format!("{}/hints", phone.url)).await;

    assert_eq!((reply.status, reply.error().as_str()), (401, "signature_invalid"));
}
