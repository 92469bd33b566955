//! Second factors at a tenant: push, one-time codes and recovery codes for a login that waits for one.

use crate::support::Rp;
use crate::support::jws::claims;
use crate::support::rp::{MFA_OOB, MFA_OTP, MFA_RECOVERY, USER};
use countersign_server_mock::{FactorName, Mode};
use serde_json::{Value, json};

async fn oob(rp: &Rp, mfa_token: &str, oob_code: &str) -> crate::support::Answer {
    rp.token(json!({"grant_type": MFA_OOB, "mfa_token": mfa_token, "oob_code": oob_code})).await
}

async fn otp(rp: &Rp, mfa_token: &str, code: &str) -> crate::support::Answer {
    rp.token(json!({"grant_type": MFA_OTP, "mfa_token": mfa_token, "otp": code})).await
}

#[tokio::test]
async fn approved_push_gives_tokens_once() {
    let rp = Rp::start(Mode::Strict).await;
    let (phone, mfa_token, oob_code) = rp.push_login().await;

    let pending = oob(&rp, &mfa_token, &oob_code).await;
    assert_eq!(phone.answer(&rp.server, true).await.status, 204);
    let tokens = oob(&rp, &mfa_token, &oob_code).await;
    let again = oob(&rp, &mfa_token, &oob_code).await;

    assert_eq!((pending.status, pending.error().as_str()), (400, "authorization_pending"));
    assert_eq!(phone.pushes(&rp.server).len(), 1);
    assert_eq!(tokens.json()["scope"], "openid profile email");
    assert_eq!(claims(tokens.json()["id_token"].as_str().unwrap())["amr"], json!(["mfa"]));
    assert_eq!((again.status, again.error().as_str()), (401, "invalid_grant"));
}

#[tokio::test]
async fn rejected_push_is_final() {
    for (mode, status, error) in [(Mode::Strict, 403, "invalid_grant"), (Mode::AsIs, 400, "access_denied")] {
        let rp = Rp::start(mode).await;
        let (phone, mfa_token, oob_code) = rp.push_login().await;

        phone.answer(&rp.server, false).await;
        let late = phone.answer(&rp.server, true).await;

        assert_ne!(late.status, 204);
        for _ in 0..2 {
            let answer = oob(&rp, &mfa_token, &oob_code).await;
            assert_eq!((answer.status, answer.error().as_str()), (status, error));
            assert_eq!(answer.json()["error_description"], "MFA Authorization rejected.");
        }
    }
}

#[tokio::test]
async fn polling_too_fast_is_slowed_down() {
    let rp = Rp::start(Mode::Strict).await;
    let (_phone, mfa_token, oob_code) = rp.push_login().await;

    let first = oob(&rp, &mfa_token, &oob_code).await;
    rp.advance(4);
    let early = oob(&rp, &mfa_token, &oob_code).await;
    rp.advance(10);
    let patient = oob(&rp, &mfa_token, &oob_code).await;

    assert_eq!(first.error(), "authorization_pending");
    assert_eq!((early.status, early.error().as_str()), (400, "slow_down"));
    assert_eq!((early.header("retry-after"), &early.json()["interval"]), ("10", &json!(10)));
    assert_eq!(patient.error(), "authorization_pending");
}

#[tokio::test]
async fn unanswered_push_and_old_login_expire() {
    let rp = Rp::start(Mode::Strict).await;
    let (phone, mfa_token, oob_code) = rp.push_login().await;

    rp.advance(300);
    let late = oob(&rp, &mfa_token, &oob_code).await;
    rp.advance(300);
    let later = oob(&rp, &mfa_token, &oob_code).await;
    let code = otp(&rp, &mfa_token, &phone.code(&rp.server)).await;
    let challenge = rp.post("/mfa/challenge", json!({"mfa_token": mfa_token})).await;

    assert_eq!(
        (late.error().as_str(), &late.json()["error_description"]),
        ("expired_token", &json!("oob_code is expired"))
    );
    for answer in [later, code, challenge] {
        assert_eq!((answer.status, answer.error().as_str()), (401, "expired_token"));
        assert_eq!(answer.json()["error_description"], "mfa_token is expired");
    }
}

