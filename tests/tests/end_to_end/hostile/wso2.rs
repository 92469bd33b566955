//! WSO2 servers that are broken or hostile, and pushes that anybody made: what they say becomes an error with a code, nothing
//! half-done remains, and nobody but the account's own server is asked.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use countersign_core::engine::{Approval, Authenticator, Platform, PushOutcome};
use countersign_core::model::{ChallengeStatus, DecisionState, Secret};
use countersign_core::platform::{Transport, TransportError};
use countersign_core::protocol::{HttpRequest, HttpResponse};
use countersign_tests::{ManualClock, PhoneHome, reachable};
use serde_json::{Value, json};

const NOW: i64 = 1_767_225_600;
const DATE: &str = "Thu, 01 Jan 2026 00:00:00 GMT";

/// Replies as told, always the same until told otherwise, and remembers what was asked.
#[derive(Default)]
struct Server(Mutex<Told>);

#[derive(Default)]
struct Told {
    status: u16,
    body: Vec<u8>,
    asked: Vec<String>,
}

impl Server {
    fn says(&self, status: u16, body: impl Into<Vec<u8>>) {
        let mut told = self.0.lock().expect("not poisoned");
        (told.status, told.body) = (status, body.into());
    }

    fn asked(&self) -> Vec<String> {
        self.0.lock().expect("not poisoned").asked.clone()
    }
}

#[async_trait]
impl Transport for Server {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let mut told = self.0.lock().expect("not poisoned");
        told.asked.push(request.url.to_string());
        let headers = vec![("date".to_owned(), DATE.to_owned())];
        Ok(HttpResponse { status: told.status, headers, body: told.body.clone() })
    }
}

fn phone() -> (PhoneHome, Authenticator, Arc<Server>) {
    let (home, server) = (PhoneHome::new(), Arc::<Server>::default());
    let transport = server.clone();
    let clock = Arc::new(ManualClock::new(NOW));
    let phone = home.open_with(|platform| Platform { transport, clock, ..reachable(platform) });
    (home, phone, server)
}

fn code() -> String {
    json!({
        "deviceId": "device-1", "username": "alice", "host": "https://is.example.com", "tenantDomain": "wso2.com",
        "challenge": "challenge-1",
    })
    .to_string()
}

async fn enrolled() -> (PhoneHome, Authenticator, Arc<Server>) {
    let (home, phone, server) = phone();
    server.says(201, "not JSON, and nobody minds");
    let preview = phone.preview(&code()).await.expect("a preview");
    phone.enroll(&preview).await.expect("an account");
    (home, phone, server)
}

fn push() -> Value {
    json!({
        "pushId": "push-1", "challenge": "challenge-2", "deviceId": "device-1", "numberChallenge": "42",
        "relativePath": "/t/evil.example", "host": "https://evil.example", "tenantDomain": "evil.example",
    })
}

async fn bring(phone: &Authenticator, push: &Value) -> countersign_core::model::Challenge {
    match phone.handle_push(push.to_string().as_bytes()).await {
        Ok(PushOutcome::Waiting(challenge)) => *challenge,
        other => panic!("no challenge: {other:?}"),
    }
}

fn right() -> Approval {
    Approval::with_number("42").expect("digits")
}

#[tokio::test]
async fn refused_registrations_leave_neither_key_nor_record() {
    for (status, server_code, code_shown) in [
        (400, "PDH-15004", "enroll.token_invalid"),
        (400, "PDH-15013", "server.feature_disabled"),
        (400, "PDH-15019", "enroll.device_limit"),
        (400, "PDH-15012", "server.request_refused"),
        (400, "PPE-65002", "push.target_refused"),
    ] {
        let (home, phone, server) = phone();
        server.says(status, json!({"code": server_code, "message": "m"}).to_string());
        let preview = phone.preview(&code()).await.expect("a preview");

        let error = phone.enroll(&preview).await.expect_err(server_code);

        assert_eq!(error.code, code_shown, "{server_code}");
        assert_eq!((home.rows("enrollment"), home.rows("private_key")), (0, 0), "{server_code}");
    }
    let (home, phone, server) = phone();
    server.says(404, "<html>not here</html>");
    let preview = phone.preview(&code()).await.expect("a preview");
    assert_eq!(phone.enroll(&preview).await.expect_err("no such server").code, "server.issuer_unknown");
    assert_eq!((home.rows("enrollment"), home.rows("private_key")), (0, 0));
}

#[tokio::test]
async fn without_a_push_address_nothing_is_made_and_nobody_asked() {
    let (home, server) = (PhoneHome::new(), Arc::<Server>::default());
    let transport = server.clone();
    let phone = home.open_with(|platform| Platform { transport, ..platform });
    let preview = phone.preview(&code()).await.expect("a preview");

    let error = phone.enroll(&preview).await.expect_err("no push address");

    assert_eq!(error.code, "enroll.push_unavailable");
    assert_eq!((home.rows("enrollment"), home.rows("private_key"), server.asked().len()), (0, 0, 0));
}

#[tokio::test]
async fn codes_of_an_old_format_ask_for_a_new_one() {
    let (_home, phone, server) = phone();
    let old = json!({"did": "d", "un": "alice", "hst": "https://is.example.com", "chg": "c"}).to_string();
    for code in [old, data_encoding::BASE64.encode(code().as_bytes())] {
        assert_eq!(phone.preview(&code).await.expect_err("old").code, "qr.old_format");
    }
    assert_eq!(server.asked(), [""; 0]);
}

