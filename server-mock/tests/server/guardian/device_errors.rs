//! What a phone may do wrong with a Guardian tenant, and what it hears: for both modes, table by table.

use crate::support::guardian::{
    ANN, BOB, GuardianPhone, RsaKey, enroll_body, post_enroll, refusal, short_jwk, tenant, with,
};
use crate::support::{Answer, Http, START};
use countersign_server_mock::{ConsentSpec, LoginContext, MockServer, Mode};
use serde_json::{Value, json};

/// What both modes say about one input: 2xx is written as `ok`.
struct Case {
    name: &'static str,
    strict: &'static str,
    as_is: &'static str,
}

fn case(name: &'static str, strict: &'static str, as_is: &'static str) -> Case {
    Case { name, strict, as_is }
}

impl Case {
    fn check(&self, mode: Mode, answer: &Answer) {
        let expected = match mode {
            Mode::Strict => self.strict,
            Mode::AsIs => self.as_is,
        };
        let actual = if answer.status < 300 {
            "ok".to_owned()
        } else {
            let (status, code) = refusal(answer);
            assert_eq!(answer.json()["description"].is_string(), mode == Mode::AsIs, "{}", self.name);
            format!("{status} {code}")
        };
        assert_eq!(actual, expected, "{} ({mode:?}): {}", self.name, answer.body);
    }
}

fn login(server: &MockServer) -> String {
    server.tenant().start_login(ANN, LoginContext::default()).unwrap()
}

#[tokio::test]
async fn enroll_refuses_bad_bodies() {
    let body = || enroll_body("device", "token", &RsaKey::named("ann"));
    let change = |name: &str, value: Value| with(&body(), name, value);
    let push = |service: &str, token: &str| change("push_credentials", json!({"service": service, "token": token}));
    let key = |name: &str, value: Value| change("public_key", with(&body()["public_key"], name, value));
    let invalid = "400 invalid_body";
    let cases = [
        (case("everything right", "ok", "ok"), body()),
        (case("no identifier", invalid, invalid), change("identifier", Value::Null)),
        (case("identifier of another type", invalid, invalid), change("identifier", json!(7))),
        (case("empty identifier", invalid, invalid), change("identifier", json!(""))),
        (case("long identifier", invalid, invalid), change("identifier", json!("i".repeat(129)))),
        (case("no name", invalid, invalid), change("name", Value::Null)),
        (case("name with a control character", invalid, invalid), change("name", json!("a\u{7}b"))),
        (case("long name", invalid, invalid), change("name", json!("n".repeat(129)))),
        (case("member that nobody knows", invalid, "ok"), change("extra", json!(1))),
        (case("no push credentials", invalid, "ok"), change("push_credentials", Value::Null)),
        (case("push credentials of another type", invalid, invalid), change("push_credentials", json!("GCM"))),
        (case("unknown push service", invalid, invalid), push("FCM", "t")),
        (case("no push token", invalid, invalid), change("push_credentials", json!({"service": "GCM"}))),
        (case("long push token", invalid, invalid), push("GCM", &"t".repeat(4_097))),
        (case("APNs token in lower case", "ok", "ok"), push("APNS", &"0a".repeat(32))),
        (case("APNs token in upper case", invalid, "ok"), push("APNS", &"0A".repeat(32))),
        (case("APNs token that is not hexadecimal", invalid, invalid), push("APNS", &"xy".repeat(32))),
        (case("APNs token that is short", invalid, invalid), push("APNS", "0a")),
        (case("no key", invalid, invalid), change("public_key", Value::Null)),
        (case("key with a sign byte", invalid, "ok"), change("public_key", RsaKey::named("ann").jwk_with_sign_byte())),
        (case("key of another type", invalid, invalid), key("kty", json!("EC"))),
        (case("key for another algorithm", invalid, "ok"), key("alg", json!("RS512"))),
        (case("key without use", invalid, "ok"), key("use", Value::Null)),
        (case("key with its kid", invalid, "ok"), key("kid", json!("1"))),
        (case("key with a small exponent", invalid, invalid), key("e", json!("Aw"))),
        (case("key without a modulus", invalid, invalid), key("n", Value::Null)),
        (case("key with padding", invalid, invalid), key("n", json!("AQAB="))),
        (case("key of 1024 bits", invalid, invalid), change("public_key", short_jwk())),
    ];
    for mode in [Mode::Strict, Mode::AsIs] {
        for (case, body) in &cases {
            let server = tenant(mode).await;
            let invite = server.tenant().invite(ANN).unwrap();

            let answer = post_enroll(&server, &invite.enrollment_tx_id, body).await;

            case.check(mode, &answer);
            if case.strict != "ok" && mode == Mode::Strict {
                assert!(server.tenant().enrollments().iter().all(|enrollment| !enrollment.is_confirmed));
            }
        }
    }
}

