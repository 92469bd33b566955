//! The MFA API: associating, listing and removing a user's authenticators.

use crate::support::guardian::one_time_code as code;
use crate::support::rp::{MFA_OOB, MFA_OTP, USER};
use crate::support::{Handset, Rp};
use countersign_server_mock::{FactorName, Mode};
use serde_json::{Value, json};

/// An access token for the MFA API.
async fn mfa_access(rp: &Rp, scope: &str) -> String {
    rp.make_mfa_optional();
    let phone = rp.server.tenant().enrollments().into_iter().any(|enrollment| enrollment.is_confirmed);
    assert!(!phone, "a user with a factor gets no token for the password alone");
    let answer = rp.login(json!({"audience": rp.url("/mfa/"), "scope": scope})).await.json();
    answer["access_token"].as_str().unwrap().to_owned()
}

fn push() -> Value {
    json!({"authenticator_types": ["oob"], "oob_channels": ["auth0"]})
}

#[tokio::test]
async fn first_phone_is_associated_with_the_login_and_completes_it() {
    let rp = Rp::start(Mode::Strict).await;
    let mfa_token = rp.mfa_token().await;

    let begun = rp.call("POST", "/mfa/associate", &mfa_token, &push()).await.json();
    let poll = json!({"grant_type": MFA_OOB, "mfa_token": mfa_token, "oob_code": begun["oob_code"]});
    let pending = rp.token(poll.clone()).await;
    let phone = Handset::enroll(&rp.server, "phone", begun["barcode_uri"].as_str().unwrap()).await;
    let tokens = rp.token(poll.clone()).await;
    let again = rp.token(poll).await;

    assert_eq!((&begun["authenticator_type"], &begun["oob_channel"]), (&json!("oob"), &json!("auth0")));
    assert_eq!(begun["recovery_codes"][0].as_str().unwrap().len(), 24);
    assert_eq!(begun["recovery_codes"][0], phone.enrollment()["recovery_code"]);
    assert_eq!(pending.error(), "authorization_pending");
    assert_eq!(tokens.status, 200);
    assert_eq!(again.error(), "invalid_grant");
}

#[tokio::test]
async fn first_code_confirms_an_associated_code_generator() {
    let rp = Rp::start(Mode::Strict).await;
    let mfa_token = rp.mfa_token().await;

    let begun = rp.call("POST", "/mfa/associate", &mfa_token, &json!({"authenticator_types": ["otp"]})).await.json();
    let secret = begun["secret"].as_str().unwrap();
    let grant = |otp: String| json!({"grant_type": MFA_OTP, "mfa_token": mfa_token, "otp": otp});
    let wrong = rp.token(grant("000000".to_owned())).await;
    let right = rp.token(grant(code(secret, rp.server.clock().now()))).await;
    let login = rp.login(json!({})).await.json();

    let link = begun["barcode_uri"].as_str().unwrap();
    assert!(link.starts_with("otpauth://totp/Guardian%20Mock:ann%40example.com?"), "{link}");
    assert!(link.contains(secret) && !link.contains("enrollment_tx_id"));
    assert_eq!((wrong.status, wrong.error().as_str()), (403, "invalid_grant"));
    assert_eq!(right.status, 200);
    assert_eq!(login["mfa_requirements"]["challenge"], json!([{"type": "otp"}, {"type": "recovery-code"}]));
}

#[tokio::test]
async fn further_authenticators_need_a_user_who_is_logged_in() {
    let rp = Rp::start(Mode::Strict).await;
    let access = mfa_access(&rp, "enroll").await;
    rp.phone(USER, "phone").await;
    let mfa_token = rp.mfa_token().await;

    let refused = rp.call("POST", "/mfa/associate", &mfa_token, &push()).await;
    let begun = rp.call("POST", "/mfa/associate", &access, &json!({"authenticator_types": ["otp"]})).await.json();
    let otp = code(begun["secret"].as_str().unwrap(), rp.server.clock().now());
    let confirmed = rp.token(json!({"grant_type": MFA_OTP, "mfa_token": access, "otp": otp})).await;
    let second = rp.call("POST", "/mfa/associate", &access, &push()).await.json();
    Handset::enroll(&rp.server, "second", second["barcode_uri"].as_str().unwrap()).await;
    let polled = rp.token(json!({"grant_type": MFA_OOB, "mfa_token": access, "oob_code": second["oob_code"]})).await;

    assert_eq!((refused.status, refused.error().as_str()), (403, "access_denied"));
    assert_eq!(refused.json()["error_description"], "User is already enrolled.");
    assert_eq!(begun.get("recovery_codes"), None);
    assert_eq!((confirmed.status, polled.status), (200, 200));
    let confirmed = rp.server.tenant().enrollments().into_iter().filter(|enrollment| enrollment.is_confirmed);
    assert_eq!(confirmed.count(), 3);
}