#[tokio::test]
async fn only_the_stored_host_and_tenant_are_ever_asked() {
    let (_home, phone, server) = enrolled().await;
    let account = phone.accounts().expect("accounts").remove(0).intact().expect("intact");

    server.says(200, "");
    let challenge = bring(&phone, &push()).await;
    phone.approve(&challenge.id, right()).await.expect("approved");
    phone.name_device(&account.id, "Phone").await.expect("renamed");

    assert_eq!(
        server.asked(),
        [
            "https://is.example.com/t/wso2.com/api/users/v1/me/push/devices",
            "https://is.example.com/t/wso2.com/push-auth/authenticate",
            "https://is.example.com/t/wso2.com/api/users/v1/me/push/devices/device-1/update",
        ]
    );
}

#[tokio::test]
async fn a_code_that_a_token_brings_cannot_lead_elsewhere() {
    let (_home, phone, server) = phone();
    let dialect = phone.token_dialects().pop().expect("one");
    let token = Secret::new(b"token".to_vec());
    server.says(200, code().replace("is.example.com", "evil.example.com"));

    let preview =
        phone.preview_with_token(&dialect, "https://is.example.com/t/wso2.com", &token).await.expect("a preview");
    server.says(201, "");
    phone.enroll(&preview).await.expect("an account");

    assert!(
        server.asked().iter().all(|url| url.starts_with("https://is.example.com/t/wso2.com/")),
        "{:?}",
        server.asked()
    );
    for (body, code) in [
        (code().replace("wso2.com", "evil.com"), "qr.invalid_parameter"),
        ("{}".to_owned(), "qr.unknown_scheme"),
        ("<html>".to_owned(), "qr.unknown_scheme"),
        ("countersign://enroll?v=1".to_owned(), "qr.unknown_scheme"),
    ] {
        server.says(200, body.clone());
        let error = phone.preview_with_token(&dialect, "https://is.example.com/t/wso2.com", &token).await;
        assert_eq!(error.expect_err(&body).code, code, "{body}");
    }
}

#[tokio::test]
async fn a_push_that_comes_again_with_other_contents_does_not_change_what_was_shown() {
    let (_home, phone, server) = enrolled().await;
    server.says(200, "");
    let shown = bring(&phone, &push()).await;
    let mut other = push();
    other["numberChallenge"] = json!("17");
    other["applicationName"] = json!("Bank");

    assert_eq!(bring(&phone, &other).await, shown);

    let error = phone.approve(&shown.id, Approval::with_number("17").expect("digits")).await;
    assert!(error.is_err());
    if let Ok((_, ChallengeStatus::Pending)) = phone.challenge(&shown.id) {
        phone.approve(&shown.id, right()).await.expect("the number of the first push is the right one");
    }
}

#[tokio::test]
async fn pushes_that_are_malformed_or_for_nobody_show_nothing() {
    let (_home, phone, server) = enrolled().await;
    let before = server.asked().len();
    for (member, value) in [
        ("pushId", json!("../x")),
        ("pushId", json!(7)),
        ("challenge", json!("a b")),
        ("numberChallenge", json!("forty-two")),
        ("deviceId", json!(null)),
    ] {
        let mut push = push();
        push[member] = value;
        let error = phone.handle_push(push.to_string().as_bytes()).await.expect_err(member);
        assert_eq!(error.code, "challenge.push_malformed", "{member}");
    }
    let mut foreign = push();
    foreign["deviceId"] = json!("device-2");
    assert_eq!(phone.handle_push(foreign.to_string().as_bytes()).await, Ok(PushOutcome::Nothing));
    let mut forged = push();
    forged["applicationName"] = json!("Bank\u{202e}\u{1b}[2J");
    assert_eq!(
        phone.handle_push(forged.to_string().as_bytes()).await.expect_err("escape codes").code,
        "challenge.malformed"
    );
    assert_eq!((phone.pending().expect("a store").len(), server.asked().len()), (0, before));
}

#[tokio::test]
async fn answers_that_are_refused_say_so_and_stay_in_the_journal() {
    for (status, server_code, code) in [
        (400, "PBA-15004", "server.unauthorized"),
        (400, "PBA-15002", "server.request_refused"),
        (429, "", "server.rate_limited"),
        (404, "", "server.issuer_unknown"),
    ] {
        let (_home, phone, server) = enrolled().await;
        let challenge = bring(&phone, &push()).await;
        server.says(status, json!({"code": server_code, "message": "m"}).to_string());
        let error = phone.approve(&challenge.id, right()).await.expect_err(server_code);
        server.says(202, "");
        let again = phone.approve(&challenge.id, right()).await;

        assert_eq!((error.code, error.decision), (code, Some(DecisionState::NotSent)), "{server_code}");
        assert!(again.is_ok(), "{server_code}: {again:?}");
    }
}

#[tokio::test]
async fn replies_that_say_nothing_leave_the_decision_unknown() {
    for (status, body) in
        [(500, "<html>Internal Server Error"), (500, ""), (302, ""), (418, "[]"), (503, "{\"code\":7}")]
    {
        let (_home, phone, server) = enrolled().await;
        let challenge = bring(&phone, &push()).await;
        server.says(status, body);

        let error = phone.approve(&challenge.id, right()).await.expect_err(body);
        assert_eq!(error.decision, Some(DecisionState::Unknown), "{status}");

        server.says(200, "");
        assert!(phone.approve(&challenge.id, right()).await.is_ok(), "{status}");
    }
}