#[tokio::test]
async fn one_time_code_of_a_phone_gives_tokens_once() {
    let rp = Rp::start(Mode::Strict).await;
    let phone = rp.phone(USER, "phone").await;
    let (first, second) = (rp.mfa_token().await, rp.mfa_token().await);
    let code = phone.code(&rp.server);

    let challenge = rp.post("/mfa/challenge", json!({"mfa_token": first, "challenge_type": "otp"})).await;
    let tokens = otp(&rp, &first, &code).await;
    let replayed_login = otp(&rp, &first, &code).await;
    let replayed_code = otp(&rp, &second, &code).await;

    assert_eq!(challenge.json(), json!({"challenge_type": "otp"}));
    assert_eq!(tokens.status, 200);
    assert_eq!((replayed_login.status, replayed_login.error().as_str()), (401, "invalid_grant"));
    assert_eq!((replayed_code.status, replayed_code.error().as_str()), (403, "invalid_grant"));
    assert_eq!(replayed_code.json()["error_description"], "Invalid otp_code.");
}

#[tokio::test]
async fn ten_wrong_codes_lock_the_factor_and_one_more_is_allowed_every_six_minutes() {
    let rp = Rp::start(Mode::Strict).await;
    let phone = rp.phone(USER, "phone").await;
    let mfa_token = rp.mfa_token().await;
    let wrong = if phone.code(&rp.server) == "000000" { "000001" } else { "000000" };

    for _ in 0..10 {
        assert_eq!(otp(&rp, &mfa_token, wrong).await.status, 403);
    }
    let locked = otp(&rp, &mfa_token, &phone.code(&rp.server)).await;
    rp.advance(360);
    let allowed = otp(&rp, &mfa_token, &phone.code(&rp.server)).await;

    assert_eq!((locked.status, locked.error().as_str()), (429, "too_many_attempts"));
    let reset: u64 = locked.header("x-ratelimit-reset").parse().unwrap();
    assert_eq!(reset, crate::support::START + 360);
    assert_eq!(allowed.status, 200);
}

#[tokio::test]
async fn recovery_code_gives_tokens_and_the_next_code() {
    let rp = Rp::start(Mode::Strict).await;
    let phone = rp.phone(USER, "phone").await;
    let code = phone.enrollment()["recovery_code"].as_str().unwrap();
    let recover = async |code: &str| {
        let mfa_token = rp.mfa_token().await;
        rp.token(json!({"grant_type": MFA_RECOVERY, "mfa_token": mfa_token, "recovery_code": code})).await
    };

    let first = recover(code).await;
    let next = first.json()["recovery_code"].as_str().unwrap().to_owned();
    let replayed = recover(code).await;
    let second = recover(&next).await;

    assert_eq!(first.status, 200);
    assert!(next.len() == 24 && next != code);
    assert_eq!((replayed.status, replayed.error().as_str()), (403, "invalid_grant"));
    assert_eq!(second.status, 200);
}

#[tokio::test]
async fn challenge_goes_to_the_named_phone_or_to_all() {
    let rp = Rp::start(Mode::Strict).await;
    let (one, two) = (rp.phone(USER, "one").await, rp.phone(USER, "two").await);
    let mfa_token = rp.mfa_token().await;
    let challenge = async |fields: Value| {
        let mut body = json!({"mfa_token": mfa_token});
        for (name, value) in fields.as_object().unwrap() {
            body[name] = value.clone();
        }
        rp.post("/mfa/challenge", body).await.json()["challenge_type"].as_str().unwrap_or_default().to_owned()
    };
    let received = || (one.pushes(&rp.server).len(), two.pushes(&rp.server).len());

    assert_eq!(
        challenge(json!({"challenge_type": "oob", "authenticator_id": format!("push|{}", two.id())})).await,
        "oob"
    );
    assert_eq!(received(), (0, 1));
    assert_eq!(challenge(json!({})).await, "oob");
    assert_eq!(received(), (1, 2));
    assert_eq!(challenge(json!({"challenge_type": "otp oob"})).await, "otp");
    assert_eq!(challenge(json!({"authenticator_id": format!("totp|{}", one.id())})).await, "otp");
    assert_eq!(received(), (1, 2));
}

