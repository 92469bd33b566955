//! A phone's life with a Guardian tenant: enroll, answer, change, leave; in both modes.

use crate::support::guardian::{ANN, GuardianPhone, RsaKey, advance, enroll_body, post_enroll, refusal, tenant, with};
use crate::support::{Http, START};
use countersign_server_mock::{ConsentSpec, LoginContext, Mode};
use serde_json::{Value, json};

const MODES: [Mode; 2] = [Mode::Strict, Mode::AsIs];

fn context() -> LoginContext {
    LoginContext {
        browser: Some("Firefox".into()),
        browser_version: Some("140".into()),
        os: Some("Linux".into()),
        location: Some("Lisbon, Portugal".into()),
        latitude: Some(38.7),
        longitude: Some(-9.1),
        ..LoginContext::default()
    }
}

#[tokio::test]
async fn enrollment_gives_everything_that_phones_require() {
    for mode in MODES {
        let server = tenant(mode).await;

        let phone = GuardianPhone::enrolled(&server, ANN, "ann").await;

        let enrolled = &phone.enrolled;
        assert_eq!(enrolled["url"], format!("{}/appliance-mfa", server.url()));
        assert_eq!(enrolled["issuer"], "Guardian Mock");
        assert!(enrolled["user_id"].as_str().unwrap().starts_with("auth0|"));
        assert!(enrolled["token"].is_string());
        assert_eq!(enrolled["recovery_code"].as_str().unwrap().len(), 24);
        assert_eq!(
            with(&enrolled["totp"], "secret", Value::Null),
            json!({"algorithm": "sha1", "digits": 6, "period": 30})
        );
        let [enrollment] = server.tenant().enrollments().try_into().unwrap();
        assert_eq!(enrollment.id, phone.id());
        assert!(enrollment.is_confirmed);
        assert_eq!(enrollment.push_token.as_deref(), Some("token-ann"));
    }
}

#[tokio::test]
async fn links_have_the_parameters_that_clients_look_for() {
    let server = tenant(Mode::Strict).await;

    let invite = server.tenant().invite(ANN).unwrap();

    let base = format!("{}/appliance-mfa", server.url()).replace(':', "%3A").replace('/', "%2F");
    let (_, query) = invite.uri.split_once('?').unwrap();
    let names: Vec<&str> = query.split('&').map(|pair| pair.split_once('=').unwrap().0).collect();
    let order = ["secret", "enrollment_tx_id", "issuer", "id", "base_url", "algorithm", "digits", "counter", "period"];
    assert_eq!(names, order);
    assert!(invite.uri.starts_with("otpauth://totp/Guardian%20Mock:ann%40example.com?"));
    assert!(query.contains(&format!("enrollment_tx_id={}&", invite.enrollment_tx_id)));
    assert!(query.contains(&format!("base_url={base}&algorithm=sha1&digits=6&counter=0&period=30")));
    let short = format!("enrollment_tx_id={}&base_url={base}", invite.enrollment_tx_id);
    assert_eq!(invite.barcode_uri, format!("otpauth://totp/Guardian%20Mock:ann%40example.com?{short}"));
}

#[tokio::test]
async fn push_of_gcm_is_a_flat_map_of_strings_and_that_of_apns_is_wrapped() {
    let server = tenant(Mode::Strict).await;
    let phone = GuardianPhone::enrolled(&server, ANN, "ann").await;

    server.tenant().start_login(ANN, context()).unwrap();
    let push = phone.push(&server);

    assert!(push.as_object().unwrap().values().all(Value::is_string), "{push}");
    assert_eq!(push["dai"], phone.id());
    assert_eq!(push["d"], "2030-03-17T17:46:40.000Z");
    assert_eq!(push["sh"], server.url());
    let inside = |name: &str| serde_json::from_str::<Value>(push[name].as_str().unwrap()).unwrap();
    assert_eq!(inside("s"), json!({"b": {"n": "Firefox", "v": "140"}, "os": {"n": "Linux", "v": ""}}));
    assert_eq!(inside("l"), json!({"n": "Lisbon, Portugal", "lat": "38.7", "long": "-9.1"}));

    let change = json!({"push_credentials": {"service": "APNS", "token": "ab".repeat(32)}});
    let updated = phone.account("PATCH", &phone.device_token(), Some(&change)).await;
    assert_eq!(updated.status, 200, "{}", updated.body);
    server.tenant().start_login(ANN, context()).unwrap();
    let push = server.tenant().pushes().pop().unwrap();
    assert_eq!(push.provider.as_deref(), Some("APNS"));
    assert_eq!(push.payload["aps"]["category"], "com.auth0.notification.authentication");
    assert_eq!(push.payload["mfa"]["l"]["lat"], "38.7");
    assert_eq!(push.payload["mfa"]["dai"], phone.id());
}

