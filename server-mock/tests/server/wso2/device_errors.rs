//! Registrations, changes and calls of owners that a server speaking WSO2 refuses.

use crate::support::wso2::{
    ANN, BOB, DEVICES, Key, Wso2Phone, advance, allow_many, call, refusal, server, token, with,
};
use countersign_server_mock::{Mode, OrganizationSpec, TokenSpec};
use data_encoding::BASE64;
use rsa::RsaPublicKey;
use rsa::pkcs8::EncodePublicKey;
use serde_json::{Value, json};

/// The SubjectPublicKeyInfo of a key of `bytes` bytes that nobody has the other half of.
fn spki(bytes: usize) -> String {
    let mut modulus = vec![0xC5; bytes];
    *modulus.last_mut().unwrap() |= 1;
    let n = rsa::BoxedUint::from_be_slice_vartime(&modulus);
    let key = RsaPublicKey::new_unchecked(n, rsa::BoxedUint::from(65_537_u32));
    BASE64.encode(key.to_public_key_der().unwrap().as_bytes())
}

#[tokio::test]
async fn bad_registrations_are_refused_and_leave_the_discovery_data_usable() {
    let server = server(Mode::Strict).await;
    let phone = Wso2Phone::scanned(&server, &server.identity_server().discovery(ANN).unwrap(), "ann");
    let good = phone.registration();
    let other_signature = BASE64.encode(&phone.key.sign("another challenge.token-ann"));
    let wrapped = format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----", phone.key.spki);

    for (name, value, code) in [
        ("deviceId", Value::Null, "UE-10000"),
        ("deviceId", json!(7), "UE-10000"),
        ("deviceId", json!("x".repeat(65)), "UE-10000"),
        ("deviceId", json!("00000000-0000-4000-8000-000000000000"), "PDH-15002"),
        ("name", Value::Null, "UE-10000"),
        ("name", json!(" "), "UE-10000"),
        ("name", json!("n".repeat(129)), "UE-10000"),
        ("name", json!("a\nb"), "UE-10000"),
        ("model", Value::Null, "UE-10000"),
        ("model", json!(["Pixel"]), "UE-10000"),
        ("model", json!("m".repeat(129)), "UE-10000"),
        ("deviceToken", Value::Null, "UE-10000"),
        ("deviceToken", json!("t".repeat(4_097)), "UE-10000"),
        ("deviceToken", json!("another"), "PDH-15005"),
        ("publicKey", Value::Null, "UE-10000"),
        ("publicKey", json!("no base64"), "PDH-15004"),
        ("publicKey", json!(BASE64.encode(b"no key")), "PDH-15004"),
        ("publicKey", json!(wrapped), "UE-10000"),
        ("publicKey", json!(spki(128)), "PDH-15004"),
        ("publicKey", json!(spki(512)), "PDH-15004"),
        ("publicKey", json!(spki(1_024)), "PDH-15004"),
        ("publicKey", json!(Key::named("bob").spki), "PDH-15005"),
        ("signature", Value::Null, "UE-10000"),
        ("signature", json!("?"), "PDH-15004"),
        ("signature", json!(""), "UE-10000"),
        ("signature", json!(other_signature), "PDH-15005"),
        ("signature", json!("s".repeat(2_049)), "UE-10000"),
        ("provider", json!("FCM"), "UE-10000"),
        ("provider", json!({}), "UE-10000"),
        ("provider", json!({"name": ""}), "UE-10000"),
        ("provider", json!({"name": "p".repeat(129)}), "UE-10000"),
        ("provider", json!({"name": "FCM", "metadata": {"a": 1}}), "UE-10000"),
        ("provider", json!({"name": "Unknown"}), "PDH-15013"),
        ("provider", json!({"name": "AmazonSNS", "metadata": {"platform": "APNS"}}), "PDH-15013"),
        ("platform", json!("android"), "UE-10000"),
    ] {
        let answer = phone.register(&with(&good, name, value.clone())).await;
        assert_eq!(refusal(&answer), (400, code.to_owned()), "{name}: {value}: {}", answer.body);
    }

    assert!(server.identity_server().devices().is_empty());
    assert_eq!(phone.register(&good).await.status, 201);
}