#[tokio::test]
async fn bad_challenges_get_their_documented_error() {
    let rp = Rp::start(Mode::Strict).await;
    let unenrolled = rp.mfa_token().await;
    let foreign = rp.phone("ben@example.com", "ben").await;
    assert_eq!(rp.post("/mfa/challenge", json!({"mfa_token": unenrolled})).await.error(), "association_required");
    let phone = rp.phone(USER, "phone").await;
    let mfa_token = rp.mfa_token().await;
    let not_push = format!("totp|{}", phone.id());

    for (fields, status, error) in [
        (json!({"mfa_token": null}), 400, "invalid_request"),
        (json!({"mfa_token": 1}), 400, "invalid_request"),
        (json!({"mfa_token": "Fe26.2*unknown"}), 401, "invalid_grant"),
        (json!({"mfa_token": "x".repeat(5_000)}), 400, "invalid_request"),
        (json!({"client_id": null}), 400, "invalid_request"),
        (json!({"client_secret": "wrong"}), 401, "invalid_client"),
        (json!({"client_id": "other"}), 400, "invalid_request"),
        (json!({"challenge_type": "sms"}), 401, "unsupported_challenge_type"),
        (json!({"challenge_type": ["oob"]}), 400, "invalid_request"),
        (json!({"challenge_type": "oob", "authenticator_id": not_push}), 401, "unsupported_challenge_type"),
        (json!({"authenticator_id": format!("push|{}", foreign.id())}), 404, "not_found"),
        (json!({"authenticator_id": "push|dev_unknown"}), 404, "not_found"),
        (json!({"authenticator_id": 7}), 400, "invalid_request"),
    ] {
        let mut body = json!({"mfa_token": mfa_token});
        for (name, value) in fields.as_object().unwrap() {
            body[name] = value.clone();
        }
        let answer = rp.post("/mfa/challenge", body).await;
        assert_eq!((answer.status, answer.error().as_str()), (status, error), "{fields}");
    }
    rp.configure(|settings| {
        settings.factors.remove(&FactorName::PushNotification);
    });
    let off = rp.post("/mfa/challenge", json!({"mfa_token": mfa_token, "challenge_type": "oob"})).await;
    assert_eq!(off.error(), "unsupported_challenge_type");
}

#[tokio::test]
async fn bad_grants_get_their_documented_error() {
    let rp = Rp::start(Mode::Strict).await;
    let (phone, mfa_token, oob_code) = rp.push_login().await;
    let other_login = rp.mfa_token().await;
    phone.answer(&rp.server, true).await;

    for (fields, status, error) in [
        (json!({"grant_type": MFA_OOB, "oob_code": oob_code}), 400, "invalid_request"),
        (json!({"grant_type": MFA_OOB, "mfa_token": mfa_token}), 400, "invalid_request"),
        (json!({"grant_type": MFA_OOB, "mfa_token": mfa_token, "oob_code": 5}), 400, "invalid_request"),
        (json!({"grant_type": MFA_OOB, "mfa_token": mfa_token, "oob_code": "unknown"}), 403, "invalid_grant"),
        (json!({"grant_type": MFA_OOB, "mfa_token": other_login, "oob_code": oob_code}), 400, "invalid_request"),
        (json!({"grant_type": MFA_OOB, "mfa_token": "unknown", "oob_code": oob_code}), 401, "invalid_grant"),
        (
            json!({"grant_type": MFA_OOB, "mfa_token": mfa_token, "oob_code": oob_code, "client_id": "other"}),
            400,
            "invalid_request",
        ),
        (json!({"grant_type": MFA_OTP, "mfa_token": mfa_token}), 400, "invalid_request"),
        (json!({"grant_type": MFA_OTP, "mfa_token": mfa_token, "otp": 123_456}), 400, "invalid_request"),
        (json!({"grant_type": MFA_OTP, "mfa_token": mfa_token, "otp": "12345678901"}), 403, "invalid_grant"),
        (json!({"grant_type": MFA_RECOVERY, "mfa_token": mfa_token}), 400, "invalid_request"),
        (json!({"grant_type": MFA_RECOVERY, "mfa_token": mfa_token, "recovery_code": "X"}), 403, "invalid_grant"),
    ] {
        let answer = rp.token(fields.clone()).await;
        assert_eq!((answer.status, answer.error().as_str()), (status, error), "{fields}");
    }
    assert_eq!(oob(&rp, &mfa_token, &oob_code).await.status, 200);
}
