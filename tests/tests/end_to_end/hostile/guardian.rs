//! Tenants that are broken or hostile: what they say becomes an error with a code, and nothing half-done remains.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use countersign_core::engine::{Approval, Authenticator, Platform, PushOutcome};
use countersign_core::model::DecisionState;
use countersign_core::platform::{Transport, TransportError};
use countersign_core::protocol::{HttpRequest, HttpResponse};
use countersign_tests::{ManualClock, PhoneHome, reachable};
use serde_json::{Value, json};

const URI: &str = "otpauth://totp/Acme:alice?enrollment_tx_id=TX-0123456789&base_url=https%3A%2F%2Flogin.example.com";

/// Ten seconds after the pushes.
const NOW: i64 = 1_767_225_610;

/// Replies as told, always the same until told otherwise, and remembers which hosts were asked.
struct Tenant(Mutex<(u16, Vec<u8>, Vec<String>)>);

impl Tenant {
    fn says(&self, status: u16, body: impl Into<Vec<u8>>) {
        let mut told = self.0.lock().expect("not poisoned");
        (told.0, told.1) = (status, body.into());
    }

    fn asked(&self) -> Vec<String> {
        self.0.lock().expect("not poisoned").2.clone()
    }
}

#[async_trait]
impl Transport for Tenant {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let mut told = self.0.lock().expect("not poisoned");
        told.2.push(request.url.host_str().unwrap_or_default().to_owned());
        Ok(HttpResponse { status: told.0, headers: Vec::new(), body: told.1.clone() })
    }
}

fn phone() -> (PhoneHome, Authenticator, Arc<Tenant>) {
    let (home, tenant) = (PhoneHome::new(), Arc::new(Tenant(Mutex::new((200, Vec::new(), Vec::new())))));
    let transport = tenant.clone();
    let clock = Arc::new(ManualClock::new(NOW));
    let phone = home.open_with(|platform| Platform { transport, clock, ..reachable(platform) });
    (home, phone, tenant)
}

fn good_reply() -> Value {
    json!({"id": "dev_1", "user_id": "auth0|1", "issuer": "Acme", "url": "https://elsewhere.example", "token": "t"})
}

async fn enrolled() -> (PhoneHome, Authenticator, Arc<Tenant>) {
    let (home, phone, tenant) = phone();
    tenant.says(201, good_reply().to_string());
    let preview = phone.preview(URI).await.expect("a preview");
    phone.enroll(&preview).await.expect("an account");
    (home, phone, tenant)
}

fn push() -> Value {
    let date = "2026-01-01T00:00:00.000Z";
    json!({"dai": "dev_1", "txtkn": "token", "c": "challenge", "d": date, "sh": "https://elsewhere.example"})
}