#[tokio::test]
async fn first_answer_stands_and_reaches_the_log() {
    for mode in MODES {
        for (is_accepted, state, code) in
            [(true, "accepted", "gd_auth_succeed"), (false, "rejected", "gd_auth_rejected")]
        {
            let server = tenant(mode).await;
            let phone = GuardianPhone::enrolled(&server, ANN, "ann").await;
            let login = server.tenant().start_login(ANN, context()).unwrap();
            let push = phone.push(&server);

            let answer = phone.resolve(&push, is_accepted).await;

            assert_eq!((answer.status, answer.body.as_str()), (204, ""));
            for again in [is_accepted, !is_accepted] {
                let refused = refusal(&phone.resolve(&push, again).await);
                assert_eq!(refused, (404, "login_transaction_not_found".to_owned()));
            }
            assert_eq!(server.tenant().transaction(&login).unwrap().state, state);
            assert_eq!(server.tenant().log().last().unwrap().code, code);
        }
    }
}

#[tokio::test]
async fn rejection_carries_its_reason_to_the_log() {
    let server = tenant(Mode::Strict).await;
    let phone = GuardianPhone::enrolled(&server, ANN, "ann").await;
    let login = server.tenant().start_login(ANN, context()).unwrap();
    let push = phone.push(&server);
    let claims = with(&phone.answer(&push, false), "auth0_guardian_reason", json!("hack"));

    let answer = phone.resolve_with(push["txtkn"].as_str().unwrap(), &phone.key.jwt(&claims)).await;

    assert_eq!(answer.status, 204, "{}", answer.body);
    assert_eq!(server.tenant().transaction(&login).unwrap().reason.as_deref(), Some("hack"));
    assert_eq!(server.tenant().log().last().unwrap().details["reason"], "hack");
}

#[tokio::test]
async fn every_phone_of_a_user_is_asked_and_the_first_to_answer_decides() {
    let server = tenant(Mode::Strict).await;
    let first = GuardianPhone::enrolled(&server, ANN, "ann").await;
    let second = GuardianPhone::enrolled(&server, ANN, "ann-second").await;
    let login = server.tenant().start_login(ANN, context()).unwrap();
    let (asked_first, asked_second) = (first.push(&server), second.push(&server));

    assert_ne!(asked_first["txtkn"], asked_second["txtkn"]);
    assert_eq!(second.resolve(&asked_second, false).await.status, 204);
    assert_eq!(refusal(&first.resolve(&asked_first, true).await).0, 404);
    assert_eq!(server.tenant().transaction(&login).unwrap().enrollment_id.as_deref(), Some(second.id()));
}

#[tokio::test]
async fn login_and_invitation_end_after_five_minutes() {
    let server = tenant(Mode::Strict).await;
    let phone = GuardianPhone::enrolled(&server, ANN, "ann").await;
    let invite = server.tenant().invite(ANN).unwrap();
    server.tenant().start_login(ANN, context()).unwrap();
    let push = phone.push(&server);

    advance(&server, &phone, 300);

    assert_eq!(refusal(&phone.resolve(&push, true).await), (404, "login_transaction_not_found".to_owned()));
    let body = enroll_body("late", "late", &RsaKey::named("bob"));
    let late = post_enroll(&server, &invite.enrollment_tx_id, &body).await;
    assert_eq!(refusal(&late), (404, "enrollment_transaction_not_found".to_owned()));
}

#[tokio::test]
async fn enrollment_ticket_enrolls_one_phone_within_five_days() {
    let server = tenant(Mode::Strict).await;
    let (used, expired) =
        (server.tenant().enrollment_ticket(ANN).unwrap(), server.tenant().enrollment_ticket(ANN).unwrap());
    assert!(used.ticket_id.starts_with("gten_"));
    assert_eq!(used.ticket_url, format!("{}/guardian/enroll?ticket={}", server.url(), used.ticket_id));
    assert_eq!(used.expires_at, START + 432_000);

    let first = post_enroll(&server, &used.ticket_id, &enroll_body("a", "a", &RsaKey::named("ann"))).await;

    assert_eq!(first.status, 201, "{}", first.body);
    let again = post_enroll(&server, &used.ticket_id, &enroll_body("b", "b", &RsaKey::named("bob"))).await;
    assert_eq!(refusal(&again), (404, "enrollment_transaction_not_found".to_owned()));
    server.clock().set(START + 432_000);
    let late = post_enroll(&server, &expired.ticket_id, &enroll_body("b", "b", &RsaKey::named("bob"))).await;
    assert_eq!(refusal(&late), (404, "enrollment_transaction_not_found".to_owned()));
}

#[tokio::test]
async fn phone_changes_its_push_token_and_name_and_leaves() {
    for mode in MODES {
        let server = tenant(mode).await;
        let phone = GuardianPhone::enrolled(&server, ANN, "ann").await;
        let change = json!({
            "name": "Renamed", "identifier": "other", "push_credentials": {"service": "GCM", "token": "next"},
        });

        let updated = phone.account("PATCH", &phone.device_token(), Some(&change)).await;

        assert_eq!(updated.status, 200, "{}", updated.body);
        assert_eq!(updated.json(), with(&change, "id", json!(phone.id())));
        let gone = phone.account("DELETE", &phone.device_token(), None).await;
        assert_eq!((gone.status, gone.body.as_str()), (204, ""));
        assert!(server.tenant().enrollments().is_empty());
        let again = phone.account("DELETE", &phone.device_token(), None).await;
        assert_eq!(refusal(&again), (404, "device_account_not_found".to_owned()));
        assert!(server.tenant().log().iter().any(|entry| entry.code == "gd_unenroll"));
    }
}

