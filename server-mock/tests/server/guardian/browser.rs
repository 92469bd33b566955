//! The API of the browser client: flows, codes, and what is refused, in both modes.

use crate::support::guardian::{
    ANN, GuardianPhone, RsaKey, advance, claims_of, enroll_body, one_time_code, post_enroll, refusal, tenant,
};
use crate::support::{Answer, Http, START};
use countersign_server_mock::{Fault, FaultAction, MockServer, Mode};
use serde_json::{Value, json};

const MODES: [Mode; 2] = [Mode::Strict, Mode::AsIs];

/// A browser that does what it is told.
struct Browser {
    http: Http,
    base: String,
}

impl Browser {
    fn new(server: &MockServer) -> Self {
        Self { http: Http::new(), base: format!("{}/appliance-mfa/api", server.url()) }
    }

    async fn post(&self, path: &str, authorization: &str, body: Option<&Value>) -> Answer {
        let mut headers = vec![("authorization", authorization)];
        if body.is_some() {
            headers.push(("content-type", "application/json"));
        }
        let body = body.map(Value::to_string).unwrap_or_default();
        self.http.send("POST", &format!("{}{path}", self.base), &headers, body).await.unwrap()
    }

    async fn start(&self, authorization: &str) -> Answer {
        self.post("/start-flow", authorization, Some(&json!({"state_transport": "polling"}))).await
    }

    /// Starts a flow with a request token; gives the authorization of everything that follows.
    async fn started(&self, server: &MockServer) -> String {
        let token = server.tenant().request_token(ANN).unwrap();
        let answer = self.start(&format!("Bearer {token}")).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        format!("Bearer {}", answer.json()["transaction_token"].as_str().unwrap())
    }

    async fn state(&self, flow: &str) -> Value {
        let answer = self.post("/transaction-state", flow, None).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()
    }

    async fn otp(&self, flow: &str, code: &str) -> Answer {
        self.post("/verify-otp", flow, Some(&json!({"type": "manual_input", "code": code}))).await
    }

    async fn recover(&self, flow: &str, code: &str) -> Answer {
        self.post("/recover-account", flow, Some(&json!({"recovery_code": code}))).await
    }
}

