//! Every fault, as a client sees it.

use crate::support::jws::{claims, is_signed_by};
use crate::support::{Phone, START, enrolled};
use countersign_server_mock::{Fault, FaultAction, LoginSpec, MockServer};

async fn world() -> (MockServer, Phone) {
    let server = MockServer::builder().seed(4).start_time(START).start().await.unwrap();
    server.clock().freeze();
    let phone = enrolled(&server, "alice").await;
    (server, phone)
}

async fn sent(phone: &Phone, path: &str, message: &str) -> Result<crate::support::Answer, reqwest::Error> {
    let url = format!("{}{path}", phone.url);
    phone.http.send("POST", &url, &[("content-type", "application/jose")], message.to_owned()).await
}

#[tokio::test]
async fn dropped_request_is_not_processed_and_dropped_reply_is() {
    let (server, phone) = world().await;
    let login = server.world().start_login("alice", LoginSpec::default()).unwrap();
    let answer = phone.approval(&phone.challenge().await, login.number.as_deref());

    server.faults().add(Fault::once("answer", FaultAction::DropRequest));
    assert!(sent(&phone, "/answers", &answer).await.is_err());
    assert!(server.world().accepted_answers(&login.challenge_id).is_empty());

    server.faults().add(Fault::once("answer", FaultAction::DropReply));
    assert!(sent(&phone, "/answers", &answer).await.is_err());
    assert_eq!(server.world().accepted_answers(&login.challenge_id), std::slice::from_ref(&answer));

    assert_eq!(phone.post("/answers", &answer).await.json()["state"], "approved");
    let statuses: Vec<Option<u16>> =
        server.journal().entries().iter().filter(|e| e.operation == "answer").map(|e| e.status).collect();
    assert_eq!(statuses, [None, None, Some(200)]);
}

#[tokio::test]
async fn duplicated_answer_is_recorded_once_and_gets_the_reply() {
    let (server, phone) = world().await;
    let login = server.world().start_login("alice", LoginSpec::default()).unwrap();
    server.faults().add(Fault::once("answer", FaultAction::Duplicate));

    let reply = phone.approve(&phone.challenge().await, login.number.as_deref()).await;

    assert_eq!((reply.status, reply.json()["state"].as_str()), (200, Some("approved")));
    assert_eq!(server.world().accepted_answers(&login.challenge_id).len(), 1);
}

#[tokio::test]
async fn status_and_redirect_replace_the_reply() {
    let (server, phone) = world().await;
    server.faults().add(Fault::once("challenges", FaultAction::Status { code: 429, retry_after: Some(7) }));
    let limited = phone.get("/challenges").await;
    assert_eq!((limited.status, limited.error().as_str(), limited.header("retry-after")), (429, "rate_limited", "7"));

    server.faults().add(Fault::once("challenges", FaultAction::Status { code: 503, retry_after: None }));
    let broken = phone.get("/challenges").await;
    assert_eq!((broken.status, broken.error().as_str()), (503, "unavailable"));

    server.faults().add(Fault::once("challenges", FaultAction::Redirect { url: "https://evil.example/".into() }));
    let redirected = phone.get("/challenges").await;
    assert_eq!((redirected.status, redirected.header("location")), (307, "https://evil.example/"));
    assert_eq!(phone.get("/challenges").await.status, 200);
}

#[tokio::test]
async fn bodies_break_shorten_and_swell() {
    let (server, phone) = world().await;
    server.world().start_login("alice", LoginSpec::default()).unwrap();
    let path = "/challenges";

    server.faults().add(Fault::once("challenges", FaultAction::MalformedBody));
    let malformed = phone.get(path).await;
    assert!(serde_json::from_str::<serde_json::Value>(&malformed.body).is_err());

    server.faults().add(Fault::once("challenges", FaultAction::OversizedBody));
    let oversized = phone.get(path).await;
    assert!(oversized.body.len() > 65_536);
    assert_eq!(oversized.json()["challenges"].as_array().unwrap().len(), 1);

    server.faults().add(Fault::once("challenges", FaultAction::TruncatedBody));
    let authorization = format!("Countersign {}", phone.proof(&phone.proof_claims(path)));
    let url = format!("{}{path}", phone.url);
    assert!(phone.http.send("GET", &url, &[("authorization", &authorization)], "").await.is_err());
}

#[tokio::test]
async fn delay_and_slow_body_happen_and_change_nothing() {
    let (server, phone) = world().await;
    server.faults().add(Fault::once("challenges", FaultAction::Delay { ms: 30 }));
    server.faults().add(Fault::once("challenges", FaultAction::SlowBody { ms: 2 }));

    let reply = phone.get("/challenges").await;

    let entry = server.journal().entries().pop().unwrap();
    assert_eq!(entry.faults, ["delay", "slow_body"]);
    assert_eq!(reply.body, r#"{"challenges":[]}"#);
}

#[tokio::test]
async fn date_follows_the_virtual_clock_and_its_skew() {
    let (server, phone) = world().await;
    server.faults().add(Fault::once("challenges", FaultAction::DateSkew { seconds: -3_600 }));

    let skewed = phone.get("/challenges").await;
    let plain = phone.get("/challenges").await;

    let seconds =
        |date: &str| httpdate::parse_http_date(date).unwrap().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    assert_eq!(seconds(skewed.header("date")), START - 3_600);
    assert_eq!(seconds(plain.header("date")), START);
}

#[tokio::test]
async fn wrong_signature_keeps_the_claims() {
    let (server, phone) = world().await;
    server.world().start_login("alice", LoginSpec::default()).unwrap();
    let right = phone.challenge().await;
    server.faults().add(Fault::once("challenges", FaultAction::WrongSignature));

    let wrong = phone.challenge().await;

    assert!(is_signed_by(&right, &phone.issuer_jwk));
    assert!(!is_signed_by(&wrong, &phone.issuer_jwk));
    assert_eq!(claims(&wrong), claims(&right));
}

#[tokio::test]
async fn fault_skips_repeats_and_ends_and_star_hits_everything() {
    let (server, phone) = world().await;
    let down = FaultAction::Status { code: 500, retry_after: None };
    server.faults().add(Fault::always("*", down).skip(1).times(2));

    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(phone.get("/challenges").await.status);
    }

    assert_eq!(statuses, [200, 500, 500, 200]);
    assert!(server.faults().list().is_empty());
}

#[tokio::test]
async fn lost_and_doubled_hints_show_in_the_outbox() {
    let (server, phone) = world().await;
    server.faults().add(Fault::once("hint", FaultAction::LoseHint));
    let lost = server.world().start_login("alice", LoginSpec::default()).unwrap();
    server.faults().add(Fault::once("hint", FaultAction::DuplicateHint));
    let doubled = server.world().start_login("alice", LoginSpec::default()).unwrap();

    let hints = server.world().hints();

    assert_eq!(hints.len(), 3);
    assert!(hints[0].is_lost && !hints[1].is_lost && !hints[2].is_lost);
    assert_eq!(hints[0].payload["c"], lost.challenge_id);
    assert_eq!(hints[1].payload, hints[2].payload);
    let expected = serde_json::json!({"v": 1, "a": phone.receipt["hint"], "c": doubled.challenge_id});
    assert_eq!(hints[1].payload, expected);
}