#[tokio::test]
async fn replies_to_an_enrollment_that_cannot_be_used_make_no_account() {
    let with = |name: &str, value: Value| {
        let mut reply = good_reply();
        reply[name] = value;
        reply.to_string()
    };
    let without = |name: &str| {
        let mut reply = good_reply();
        reply.as_object_mut().expect("an object").remove(name);
        reply.to_string()
    };
    let totp = |name: &str, value: Value| {
        let mut totp = json!({"secret": "GEZDGNBVGY3TQOJQ", "algorithm": "sha1", "digits": 6, "period": 30});
        totp[name] = value;
        with("totp", totp)
    };
    for (body, code) in [
        (String::new(), "server.reply_unreadable"),
        ("<html>".to_owned(), "server.reply_unreadable"),
        ("[]".to_owned(), "server.reply_unreadable"),
        (r#"{"id":"a","id":"b","user_id":"u"}"#.to_owned(), "server.reply_unreadable"),
        (without("id"), "server.reply_unreadable"),
        (without("user_id"), "server.reply_unreadable"),
        (with("id", json!("../../x")), "server.reply_unreadable"),
        (with("id", json!("i".repeat(65))), "server.reply_unreadable"),
        (with("id", json!(7)), "server.reply_unreadable"),
        (with("user_id", json!("")), "server.reply_unacceptable"),
        (with("user_id", json!("u".repeat(257))), "server.reply_unacceptable"),
        (with("issuer", json!("line\nbreak")), "server.reply_unacceptable"),
        (with("issuer", json!("i".repeat(65))), "server.reply_unacceptable"),
        (totp("secret", json!("not base32!")), "server.reply_unacceptable"),
        (totp("algorithm", json!("md5")), "server.reply_unacceptable"),
        (totp("digits", json!(9)), "server.reply_unacceptable"),
        (totp("period", json!(0)), "server.reply_unacceptable"),
        (totp("digits", json!("6")), "server.reply_unreadable"),
    ] {
        let (_home, phone, tenant) = phone();
        tenant.says(200, body.clone());
        let preview = phone.preview(URI).await.expect("a preview");

        let error = phone.enroll(&preview).await.expect_err(&body);

        assert_eq!(error.code, code, "{body}");
        assert_eq!(phone.accounts().expect("accounts"), [], "{body}");
    }
}

#[tokio::test]
async fn refused_enrollments_leave_neither_key_nor_record() {
    for (status, server_code, code) in [
        (404, "enrollment_transaction_not_found", "enroll.token_invalid"),
        (401, "invalid_token", "enroll.token_invalid"),
        (409, "enrollment_conflict", "enroll.token_used"),
        (403, "feature_disabled", "server.feature_disabled"),
        (404, "tenant_not_found", "server.issuer_unknown"),
        (400, "invalid_body", "server.request_refused"),
    ] {
        let (home, phone, tenant) = phone();
        tenant.says(status, json!({"statusCode": status, "errorCode": server_code}).to_string());
        let preview = phone.preview(URI).await.expect("a preview");

        let error = phone.enroll(&preview).await.expect_err(server_code);

        assert_eq!(error.code, code, "{server_code}");
        assert_eq!((home.rows("enrollment"), home.rows("private_key")), (0, 0), "{server_code}");
    }
}

#[tokio::test]
async fn only_the_host_of_the_code_is_ever_asked() {
    let (_home, phone, tenant) = enrolled().await;
    tenant.says(204, "");
    let account = phone.accounts().expect("accounts").remove(0).intact().expect("intact");

    let Ok(PushOutcome::Waiting(challenge)) = phone.handle_push(push().to_string().as_bytes()).await else {
        panic!("no challenge")
    };
    phone.approve(&challenge.id, Approval::without_number()).await.expect("approved");
    phone.name_device(&account.id, "Phone").await.expect("renamed");

    assert!(tenant.asked().len() >= 3);
    assert!(tenant.asked().iter().all(|host| host == "login.example.com"), "{:?}", tenant.asked());
}

#[tokio::test]
async fn consents_that_cannot_be_used_are_not_shown_as_something_else() {
    let consent = |details: Value| json!({"id": "cns_1", "requested_details": details}).to_string();
    for (body, code) in [
        ("{}".to_owned(), "server.reply_unreadable"),
        (consent(json!([])), "server.reply_unreadable"),
        (consent(json!({"scope": "read"})), "server.reply_unreadable"),
        (consent(json!({"binding_message": "line\nbreak"})), "challenge.malformed"),
        (consent(json!({"binding_message": "m".repeat(501)})), "challenge.malformed"),
        (consent(json!({"authorization_details": ["text"]})), "challenge.malformed"),
        (consent(json!({"authorization_details": [{"amount": 1}]})), "challenge.malformed"),
        (consent(json!({"audience": "a\u{7}b"})), "challenge.malformed"),
        (json!({"expires_at": "soon", "requested_details": {}}).to_string(), "challenge.malformed"),
    ] {
        let (_home, phone, tenant) = enrolled().await;
        tenant.says(200, body.clone());
        let mut push = push();
        push["txlnkid"] = json!("cns_1");

        let error = phone.handle_push(push.to_string().as_bytes()).await.expect_err(&body);

        assert_eq!(error.code, code, "{body}");
        assert_eq!(phone.pending().expect("storage works"), [], "{body}");
    }
}

#[tokio::test]
async fn a_consent_that_ended_shows_nothing_and_one_that_is_missing_the_plain_question() {
    for (status, body, is_shown) in [
        (200, json!({"expires_at": 1_000, "requested_details": {}}).to_string(), false),
        (404, json!({"statusCode": 404}).to_string(), true),
    ] {
        let (_home, phone, tenant) = enrolled().await;
        tenant.says(status, body);
        let mut push = push();
        push["txlnkid"] = json!("cns_1");

        let outcome = phone.handle_push(push.to_string().as_bytes()).await.expect("a push");

        assert_eq!(matches!(outcome, PushOutcome::Waiting(_)), is_shown, "{status}");
    }
}

#[tokio::test]
async fn answers_that_are_refused_say_so_and_stay_in_the_journal() {
    for (status, server_code, code) in [
        (401, "invalid_token", "server.unauthorized"),
        (429, "too_many_pn", "server.rate_limited"),
        (400, "invalid_body", "server.request_refused"),
        (403, "feature_disabled_by_admin", "server.feature_disabled"),
    ] {
        let (_home, phone, tenant) = enrolled().await;
        let Ok(PushOutcome::Waiting(challenge)) = phone.handle_push(push().to_string().as_bytes()).await else {
            panic!("no challenge")
        };
        tenant.says(status, json!({"statusCode": status, "errorCode": server_code}).to_string());
        let error = phone.approve(&challenge.id, Approval::without_number()).await.expect_err(server_code);
        tenant.says(204, "");
        let again = phone.approve(&challenge.id, Approval::without_number()).await;

        assert_eq!((error.code, error.decision), (code, Some(DecisionState::NotSent)), "{server_code}");
        assert!(again.is_ok(), "{server_code}: {again:?}");
    }
}