#[tokio::test]
async fn every_phone_is_listed_as_two_authenticators_and_removed_with_its_sibling() {
    for sibling in ["push", "totp"] {
        let rp = Rp::start(Mode::Strict).await;
        let access = mfa_access(&rp, "read:authenticators remove:authenticators").await;
        let phone = rp.phone(USER, "Pixel").await;
        let foreign = rp.phone("ben@example.com", "ben").await;
        let list = async |bearer: &str| rp.call("GET", "/mfa/authenticators", bearer, &Value::Null).await.json();
        let id = phone.id();

        let listed = list(&access).await;
        let waiting = list(&rp.mfa_token().await).await;
        let remove = async |id: &str| {
            let path = format!("/mfa/authenticators/{}", crate::support::http::escape(id));
            rp.call("DELETE", &path, &access, &Value::Null).await.status
        };

        let mut shown: Vec<Value> = listed.as_array().unwrap().clone();
        shown.retain(|entry| entry["authenticator_type"] != "recovery-code");
        assert_eq!(
            shown,
            [
                json!({
                    "id": format!("push|{id}"), "authenticator_type": "oob", "oob_channel": "auth0", "active": true,
                    "name": "Phone Pixel",
                }),
                json!({"id": format!("totp|{id}"), "authenticator_type": "otp", "active": true}),
            ]
        );
        assert_eq!(waiting, listed);
        for unknown in [format!("push|{}", foreign.id()), "push|dev_x".to_owned(), id.to_owned(), format!("sms|{id}")] {
            assert_eq!(remove(&unknown).await, 404, "{unknown}");
        }
        assert_eq!(remove(&format!("{sibling}|{id}")).await, 204);
        assert_eq!(remove(&format!("{sibling}|{id}")).await, 404);
        assert_eq!(list(&access).await, json!([]));
    }
}

#[tokio::test]
async fn pending_authenticator_is_listed_as_inactive() {
    let rp = Rp::start(Mode::Strict).await;
    let mfa_token = rp.mfa_token().await;

    rp.call("POST", "/mfa/associate", &mfa_token, &push()).await;
    let listed = rp.call("GET", "/mfa/authenticators", &mfa_token, &Value::Null).await.json();

    let shown: Vec<_> =
        listed.as_array().unwrap().iter().map(|entry| (&entry["oob_channel"], &entry["active"])).collect();
    assert_eq!(shown, [(&json!("auth0"), &json!(false)), (&Value::Null, &json!(false))]);
}

#[tokio::test]
async fn bearer_of_mfa_requests_is_checked() {
    let rp = Rp::start(Mode::Strict).await;
    let mfa_token = rp.mfa_token().await;
    let (narrow, reading) = (mfa_access(&rp, "enroll").await, mfa_access(&rp, "read:authenticators").await);
    let userinfo = rp.login(json!({})).await.json()["access_token"].as_str().unwrap().to_owned();
    let phone = rp.phone(USER, "phone").await;
    let removal = format!("/mfa/authenticators/push%7C{}", phone.id());
    let (list, associate) = ("/mfa/authenticators", "/mfa/associate");

    for (method, path, bearer, status, error) in [
        ("GET", list, "unknown", 401, "invalid_token"),
        ("GET", list, userinfo.as_str(), 401, "invalid_token"),
        ("GET", list, narrow.as_str(), 403, "insufficient_scope"),
        ("POST", associate, "unknown", 401, "invalid_token"),
        ("POST", associate, userinfo.as_str(), 401, "invalid_token"),
        ("POST", associate, reading.as_str(), 403, "insufficient_scope"),
        ("DELETE", removal.as_str(), "unknown", 401, "invalid_token"),
        ("DELETE", removal.as_str(), narrow.as_str(), 403, "insufficient_scope"),
        ("DELETE", removal.as_str(), mfa_token.as_str(), 403, "insufficient_scope"),
    ] {
        let body = if method == "POST" { push() } else { Value::Null };
        let answer = rp.call(method, path, bearer, &body).await;
        assert_eq!((answer.status, answer.error().as_str()), (status, error), "{method} {path} {bearer}");
    }
    rp.advance(600);
    for (bearer, error) in [(&mfa_token, "expired_token"), (&narrow, "invalid_token")] {
        let answer = rp.call("GET", list, bearer, &Value::Null).await;
        assert_eq!((answer.status, answer.error().as_str()), (401, error));
    }
}

#[tokio::test]
async fn bad_associations_get_their_documented_error() {
    let rp = Rp::start(Mode::Strict).await;
    let mfa_token = rp.mfa_token().await;

    for (body, status, error) in [
        (json!({}), 400, "invalid_request"),
        (json!({"authenticator_types": []}), 400, "invalid_request"),
        (json!({"authenticator_types": ["fax"]}), 400, "invalid_request"),
        (json!({"authenticator_types": [1]}), 400, "invalid_request"),
        (json!({"authenticator_types": ["otp", "oob"]}), 400, "invalid_request"),
        (json!({"authenticator_types": ["oob"]}), 400, "invalid_request"),
        (json!({"authenticator_types": ["oob"], "oob_channels": ["pigeon"]}), 400, "invalid_request"),
        (json!({"authenticator_types": ["oob"], "oob_channels": ["x".repeat(5_000)]}), 400, "invalid_request"),
        (json!({"authenticator_types": ["oob"], "oob_channels": ["sms"]}), 403, "access_denied"),
        (json!({"authenticator_types": ["otp"], "client_id": "demo-rp", "client_secret": "no"}), 401, "invalid_client"),
        (
            json!({"authenticator_types": ["otp"], "client_id": "other", "client_secret": "demo-secret"}),
            400,
            "invalid_request",
        ),
    ] {
        let answer = rp.call("POST", "/mfa/associate", &mfa_token, &body).await;
        assert_eq!((answer.status, answer.error().as_str()), (status, error), "{body}");
    }
    rp.configure(|settings| {
        settings.factors.remove(&FactorName::Otp);
    });
    let off = rp.call("POST", "/mfa/associate", &mfa_token, &json!({"authenticator_types": ["otp"]})).await;
    assert_eq!((off.status, off.error().as_str()), (403, "access_denied"));
    let form = [("content-type", "text/plain"), ("authorization", &format!("Bearer {mfa_token}"))];
    let plain = crate::support::Http::new().send("POST", &rp.url("/mfa/associate"), &form, "x").await.unwrap();
    assert_eq!((plain.status, plain.error().as_str()), (400, "invalid_request"));
}