fn says(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

fn totp_secret(phone: &GuardianPhone) -> &str {
    phone.enrolled["totp"]["secret"].as_str().unwrap()
}

#[tokio::test]
async fn user_without_enrollment_is_offered_one_and_completes_it_with_a_phone() {
    let server = tenant(Mode::Strict).await;
    let browser = Browser::new(&server);
    let ticket = server.tenant().enrollment_ticket(ANN).unwrap();

    let start = browser.start(&format!("Ticket id=\"{}\"", ticket.ticket_id)).await.json();
    let flow = format!("Bearer {}", start["transaction_token"].as_str().unwrap());
    assert_eq!(browser.state(&flow).await["enrollment"], Value::Null);
    let body = enroll_body("device", "token", &RsaKey::named("ann"));
    let enrolled = post_enroll(&server, start["enrollment_tx_id"].as_str().unwrap(), &body).await.json();

    assert_eq!(start["available_enrollment_methods"], json!(["push", "otp"]));
    assert_eq!(start["device_account"]["id"], enrolled["id"]);
    assert_eq!(start["device_account"]["otp_secret"], enrolled["totp"]["secret"]);
    assert_eq!(start["device_account"]["recovery_code"], enrolled["recovery_code"]);
    let claims = claims_of(start["transaction_token"].as_str().unwrap());
    assert_eq!(claims["exp"], START + 300);
    let state = browser.state(&flow).await;
    assert_eq!(state["id"], claims["txid"]);
    assert_eq!(state["state"], "pending");
    assert_eq!(
        state["enrollment"],
        json!({
            "id": enrolled["id"], "methods": ["push", "otp"], "available_methods": ["push", "otp"],
            "available_authenticator_types": ["push", "otp", "recovery-code"], "name": "Phone device",
        })
    );
    assert_eq!(
        refusal(&browser.start(&format!("Ticket id=\"{}\"", ticket.ticket_id)).await),
        says(401, "invalid_token")
    );
}

#[tokio::test]
async fn one_time_codes_are_called_totp_only_as_is() {
    for (mode, name) in [(Mode::Strict, "otp"), (Mode::AsIs, "totp")] {
        let server = tenant(mode).await;
        GuardianPhone::enrolled(&server, ANN, "ann").await;
        let browser = Browser::new(&server);

        let flow = browser.started(&server).await;

        let types = &browser.state(&flow).await["enrollment"]["available_authenticator_types"];
        assert_eq!(*types, json!(["push", name, "recovery-code"]));
    }
}

#[tokio::test]
async fn accepted_push_gives_the_browser_a_signature() {
    for mode in MODES {
        let server = tenant(mode).await;
        let phone = GuardianPhone::enrolled(&server, ANN, "ann").await;
        let browser = Browser::new(&server);
        let flow = browser.started(&server).await;

        assert_eq!(browser.post("/send-push-notification", &flow, None).await.status, 200);
        assert_eq!(browser.state(&flow).await["token"], Value::Null);
        assert_eq!(phone.resolve(&phone.push(&server), true).await.status, 204);

        let state = browser.state(&flow).await;
        assert_eq!(state["state"], "accepted");
        let signature = claims_of(state["token"].as_str().unwrap());
        assert_eq!((&signature["txid"], &signature["sub"]), (&state["id"], &phone.enrolled["user_id"]));
        let again = browser.post("/send-push-notification", &flow, None).await;
        assert_eq!(refusal(&again), says(404, "login_transaction_not_found"));
    }
}

#[tokio::test]
async fn push_that_is_sent_again_is_the_same_question_until_it_was_rejected() {
    let server = tenant(Mode::Strict).await;
    let phone = GuardianPhone::enrolled(&server, ANN, "ann").await;
    let browser = Browser::new(&server);
    let flow = browser.started(&server).await;
    let mut pushes = Vec::new();
    for is_rejected in [false, true, false] {
        assert_eq!(browser.post("/send-push-notification", &flow, None).await.status, 200);
        pushes.push(phone.push(&server));
        if is_rejected {
            assert_eq!(phone.resolve(&phone.push(&server), false).await.status, 204);
            assert_eq!(browser.state(&flow).await["state"], "rejected");
        }
    }

    assert_eq!(pushes[0], pushes[1]);
    assert_ne!(pushes[1]["c"], pushes[2]["c"]);
    assert_eq!(browser.state(&flow).await["state"], "pending");
    assert_eq!(refusal(&phone.resolve(&pushes[0], true).await), says(404, "login_transaction_not_found"));
    assert_eq!(phone.resolve(&pushes[2], true).await.status, 204);
}

#[tokio::test]
async fn code_generator_is_enrolled_and_logs_in_and_no_code_counts_twice() {
    let server = tenant(Mode::Strict).await;
    let browser = Browser::new(&server);
    let token = server.tenant().request_token(ANN).unwrap();
    let start = browser.start(&format!("Bearer {token}")).await.json();
    let flow = format!("Bearer {}", start["transaction_token"].as_str().unwrap());
    let secret = start["device_account"]["otp_secret"].as_str().unwrap();
    let code = one_time_code(secret, START);

    assert_eq!(browser.otp(&flow, &code).await.status, 200);

    let state = browser.state(&flow).await;
    assert_eq!((&state["state"], &state["enrollment"]["methods"]), (&json!("accepted"), &json!(["otp"])));
    let body = enroll_body("device", "token", &RsaKey::named("ann"));
    let phone = post_enroll(&server, start["enrollment_tx_id"].as_str().unwrap(), &body).await;
    assert_eq!(refusal(&phone), says(404, "enrollment_transaction_not_found"));
    let next = browser.started(&server).await;
    assert_eq!(refusal(&browser.otp(&next, &code).await), says(403, "invalid_otp"));
    server.clock().set(START + 30);
    assert_eq!(browser.otp(&next, &one_time_code(secret, START + 30)).await.status, 200);
}

#[tokio::test]
async fn wrong_codes_are_limited_to_ten_and_then_one_every_six_minutes() {
    let server = tenant(Mode::Strict).await;
    let phone = GuardianPhone::enrolled(&server, ANN, "ann").await;
    let browser = Browser::new(&server);
    let flow = browser.started(&server).await;
    let wrong = |time: u64| if one_time_code(totp_secret(&phone), time) == "000000" { "000001" } else { "000000" };

    for _ in 0..10 {
        assert_eq!(refusal(&browser.otp(&flow, wrong(START)).await), says(403, "invalid_otp"));
    }
    let limited = browser.otp(&flow, &one_time_code(totp_secret(&phone), START)).await;

    assert_eq!(refusal(&limited), says(429, "too_many_attempts"));
    assert_eq!(limited.header("x-ratelimit-reset"), (START + 360).to_string());
    assert!(server.tenant().log().iter().any(|entry| entry.code == "gd_otp_rate_limit_exceed"));
    advance(&server, &phone, 360);
    let flow = browser.started(&server).await;
    let code = one_time_code(totp_secret(&phone), START + 360);
    assert_eq!(browser.otp(&flow, &code).await.status, 200);
}

#[tokio::test]
async fn recovery_code_works_once_and_gives_the_next() {
    let server = tenant(Mode::Strict).await;
    let phone = GuardianPhone::enrolled(&server, ANN, "ann").await;
    let code = phone.enrolled["recovery_code"].as_str().unwrap();
    let browser = Browser::new(&server);

    let first = browser.recover(&browser.started(&server).await, code).await;

    assert_eq!(first.status, 200, "{}", first.body);
    let flow = browser.started(&server).await;
    assert_eq!(refusal(&browser.recover(&flow, code).await), says(403, "invalid_recovery_code"));
    let next = first.json()["recovery_code"].as_str().unwrap().to_owned();
    assert_eq!(browser.recover(&flow, &next).await.status, 200);
    assert_eq!(browser.state(&flow).await["state"], "accepted");
}

#[tokio::test]
async fn flow_ends_with_its_token() {
    let server = tenant(Mode::Strict).await;
    let phone = GuardianPhone::enrolled(&server, ANN, "ann").await;
    let browser = Browser::new(&server);
    let flow = browser.started(&server).await;
    let unused = server.tenant().request_token(ANN).unwrap();

    advance(&server, &phone, 300);

    for path in ["/transaction-state", "/send-push-notification"] {
        assert_eq!(refusal(&browser.post(path, &flow, None).await), says(401, "invalid_token"), "{path}");
    }
    let code = one_time_code(totp_secret(&phone), START + 300);
    assert_eq!(refusal(&browser.otp(&flow, &code).await), says(401, "invalid_token"));
    assert_eq!(refusal(&browser.start(&format!("Bearer {unused}")).await), says(401, "invalid_token"));
}

#[tokio::test]
async fn factors_that_are_off_or_missing_are_refused() {
    let server = tenant(Mode::Strict).await;
    let phone = GuardianPhone::enrolled(&server, ANN, "ann").await;
    let browser = Browser::new(&server);
    let flow = browser.started(&server).await;
    let mut settings = server.tenant().settings();
    settings.factors.clear();
    server.tenant().set_settings(settings).unwrap();
    let disabled = says(403, "feature_disabled_by_admin");

    assert_eq!(refusal(&browser.post("/send-push-notification", &flow, None).await), disabled);
    let code = one_time_code(totp_secret(&phone), START);
    assert_eq!(refusal(&browser.otp(&flow, &code).await), disabled);
    let code = phone.enrolled["recovery_code"].as_str().unwrap();
    assert_eq!(refusal(&browser.recover(&flow, code).await), disabled);
    assert_eq!(refusal(&browser.post("/send-sms", &flow, None).await), says(403, "feature_disabled"));
    let number = json!({"phone_number": "+351911111111"});
    let path = format!("/device-accounts/{}/sms-enroll", phone.id());
    assert_eq!(refusal(&browser.post(&path, &flow, Some(&number)).await), says(403, "feature_disabled"));
    let socket = json!({"state_transport": "socket"});
    let token = server.tenant().request_token(ANN).unwrap();
    let answer = browser.post("/start-flow", &format!("Bearer {token}"), Some(&socket)).await;
    assert_eq!(refusal(&answer), says(403, "feature_disabled"));
}

#[tokio::test]
async fn bad_input_is_refused_by_every_route() {
    for mode in MODES {
        let server = tenant(mode).await;
        let phone = GuardianPhone::enrolled(&server, ANN, "ann").await;
        let browser = Browser::new(&server);
        let flow = browser.started(&server).await;
        let request = server.tenant().request_token(ANN).unwrap();
        let otp = json!({"type": "manual_input", "code": "000000"});
        let recovery = json!({"recovery_code": "A".repeat(24)});
        let routes: [(&str, Option<&Value>); 6] = [
            ("/transaction-state", None),
            ("/send-push-notification", None),
            ("/send-sms", None),
            ("/verify-otp", Some(&otp)),
            ("/recover-account", Some(&recovery)),
            ("/device-accounts/x/sms-enroll", Some(&recovery)),
        ];
        for (path, body) in routes {
            for (authorization, expected) in [
                (format!("Bearer {request}"), says(401, "invalid_token")),
                (format!("{flow}x"), says(401, "invalid_token")),
                (format!("Bearer {}", phone.enrolled["token"].as_str().unwrap()), says(401, "invalid_token")),
                ("Bearer ".to_owned(), says(401, "invalid_bearer_format")),
                ("Ticket id=\"x\"".to_owned(), says(401, "invalid_bearer_format")),
            ] {
                assert_eq!(
                    refusal(&browser.post(path, &authorization, body).await),
                    expected,
                    "{path} {authorization}"
                );
            }
        }
        let bodies = [
            ("/verify-otp", json!({"code": "000000"})),
            ("/verify-otp", json!({"type": "scan", "code": "000000"})),
            ("/verify-otp", json!({"type": "manual_input"})),
            ("/verify-otp", json!({"type": "manual_input", "code": 0})),
            ("/verify-otp", json!({"type": "manual_input", "code": "0".repeat(17)})),
            ("/recover-account", json!({})),
            ("/recover-account", json!({"recovery_code": ["A"]})),
            ("/recover-account", json!({"recovery_code": "A".repeat(65)})),
        ];
        for (path, body) in &bodies {
            assert_eq!(
                refusal(&browser.post(path, &flow, Some(body)).await),
                says(400, "invalid_body"),
                "{path} {body}"
            );
        }
        for body in [json!({}), json!({"state_transport": "pigeon"}), json!({"state_transport": 1})] {
            let answer = browser.post("/start-flow", &format!("Bearer {request}"), Some(&body)).await;
            assert_eq!(refusal(&answer), says(400, "invalid_body"), "{body}");
        }
        for authorization in [flow.as_str(), "Bearer x.y.z", "Ticket id=\"gten_unknown\""] {
            assert_eq!(refusal(&browser.start(authorization).await), says(401, "invalid_token"), "{authorization}");
        }
        let surplus = browser.post("/transaction-state", &flow, Some(&json!({}))).await;
        assert_eq!(surplus.status, if mode == Mode::Strict { 400 } else { 200 });
    }
}

#[tokio::test]
async fn user_without_a_phone_that_hears_pushes_gets_none() {
    let server = tenant(Mode::AsIs).await;
    let invite = server.tenant().invite(ANN).unwrap();
    let mut body = enroll_body("device", "token", &RsaKey::named("ann"));
    body.as_object_mut().unwrap().remove("push_credentials");
    assert_eq!(post_enroll(&server, &invite.enrollment_tx_id, &body).await.status, 201);
    let browser = Browser::new(&server);
    let flow = browser.started(&server).await;

    let answer = browser.post("/send-push-notification", &flow, None).await;

    assert_eq!(refusal(&answer), says(500, "error_sending_push_notification"));
    assert_eq!(server.tenant().log().last().unwrap().code, "gd_send_pn_failure");
}

#[tokio::test]
async fn page_of_a_ticket_shows_a_link_that_enrolls_one_phone() {
    let server = tenant(Mode::Strict).await;
    let ticket = server.tenant().enrollment_ticket(ANN).unwrap();
    let http = Http::new();
    let value = |page: &Answer| {
        let rest = page.body.split_once("enrollment_tx_id=").unwrap_or_else(|| panic!("{}", page.body)).1.to_owned();
        rest.split_once('&').unwrap().0.to_owned()
    };
    let body = enroll_body("device", "token", &RsaKey::named("ann"));

    let picture = format!("{}/guardian/enroll/qr.png?ticket={}", server.url(), ticket.ticket_id);

    let unopened = http.get(&picture).await;
    let outdated = value(&http.get(&ticket.ticket_url).await);
    let page = http.get(&ticket.ticket_url).await;
    let drawn = http.get(&picture).await;

    assert_eq!(unopened.status, 404);
    assert_eq!((drawn.status, drawn.header("content-type")), (200, "image/png"));
    assert_eq!(page.status, 200);
    assert!(page.body.contains("<svg") && page.body.contains(ANN), "{}", page.body);
    let refused = post_enroll(&server, &outdated, &body).await;
    assert_eq!(refusal(&refused), says(404, "enrollment_transaction_not_found"));
    let enrolled = post_enroll(&server, &value(&page), &body).await;
    assert_eq!(enrolled.status, 201, "{}", enrolled.body);
    assert!(page.body.contains(enrolled.json()["recovery_code"].as_str().unwrap()));
    for url in [ticket.ticket_url.clone(), picture, format!("{}/guardian/enroll", server.url())] {
        let ended = http.get(&url).await;
        assert!(ended.status == 404 && ended.body.contains("result-unknown"), "{} {}", ended.status, ended.body);
    }
    assert_eq!(http.get(&format!("{}/assets/style.css", server.url())).await.status, 200);
}

#[tokio::test]
async fn faults_reach_the_routes_and_pushes_of_the_tenant() {
    let server = tenant(Mode::Strict).await;
    let phone = GuardianPhone::enrolled(&server, ANN, "ann").await;
    let browser = Browser::new(&server);
    let flow = browser.started(&server).await;
    server.faults().add(Fault::once("hint", FaultAction::LoseHint));
    server.faults().add(Fault::once("guardian_resolve", FaultAction::Status { code: 503, retry_after: None }));

    assert_eq!(browser.post("/send-push-notification", &flow, None).await.status, 200);
    let push = phone.push(&server);
    let failed = phone.resolve(&push, true).await;

    assert!(server.tenant().pushes().last().unwrap().is_lost);
    assert_eq!((failed.status, failed.json()["statusCode"].clone()), (503, json!(503)));
    assert_eq!(phone.resolve(&push, true).await.status, 204);
    let entries = server.journal().entries();
    assert_eq!(entries.last().unwrap().operation, "guardian_resolve");
}