#[tokio::test]
async fn enroll_refuses_bad_headers_and_texts() {
    let json_type = "application/json";
    let client = "eyJuYW1lIjoiR3VhcmRpYW4iLCJ2ZXJzaW9uIjoiMSJ9";
    let good = enroll_body("device", "token", &RsaKey::named("ann")).to_string();
    let doubled = good.replacen('{', r#"{"name":"x","#, 1);
    let long = format!("{good}{}", " ".repeat(65_536));
    let cases = [
        (case("everything right", "ok", "ok"), r#"Ticket id="T""#, json_type, vec![client], good.as_str()),
        (
            case("content type with a charset", "415 invalid_body", "ok"),
            r#"Ticket id="T""#,
            "application/json; charset=utf-8",
            vec![],
            &good,
        ),
        (
            case("another content type", "415 invalid_body", "415 invalid_body"),
            r#"Ticket id="T""#,
            "text/plain",
            vec![],
            &good,
        ),
        (case("no credentials", "401 invalid_token", "401 invalid_token"), "", json_type, vec![], &good),
        (case("ticket without quotes", "401 invalid_bearer_format", "ok"), "Ticket id=T", json_type, vec![], &good),
        (case("scheme in lower case", "401 invalid_bearer_format", "ok"), r#"ticket id="T""#, json_type, vec![], &good),
        (
            case("empty ticket", "401 invalid_bearer_format", "401 invalid_bearer_format"),
            r#"Ticket id="""#,
            json_type,
            vec![],
            &good,
        ),
        (case("bearer", "401 invalid_token", "401 invalid_token"), "Bearer T", json_type, vec![], &good),
        (
            case("unknown scheme", "401 invalid_bearer_format", "401 invalid_bearer_format"),
            "Basic T",
            json_type,
            vec![],
            &good,
        ),
        (
            case("unknown ticket", "404 enrollment_transaction_not_found", "404 enrollment_transaction_not_found"),
            r#"Ticket id="U""#,
            json_type,
            vec![],
            &good,
        ),
        (
            case("telemetry twice", "400 invalid_header", "ok"),
            r#"Ticket id="T""#,
            json_type,
            vec![client, client],
            &good,
        ),
        (
            case("telemetry that is no JSON", "400 invalid_header", "ok"),
            r#"Ticket id="T""#,
            json_type,
            vec!["e30x"],
            &good,
        ),
        (case("no JSON", "400 invalid_body", "400 invalid_body"), r#"Ticket id="T""#, json_type, vec![], "{"),
        (case("a list", "400 invalid_body", "400 invalid_body"), r#"Ticket id="T""#, json_type, vec![], "[]"),
        (case("no body", "400 invalid_body", "400 invalid_body"), r#"Ticket id="T""#, json_type, vec![], ""),
        (case("a member twice", "400 invalid_body", "ok"), r#"Ticket id="T""#, json_type, vec![], &doubled),
        (case("too long", "413 invalid_body", "413 invalid_body"), r#"Ticket id="T""#, json_type, vec![], &long),
    ];
    for mode in [Mode::Strict, Mode::AsIs] {
        for (case, authorization, content_type, telemetry, body) in &cases {
            let server = tenant(mode).await;
            let invite = server.tenant().invite(ANN).unwrap();
            let authorization = authorization
                .replace("\"T\"", &format!("\"{}\"", invite.enrollment_tx_id))
                .replace("=T", &format!("={}", invite.enrollment_tx_id));
            let mut headers = vec![("content-type", *content_type)];
            headers.extend((!authorization.is_empty()).then_some(("authorization", authorization.as_str())));
            headers.extend(telemetry.iter().map(|value| ("auth0-client", *value)));
            let url = format!("{}/appliance-mfa/api/enroll", server.url());

            let answer = Http::new().send("POST", &url, &headers, (*body).to_owned()).await.unwrap();

            case.check(mode, &answer);
        }
    }
}

#[tokio::test]
async fn enroll_refuses_a_used_ticket_and_a_second_enrollment_of_the_same_device() {
    for mode in [Mode::Strict, Mode::AsIs] {
        let server = tenant(mode).await;
        let invite = server.tenant().invite(ANN).unwrap();
        let body = enroll_body("device", "token", &RsaKey::named("ann"));
        assert_eq!(post_enroll(&server, &invite.enrollment_tx_id, &body).await.status, 201);

        let used = post_enroll(&server, &invite.enrollment_tx_id, &body).await;
        let next = server.tenant().invite(ANN).unwrap();
        let conflict = post_enroll(&server, &next.enrollment_tx_id, &body).await;

        assert_eq!(refusal(&used), (404, "enrollment_transaction_not_found".to_owned()));
        assert_eq!(refusal(&conflict), (409, "enrollment_conflict".to_owned()));
        let mut settings = server.tenant().settings();
        settings.factors.clear();
        server.tenant().set_settings(settings).unwrap();
        let other = enroll_body("other", "token", &RsaKey::named("bob"));
        let disabled = post_enroll(&server, &next.enrollment_tx_id, &other).await;
        assert_eq!(refusal(&disabled), (403, "feature_disabled_by_admin".to_owned()));
    }
}

#[tokio::test]
async fn answers_are_refused_unless_every_claim_is_right() {
    let invalid = "401 invalid_token";
    let both = |name| case(name, invalid, invalid);
    let tolerated = |name| case(name, invalid, "ok");
    let now = START;
    type Change = fn(&GuardianPhone) -> Value;
    let short: Change = |phone| json!(format!("{}/api/resolve-transaction", phone.tenant));
    let other: Change = |phone| json!(format!("{}/appliance-mfa/api/enroll", phone.tenant));
    let cases: Vec<(Case, &str, Change)> = vec![
        (case("everything right", "ok", "ok"), "iat", |_| json!(START)),
        (tolerated("fractional time"), "iat", |_| json!(1_900_000_000.25)),
        (tolerated("audience without the first segment"), "aud", short),
        (both("audience of another address"), "aud", other),
        (both("no audience"), "aud", |_| Value::Null),
        (both("audience as a list"), "aud", |phone| json!([phone.url("/resolve-transaction")])),
        (tolerated("another device's identifier"), "iss", |_| json!("other")),
        (both("no issuer"), "iss", |_| Value::Null),
        (both("another challenge"), "sub", |_| json!("other")),
        (both("another method"), "auth0_guardian_method", |_| json!("sms")),
        (both("no decision"), "auth0_guardian_accepted", |_| Value::Null),
        (both("decision as text"), "auth0_guardian_accepted", |_| json!("true")),
        (tolerated("reason of an approval"), "auth0_guardian_reason", |_| json!("why not")),
        (tolerated("claim that nobody knows"), "extra", |_| json!(1)),
        (both("no start"), "iat", |_| Value::Null),
        (both("start as text"), "iat", |_| json!("1900000000")),
        (both("negative start"), "iat", |_| json!(-1)),
        (both("no end"), "exp", |_| Value::Null),
        (both("ended"), "exp", |_| json!(START)),
        (both("starts in the future"), "iat", |_| json!(START + 31)),
        (tolerated("lives too long"), "exp", |_| json!(START + 31)),
    ];
    for mode in [Mode::Strict, Mode::AsIs] {
        let server = tenant(mode).await;
        let phone = GuardianPhone::enrolled(&server, ANN, "ann").await;
        assert_eq!(phone.now.get(), now);
        for (case, claim, value) in &cases {
            login(&server);
            let push = phone.push(&server);
            let claims = with(&phone.answer(&push, true), claim, value(&phone));

            let answer = phone.resolve_with(push["txtkn"].as_str().unwrap(), &phone.key.jwt(&claims)).await;

            case.check(mode, &answer);
        }
    }
}

#[tokio::test]
async fn answers_are_refused_when_the_message_or_the_request_is_not_right() {
    for mode in [Mode::Strict, Mode::AsIs] {
        let server = tenant(mode).await;
        let phone = GuardianPhone::enrolled(&server, ANN, "ann").await;
        let foreign = GuardianPhone::enrolled(&server, BOB, "bob").await;
        login(&server);
        let push = phone.push(&server);
        let (bearer, claims) = (push["txtkn"].as_str().unwrap(), phone.answer(&push, true));
        let good = phone.key.jwt(&claims);
        let (input, signature) = good.rsplit_once('.').unwrap();
        let header = |header: Value| phone.key.sign(&header, &claims);
        let invalid = |name| case(name, "401 invalid_token", "401 invalid_token");
        let messages = [
            (invalid("signed by another account"), foreign.key.jwt(&claims)),
            (invalid("signature left out"), format!("{input}.")),
            (
                invalid("signature of something else"),
                format!(
                    "{}.{signature}",
                    phone.key.jwt(&with(&claims, "auth0_guardian_accepted", json!(false))).rsplit_once('.').unwrap().0
                ),
            ),
            (invalid("padding"), format!("{good}=")),
            (invalid("no JWS"), "abc".to_owned()),
            (invalid("another algorithm"), header(json!({"alg": "none", "typ": "JWT"}))),
            (invalid("symmetric algorithm"), header(json!({"alg": "HS256", "typ": "JWT"}))),
            (invalid("critical header"), header(json!({"alg": "RS256", "typ": "JWT", "crit": ["x"], "x": 1}))),
            (invalid("too long"), format!("{good}{}", "A".repeat(17_000))),
            (case("empty", "401 invalid_token", "401 invalid_token"), String::new()),
        ];
        for (case, message) in &messages {
            case.check(mode, &phone.resolve_with(bearer, message).await);
        }
        let extra = header(json!({"alg": "RS256", "typ": "JWT", "kid": "1"}));
        if mode == Mode::Strict {
            invalid("header member that nobody knows").check(mode, &phone.resolve_with(bearer, &extra).await);
        }
        invalid("unknown bearer").check(mode, &phone.resolve_with("unknown", &good).await);
        invalid("enrollment's bearer")
            .check(mode, &phone.resolve_with(foreign.enrolled["token"].as_str().unwrap(), &good).await);
        let body = json!({"challenge_response": 7});
        let typed = phone.bearing("POST", "/resolve-transaction", bearer, Some(&body)).await;
        case("response of another type", "400 invalid_body", "400 invalid_body").check(mode, &typed);
        let empty = phone.bearing("POST", "/resolve-transaction", bearer, Some(&json!({}))).await;
        case("no response", "400 invalid_body", "400 invalid_body").check(mode, &empty);

        case("everything right", "ok", "ok").check(mode, &phone.resolve_with(bearer, &good).await);
        case("the same again", "404 login_transaction_not_found", "404 login_transaction_not_found")
            .check(mode, &phone.resolve_with(bearer, &good).await);
    }
}

#[tokio::test]
async fn answer_to_one_login_is_no_answer_to_another() {
    let server = tenant(Mode::Strict).await;
    let phone = GuardianPhone::enrolled(&server, ANN, "ann").await;
    login(&server);
    let first = phone.push(&server);
    login(&server);
    let second = phone.push(&server);

    let answer =
        phone.resolve_with(second["txtkn"].as_str().unwrap(), &phone.key.jwt(&phone.answer(&first, true))).await;

    assert_eq!(refusal(&answer), (401, "invalid_token".to_owned()));
}

#[tokio::test]
async fn clock_that_is_wrong_is_named_as_such() {
    let server = tenant(Mode::AsIs).await;
    let phone = GuardianPhone::enrolled(&server, ANN, "ann").await;
    for (now, words) in [(START - 60, "has expired"), (START + 60, "not valid yet")] {
        login(&server);
        phone.now.set(now);

        let answer = phone.resolve(&phone.push(&server), true).await;

        assert_eq!(refusal(&answer), (401, "invalid_token".to_owned()));
        assert!(answer.json()["message"].as_str().unwrap().contains(words), "{}", answer.body);
    }
}

#[tokio::test]
async fn device_accounts_are_open_to_their_own_device_only() {
    let invalid = "401 invalid_token";
    type Change = fn(&GuardianPhone) -> Value;
    let cases: Vec<(Case, &str, Change)> = vec![
        (case("everything right", "ok", "ok"), "iat", |_| json!(START)),
        (case("another enrollment", invalid, invalid), "iss", |_| json!("dev_other")),
        (case("another user", invalid, invalid), "sub", |_| json!("auth0|other")),
        (case("address with the id", invalid, invalid), "aud", |phone| json!(phone.url("/device-accounts/x"))),
        (case("address without the first segment", invalid, "ok"), "aud", |phone| {
            json!(format!("{}/api/device-accounts", phone.tenant))
        }),
        (case("ended", invalid, invalid), "exp", |_| json!(START - 1)),
        (case("starts in the future", invalid, invalid), "iat", |_| json!(START + 100)),
        (case("lives longer than two hours", invalid, "ok"), "exp", |_| json!(START + 7_201)),
        (case("fractional time", invalid, "ok"), "exp", |_| json!(1_900_007_199.5)),
    ];
    for mode in [Mode::Strict, Mode::AsIs] {
        let server = tenant(mode).await;
        let phone = GuardianPhone::enrolled(&server, ANN, "ann").await;
        let foreign = GuardianPhone::enrolled(&server, BOB, "bob").await;
        let change = json!({"name": "Renamed"});
        for (case, claim, value) in &cases {
            let token = phone.key.jwt(&with(&phone.device_claims(), claim, value(&phone)));

            case.check(mode, &phone.account("PATCH", &token, Some(&change)).await);
        }
        for (name, token) in [
            ("another key", foreign.key.jwt(&phone.device_claims())),
            ("another account's own token", foreign.device_token()),
            ("another account's bearer", foreign.enrolled["token"].as_str().unwrap().to_owned()),
            ("something else", "x".to_owned()),
        ] {
            case(name, invalid, invalid).check(mode, &phone.account("PATCH", &token, Some(&change)).await);
            case(name, invalid, invalid).check(mode, &phone.account("DELETE", &token, None).await);
        }
        for (case, body) in [
            (case("nothing", "400 invalid_body", "ok"), json!({})),
            (case("a member that nobody knows", "400 invalid_body", "ok"), json!({"name": "n", "color": "red"})),
            (case("a name of another type", "400 invalid_body", "400 invalid_body"), json!({"name": 1})),
            (case("a long name", "400 invalid_body", "400 invalid_body"), json!({"name": "n".repeat(129)})),
            (
                case("an unknown push service", "400 invalid_body", "400 invalid_body"),
                json!({"push_credentials": {"service": "X", "token": "t"}}),
            ),
        ] {
            case.check(mode, &phone.account("PATCH", &phone.device_token(), Some(&body)).await);
        }
        assert_eq!(server.tenant().enrollments().len(), 2);
    }
}

#[tokio::test]
async fn consents_are_shown_to_the_device_that_proves_its_key_once() {
    let invalid = "401 invalid_token";
    type Change = fn(&GuardianPhone) -> Value;
    let cases: Vec<(Case, &str, Change)> = vec![
        (case("everything right", "ok", "ok"), "iat", |_| json!(START)),
        (case("another address", invalid, invalid), "htu", |phone| json!(format!("{}/rich-consents/x", phone.tenant))),
        (case("another method", invalid, invalid), "htm", |_| json!("POST")),
        (case("another token", invalid, invalid), "ath", |_| json!("CzMD9-OOC7tzMpYDBdgrSUtmhx8Jw9cZMSf4KXVRC5A")),
        (case("no token", invalid, invalid), "ath", |_| Value::Null),
        (case("no id", invalid, invalid), "jti", |_| Value::Null),
        (case("empty id", invalid, invalid), "jti", |_| json!("")),
        (case("long id", invalid, invalid), "jti", |_| json!("j".repeat(129))),
        (case("too old", invalid, invalid), "iat", |_| json!(START - 31)),
        (case("from the future", invalid, invalid), "iat", |_| json!(START + 31)),
        (case("fractional time", invalid, "ok"), "iat", |_| json!(1_900_000_000.5)),
        (case("claim that nobody knows", invalid, "ok"), "nonce", |_| json!("n")),
    ];
    for mode in [Mode::Strict, Mode::AsIs] {
        let server = tenant(mode).await;
        let phone = GuardianPhone::enrolled(&server, ANN, "ann").await;
        let foreign = GuardianPhone::enrolled(&server, BOB, "bob").await;
        let context = LoginContext { consent: Some(ConsentSpec::default()), ..LoginContext::default() };
        server.tenant().start_login(ANN, context.clone()).unwrap();
        let push = phone.push(&server);
        let (id, token) = (push["txlnkid"].as_str().unwrap(), push["txtkn"].as_str().unwrap());
        for (case, claim, value) in &cases {
            let claims = with(&phone.proof_claims(id, token, case.name), claim, value(&phone));

            case.check(mode, &phone.consent(id, token, &phone.proof(&claims)).await);
        }
        let refused = |name| case(name, invalid, invalid);
        let fresh = |unique: &str| phone.proof_claims(id, token, unique);
        refused("used before").check(mode, &phone.consent(id, token, &phone.proof(&fresh("everything right"))).await);
        refused("another key").check(mode, &phone.consent(id, token, &foreign.proof(&fresh("a"))).await);
        let other_typ = phone.key.sign(&json!({"alg": "RS256", "typ": "JWT", "jwk": phone.key.jwk()}), &fresh("b"));
        refused("another type").check(mode, &phone.consent(id, token, &other_typ).await);
        refused("no key").check(mode, &phone.consent(id, token, &phone.key.jwt(&fresh("c"))).await);
        refused("no proof").check(mode, &phone.consent(id, token, "").await);
        refused("unknown token").check(mode, &phone.consent(id, "unknown", &phone.proof(&fresh("d"))).await);
        let sign_byte = json!({"alg": "RS256", "typ": "dpop+jwt", "jwk": phone.key.jwk_with_sign_byte()});
        let signed = phone.key.sign(&sign_byte, &fresh("e"));
        case("key with a sign byte", invalid, "ok").check(mode, &phone.consent(id, token, &signed).await);

        server.tenant().start_login(BOB, context.clone()).unwrap();
        let theirs = foreign.push(&server)["txlnkid"].as_str().unwrap().to_owned();
        let missing = case("another login's consent", "404 consent_not_found", "404 consent_not_found");
        let proof = phone.proof(&phone.proof_claims(&theirs, token, "f"));
        missing.check(mode, &phone.consent(&theirs, token, &proof).await);
        let plain = Http::new().get(&format!("{}/rich-consents/{id}", server.url())).await;
        refused("no credentials").check(mode, &plain);
    }
}