#[tokio::test]
async fn token_of_the_enrollment_manages_it_only_as_is() {
    for (mode, expected) in [(Mode::Strict, 401), (Mode::AsIs, 200)] {
        let server = tenant(mode).await;
        let phone = GuardianPhone::enrolled(&server, ANN, "ann").await;
        let token = phone.enrolled["token"].as_str().unwrap().to_owned();

        let answer = phone.account("PATCH", &token, Some(&json!({"name": "Renamed"}))).await;

        assert_eq!(answer.status, expected, "{}", answer.body);
    }
}

#[tokio::test]
async fn rich_consent_shows_what_the_login_asks_for() {
    for mode in MODES {
        let server = tenant(mode).await;
        let phone = GuardianPhone::enrolled(&server, ANN, "ann").await;
        let payment = json!({"type": "payment", "amount": 12.5, "payee": "Shop"});
        let consent = ConsentSpec {
            audience: Some("https://api.example".into()),
            scope: vec!["openid".into(), "pay".into()],
            binding_message: Some("Order 17".into()),
            authorization_details: vec![payment.as_object().unwrap().clone()],
        };
        let context = LoginContext { consent: Some(consent), lifetime: Some(30), ..context() };
        let login = server.tenant().start_login(ANN, context).unwrap();
        let push = phone.push(&server);
        let (id, token) = (push["txlnkid"].as_str().unwrap(), push["txtkn"].as_str().unwrap());

        let answer = phone.consent(id, token, &phone.proof(&phone.proof_claims(id, token, "j1"))).await;

        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(server.tenant().transaction(&login).unwrap().consent_id.as_deref(), Some(id));
        let time = |time: u64| if mode == Mode::Strict { json!(time) } else { json!(time.to_string()) };
        let expected = json!({
            "id": id, "created_at": time(START), "expires_at": time(START + 30),
            "requested_details": {
                "audience": "https://api.example", "scope": ["openid", "pay"], "binding_message": "Order 17",
                "authorization_details": [payment],
            },
        });
        assert_eq!(answer.json(), expected);
        advance(&server, &phone, 30);
        let late = phone.consent(id, token, &phone.proof(&phone.proof_claims(id, token, "j2"))).await;
        assert_eq!(late.status, 404);
    }
}

#[tokio::test]
async fn pushes_are_limited_per_user_and_say_when_to_come_back() {
    let server = tenant(Mode::Strict).await;
    let mut settings = server.tenant().settings();
    settings.pushes_per_minute = 1;
    server.tenant().set_settings(settings).unwrap();
    let phone = GuardianPhone::enrolled(&server, ANN, "ann").await;
    let token = server.tenant().request_token(ANN).unwrap();
    let start = phone.bearing("POST", "/start-flow", &token, Some(&json!({"state_transport": "polling"}))).await;
    let flow = start.json()["transaction_token"].as_str().unwrap().to_owned();

    assert_eq!(phone.bearing("POST", "/send-push-notification", &flow, None).await.status, 200);
    let limited = phone.bearing("POST", "/send-push-notification", &flow, None).await;

    assert_eq!(refusal(&limited), (429, "too_many_pn".to_owned()));
    assert_eq!(limited.header("x-ratelimit-limit"), "1");
    assert_eq!(limited.header("x-ratelimit-remaining"), "0");
    assert_eq!(limited.header("x-ratelimit-reset"), (START + 60).to_string());
}

#[tokio::test]
async fn virtual_phone_gets_what_was_sent_before_it_listened_and_no_other_push() {
    let server = tenant(Mode::Strict).await;
    let phone = GuardianPhone::enrolled(&server, ANN, "ann").await;
    server.tenant().start_login(ANN, context()).unwrap();
    let url = format!("{}/gateway/GCM/{}", server.url(), phone.token);

    let mut stream = crate::support::http::builder().build().unwrap().get(&url).send().await.unwrap();
    let chunk = stream.chunk().await.unwrap().unwrap();

    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let text = String::from_utf8(chunk.to_vec()).unwrap();
    let payload: Value = serde_json::from_str(text.trim().strip_prefix("data: ").unwrap()).unwrap();
    assert_eq!(payload, phone.push(&server));
}

#[tokio::test]
async fn only_the_routes_of_the_dialect_exist() {
    let server = tenant(Mode::Strict).await;
    let http = Http::new();

    for path in ["/login", "/countersign/v1/device/challenges", "/nothing"] {
        let answer = http.get(&format!("{}{path}", server.url())).await;
        assert_eq!(answer.json(), json!({"statusCode": 404, "error": "Not Found", "message": "Not Found"}), "{path}");
    }
    let wrong = http.get(&format!("{}/appliance-mfa/api/enroll", server.url())).await;
    assert_eq!((wrong.status, wrong.json()["error"].as_str()), (405, Some("Method Not Allowed")));
    assert_eq!(http.get(&format!("{}/control/health", server.url())).await.status, 200);
}