#[tokio::test]
async fn bodies_of_the_wrong_kind_are_refused() {
    let server = server(Mode::Strict).await;
    let phone = Wso2Phone::scanned(&server, &server.identity_server().discovery(ANN).unwrap(), "ann");
    let good = phone.registration().to_string();
    let url = phone.url(DEVICES);
    let twice = good.replacen('{', r#"{"name":"First","#, 1);
    for (content_type, body, status) in [
        ("text/plain", good.clone(), 415),
        ("", good.clone(), 415),
        ("application/json", "[]".to_owned(), 400),
        ("application/json", "{".to_owned(), 400),
        ("application/json", twice, 400),
        ("application/json", format!("{good}{}", " ".repeat(70_000)), 413),
        ("application/json; charset=utf-8", good.clone(), 201),
    ] {
        let answer = phone.http.send("POST", &url, &[("content-type", content_type)], body).await.unwrap();
        assert_eq!(answer.status, status, "{content_type}: {}", answer.body);
    }
}

#[tokio::test]
async fn discovery_data_is_good_once_and_for_180_seconds_and_the_log_knows_why_not() {
    for mode in [Mode::Strict, Mode::AsIs] {
        let server = server(mode).await;
        let identity = server.identity_server();
        allow_many(&identity);
        let late = Wso2Phone::scanned(&server, &identity.discovery(ANN).unwrap(), "bob");
        advance(&server, &late, 1);
        let used = Wso2Phone::enrolled(&server, ANN, "ann").await;
        let elsewhere = Wso2Phone::scanned(&server, &identity.discovery(ANN).unwrap(), "ann-second");
        let branch = identity.add_organization(&OrganizationSpec::named("Branch")).unwrap();
        advance(&server, &late, 179);

        let again = used.register(&used.registration()).await;
        let expired = late.register(&late.registration()).await;
        let made_up = late.register(&with(&late.registration(), "deviceId", json!("made-up"))).await;
        let url = format!("{}/o/{}{DEVICES}", server.url(), branch.id);
        let foreign = elsewhere.http.json("POST", &url, &elsewhere.registration()).await;
        let in_time = elsewhere.register(&elsewhere.registration()).await;

        for answer in [again, expired, made_up, foreign] {
            assert_eq!(refusal(&answer), (400, "PDH-15002".to_owned()));
        }
        assert_eq!(in_time.status, 201);
        let log = identity.log();
        let reasons: Vec<&str> = log.iter().filter_map(|entry| entry.details["reason"].as_str()).collect();
        assert_eq!(reasons, ["used", "expired", "missing", "another organization"]);
    }
}

#[tokio::test]
async fn users_have_as_many_devices_as_the_rules_allow() {
    let server = server(Mode::Strict).await;
    let identity = server.identity_server();
    Wso2Phone::enrolled(&server, ANN, "ann").await;
    let second = Wso2Phone::scanned(&server, &identity.discovery(ANN).unwrap(), "ann-second");
    let refused = second.register(&second.registration()).await;
    assert_eq!(refusal(&refused), (400, "PDH-15003".to_owned()));

    let mut settings = identity.device_settings("carbon.super").unwrap();
    settings.enable_multiple_device_enrollment = true;
    identity.set_device_settings("carbon.super", settings).unwrap();
    assert_eq!(second.register(&second.registration()).await.status, 201);
    let third = Wso2Phone::scanned(&server, &identity.discovery(ANN).unwrap(), "bob");

    assert_eq!(refusal(&third.register(&third.registration()).await), (400, "PDH-15019".to_owned()));
    Wso2Phone::enrolled(&server, BOB, "bob").await;
}

#[tokio::test]
async fn vendors_server_calls_an_unreadable_key_its_own_failure_and_takes_longer_ones() {
    let server = server(Mode::AsIs).await;
    let phone = Wso2Phone::scanned(&server, &server.identity_server().discovery(ANN).unwrap(), "ann");
    let good = phone.registration();

    let unreadable = phone.register(&with(&good, "publicKey", json!("AAAA"))).await;
    let longer = phone.register(&with(&good, "publicKey", json!(spki(512)))).await;
    let with_more = with(&good, "platform", json!("android"));
    let custom = phone.register(&with(&with_more, "provider", json!({"name": "Pigeon"}))).await;

    assert_eq!(refusal(&unreadable), (500, "PDH-15004".to_owned()));
    assert_eq!(refusal(&longer), (400, "PDH-15005".to_owned()));
    assert_eq!(custom.status, 201, "{}", custom.body);
    assert_eq!(server.identity_server().devices()[0].provider, "Pigeon");
}

#[tokio::test]
async fn amazon_sns_needs_to_know_the_platform() {
    let server = server(Mode::AsIs).await;
    let phone = Wso2Phone::scanned(&server, &server.identity_server().discovery(ANN).unwrap(), "ann");

    let answer = phone.register(&with(&phone.registration(), "provider", json!({"name": "AmazonSNS"}))).await;

    assert_eq!(refusal(&answer), (400, "PPE-65011".to_owned()));
}

#[tokio::test]
async fn messages_of_devices_about_themselves_are_checked() {
    let server = server(Mode::Strict).await;
    let identity = server.identity_server();
    let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
    let bob = Wso2Phone::enrolled(&server, BOB, "bob").await;
    let now = phone.now.get();
    let exp = json!({"exp": now + 60});
    let plain = |header: Value| phone.key.jws(&header, &exp);

    for what in ["remove", "update"] {
        for token in [
            bob.own_token(&exp),
            phone.signed(&exp),
            plain(json!({"alg": "none", "typ": "JWT"})),
            plain(json!({"alg": "RS256"})),
            phone.own_token(&json!({})),
            phone.own_token(&json!({"exp": now})),
            phone.own_token(&json!({"exp": now + 700})),
            phone.own_token(&json!({"exp": (now + 60) * 1_000})),
            phone.own_token(&json!({"exp": now + 60, "purpose": "x"})),
            "token".to_owned(),
            String::new(),
        ] {
            let answer = phone.manage(what, &token).await;
            assert_eq!(refusal(&answer), (400, "PDH-15006".to_owned()), "{what} {token}");
        }
        let url = phone.url(&format!("{DEVICES}/unknown/{what}"));
        let unknown = phone.http.json("POST", &url, &json!({"token": phone.own_token(&exp)})).await;
        assert_eq!(refusal(&unknown), (400, "PDH-15009".to_owned()));
        for body in [json!({}), json!({"token": 1}), json!({"token": phone.own_token(&exp), "more": 1}), json!([])] {
            let url = phone.url(&format!("{DEVICES}/{}/{what}", phone.id()));
            assert_eq!(refusal(&phone.http.json("POST", &url, &body).await), (400, "UE-10000".to_owned()));
        }
    }
    for claims in [
        json!({"exp": now + 60}),
        json!({"exp": now + 60, "name": ""}),
        json!({"exp": now + 60, "name": "n".repeat(129)}),
        json!({"exp": now + 60, "name": 5}),
        json!({"exp": now + 60, "deviceToken": "t".repeat(4_097)}),
        json!({"exp": now + 60, "name": "New", "deviceToken": null}),
    ] {
        let answer = phone.manage("update", &phone.own_token(&claims)).await;
        assert_eq!(refusal(&answer), (400, "PDH-15012".to_owned()), "{claims}");
    }
    assert_eq!(identity.devices().len(), 2);
    assert!(identity.devices().iter().all(|device| device.name == "My phone"));
}

#[tokio::test]
async fn vendors_server_cannot_change_devices_until_switched_on() {
    let server = server(Mode::AsIs).await;
    let identity = server.identity_server();
    let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
    let token = phone.own_token(&json!({"exp": (phone.now.get() + 60) * 1_000, "name": "New"}));

    let absent = phone.manage("update", &token).await;
    let mut switches = identity.switches();
    switches.has_update_endpoint = Some(true);
    identity.set_switches(switches).unwrap();
    let present = phone.manage("update", &token).await;

    assert_eq!((absent.status, present.status), (404, 204));
    assert_eq!(identity.devices()[0].name, "New");
}

#[tokio::test]
async fn owners_need_a_token_that_fits() {
    let server = server(Mode::Strict).await;
    let identity = server.identity_server();
    let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
    let tenant = identity.add_organization(&OrganizationSpec::tenant("other.example")).unwrap();
    let elsewhere =
        TokenSpec { organization: Some(tenant.id), scopes: vec!["internal_login".to_owned()], ..TokenSpec::default() };
    let spec = TokenSpec {
        user: Some(ANN.to_owned()),
        scopes: vec!["internal_login".to_owned()],
        lifetime: Some(0),
        ..TokenSpec::default()
    };
    let one = format!("{DEVICES}/{}", phone.id());
    let tokens = [
        (None, (401, "401")),
        (Some(String::new()), (401, "401")),
        (Some("made-up".to_owned()), (401, "401")),
        (Some(identity.access_token(spec).unwrap()), (401, "401")),
        (Some(token(&identity, Some(ANN), &["openid"])), (403, "403")),
        (Some(token(&identity, None, &["internal_login"])), (403, "403")),
        (Some(identity.access_token(elsewhere).unwrap()), (403, "403")),
    ];
    for (method, path) in [
        ("GET", "/api/users/v1/me/push/discovery-data"),
        ("GET", DEVICES),
        ("GET", one.as_str()),
        ("DELETE", one.as_str()),
    ] {
        for (token, (status, code)) in &tokens {
            let answer = call(&server, method, path, token.as_deref(), None).await;
            assert_eq!(refusal(&answer), (*status, (*code).to_owned()), "{method} {path}");
        }
    }
    assert_eq!(identity.devices().len(), 1);
}

#[tokio::test]
async fn places_and_paths_that_do_not_exist_are_not_found() {
    let server = server(Mode::Strict).await;
    let identity = server.identity_server();
    let token = token(&identity, Some(ANN), &["internal_login"]);
    let branch = identity.add_organization(&OrganizationSpec::named("Branch")).unwrap();
    for place in [
        "/t/unknown.example".to_owned(),
        "/o/unknown".to_owned(),
        "/o/carbon.super".to_owned(),
        format!("/t/{}", branch.id),
        format!("/t/unknown.example/o/{}", branch.id),
        "/t/carbon.super/o/carbon.super".to_owned(),
    ] {
        let answer = call(&server, "GET", &format!("{place}{DEVICES}"), Some(&token), None).await;
        assert_eq!(answer.status, 404, "{place}");
    }
    for (method, path, status) in [
        ("GET", "/api/users/v1/me/push", 404),
        ("GET", "/t/carbon.super/api", 404),
        ("PUT", DEVICES, 405),
        ("GET", "/push-auth/authenticate", 405),
    ] {
        let answer = call(&server, method, path, Some(&token), None).await;
        assert_eq!(refusal(&answer), (status, status.to_string()), "{method} {path}");
    }
}
