//! Backchannel logins (CIBA) at a tenant, answered by push with a rich consent.

use crate::support::jws::claims;
use crate::support::rp::{API, USER};
use crate::support::{Answer, Rp, START};
use countersign_server_mock::{Mode, TenantClient};
use serde_json::{Value, json};

async fn authorize(rp: &Rp, fields: Value) -> Answer {
    let sub = rp.server.tenant().user(USER).unwrap().user_id;
    let hint = json!({"format": "iss_sub", "iss": rp.url("/"), "sub": sub}).to_string();
    let mut body = json!({"login_hint": hint, "scope": "openid", "binding_message": "ORDER-17"});
    for (name, value) in fields.as_object().unwrap() {
        body[name] = value.clone();
    }
    rp.post("/bc-authorize", body).await
}

async fn poll(rp: &Rp, id: &str) -> Answer {
    rp.token(json!({"grant_type": "urn:openid:params:grant-type:ciba", "auth_req_id": id})).await
}

/// The id of a request that was accepted.
async fn started(rp: &Rp, fields: Value) -> String {
    let answer = authorize(rp, fields).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["auth_req_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn approved_request_gives_tokens_once_and_carries_what_was_agreed() {
    let rp = Rp::start(Mode::Strict).await;
    let phone = rp.phone(USER, "phone").await;
    let details = json!([{"type": "payment", "amount": 5, "to": "Bob"}]);

    let fields = json!({"audience": API, "scope": "openid pay", "authorization_details": details.to_string()});
    let start = authorize(&rp, fields).await.json();
    let id = start["auth_req_id"].as_str().unwrap();
    let pending = poll(&rp, id).await;
    phone.answer(&rp.server, true).await;
    let tokens = poll(&rp, id).await.json();
    let again = poll(&rp, id).await;

    assert_eq!((&start["expires_in"], &start["interval"]), (&json!(300), &json!(5)));
    assert_eq!((pending.status, pending.error().as_str()), (400, "authorization_pending"));
    assert_eq!(tokens["authorization_details"], details);
    let access = claims(tokens["access_token"].as_str().unwrap());
    assert_eq!((&access["aud"], &access["scope"]), (&json!(API), &json!("openid pay")));
    let id_token = claims(tokens["id_token"].as_str().unwrap());
    assert_eq!((&id_token["aud"], &id_token["auth_time"]), (&json!("demo-rp"), &json!(START)));
    assert_eq!((again.status, again.error().as_str()), (403, "invalid_grant"));
    let login = rp.server.tenant().transactions().pop().unwrap();
    assert_eq!(phone.pushes(&rp.server)[0]["txlnkid"], json!(login.consent_id.unwrap()));
}

#[tokio::test]
async fn rejected_request_is_final_and_an_unanswered_one_expires() {
    for (mode, expired) in [(Mode::Strict, "expired_token"), (Mode::AsIs, "access_denied")] {
        let rp = Rp::start(mode).await;
        let phone = rp.phone(USER, "phone").await;
        let rejected = started(&rp, json!({})).await;
        phone.answer(&rp.server, false).await;
        let unanswered = started(&rp, json!({"requested_expiry": "30"})).await;

        for _ in 0..2 {
            let answer = poll(&rp, &rejected).await;
            assert_eq!((answer.status, answer.error().as_str()), (400, "access_denied"));
        }
        rp.advance(29);
        assert_eq!(poll(&rp, &unanswered).await.error(), "authorization_pending");
        rp.advance(1);
        assert_eq!(poll(&rp, &unanswered).await.error(), expired);
        assert_ne!(phone.answer(&rp.server, true).await.status, 204);
    }
}

#[tokio::test]
async fn tokens_must_be_fetched_soon_after_the_request_ends() {
    let rp = Rp::start(Mode::Strict).await;
    let phone = rp.phone(USER, "phone").await;
    let id = started(&rp, json!({"requested_expiry": 30})).await;
    phone.answer(&rp.server, true).await;

    rp.advance(90);

    assert_eq!(poll(&rp, &id).await.error(), "expired_token");
}

#[tokio::test]
async fn polling_too_fast_is_slowed_down() {
    let rp = Rp::start(Mode::Strict).await;
    let _phone = rp.phone(USER, "phone").await;
    let id = started(&rp, json!({})).await;

    let first = poll(&rp, &id).await;
    let early = poll(&rp, &id).await;
    rp.advance(10);
    let patient = poll(&rp, &id).await;

    assert_eq!(first.error(), "authorization_pending");
    assert_eq!((early.status, early.error().as_str(), early.header("retry-after")), (400, "slow_down", "10"));
    assert_eq!(early.json()["error_description"], "You are polling faster than allowed. Try again in 10 seconds.");
    assert_eq!(patient.error(), "authorization_pending");
}

#[tokio::test]
async fn sixth_request_within_a_minute_is_refused() {
    let rp = Rp::start(Mode::Strict).await;
    let _phone = rp.phone(USER, "phone").await;

    for _ in 0..5 {
        started(&rp, json!({})).await;
    }
    let sixth = authorize(&rp, json!({})).await;
    rp.advance(60);

    assert_eq!((sixth.status, sixth.error().as_str()), (429, "too_many_requests"));
    assert_eq!(sixth.header("x-ratelimit-reset"), (START + 60).to_string());
    started(&rp, json!({})).await;
}

#[tokio::test]
async fn bad_requests_get_their_documented_error() {
    let rp = Rp::start(Mode::Strict).await;
    let unreachable = authorize(&rp, json!({})).await;
    assert_eq!((unreachable.status, unreachable.error().as_str()), (403, "access_denied"));
    let phone = rp.phone(USER, "phone").await;
    rp.server
        .tenant()
        .set_client(TenantClient { client_id: "no-push".into(), guardian_push: false, ..TenantClient::demo() })
        .unwrap();
    let sub = rp.server.tenant().user(USER).unwrap().user_id;
    let hint = |format: &str, iss: &str, sub: &str| json!({"format": format, "iss": iss, "sub": sub}).to_string();
    let issuer = rp.url("/");

    for (fields, status, error) in [
        (json!({"client_secret": "wrong"}), 401, "invalid_client"),
        (json!({"client_id": "public", "client_secret": null}), 403, "unauthorized_client"),
        (json!({"client_id": "no-push"}), 403, "unauthorized_client"),
        (json!({"scope": null}), 400, "invalid_request"),
        (json!({"scope": "profile"}), 400, "invalid_request"),
        (json!({"scope": 1}), 400, "invalid_request"),
        (json!({"login_hint": null}), 400, "invalid_request"),
        (json!({"login_hint": USER}), 400, "invalid_request"),
        (json!({"login_hint": hint("email", &issuer, &sub)}), 400, "invalid_request"),
        (json!({"login_hint": hint("iss_sub", "https://elsewhere.example/", &sub)}), 400, "invalid_request"),
        (json!({"login_hint": hint("iss_sub", &issuer, "auth0|nobody")}), 400, "unknown_user_id"),
        (json!({"binding_message": null}), 400, "invalid_request"),
        (json!({"binding_message": "x".repeat(65)}), 400, "invalid_binding_message"),
        (json!({"binding_message": "5 $"}), 400, "invalid_binding_message"),
        (json!({"binding_message": "Zürich"}), 400, "invalid_binding_message"),
        (json!({"requested_expiry": 0}), 400, "invalid_request"),
        (json!({"requested_expiry": "301"}), 400, "invalid_request"),
        (json!({"requested_expiry": "soon"}), 400, "invalid_request"),
        (json!({"requested_expiry": -5}), 400, "invalid_request"),
        (json!({"authorization_details": "{}"}), 400, "invalid_authorization_details"),
        (json!({"authorization_details": "[{}]"}), 400, "invalid_authorization_details"),
        (json!({"authorization_details": "[1]"}), 400, "invalid_authorization_details"),
        (json!({"authorization_details": "no json"}), 400, "invalid_authorization_details"),
        (json!({"authorization_details": [{"type": "a"}]}), 400, "invalid_request"),
        (json!({"audience": "https://elsewhere.example/"}), 403, "access_denied"),
        (json!({"audience": rp.url("/api/v2/")}), 403, "access_denied"),
    ] {
        let answer = authorize(&rp, fields.clone()).await;
        assert_eq!((answer.status, answer.error().as_str()), (status, error), "{fields}");
    }
    assert!(phone.pushes(&rp.server).is_empty());
    let longest = json!({"binding_message": "aZ09+-_.,:#".repeat(6).get(..64).unwrap()});
    assert_eq!(authorize(&rp, longest).await.status, 200);
}

#[tokio::test]
async fn request_belongs_to_its_client() {
    let rp = Rp::start(Mode::Strict).await;
    let phone = rp.phone(USER, "phone").await;
    let id = started(&rp, json!({})).await;
    phone.answer(&rp.server, true).await;
    let grant = "urn:openid:params:grant-type:ciba";

    for (fields, status, error) in [
        (json!({"auth_req_id": id, "client_id": "other"}), 403, "invalid_grant"),
        (json!({"auth_req_id": "unknown"}), 403, "invalid_grant"),
        (json!({"auth_req_id": null}), 400, "invalid_request"),
        (json!({"auth_req_id": [id]}), 400, "invalid_request"),
        (json!({"auth_req_id": "x".repeat(5_000)}), 400, "invalid_request"),
    ] {
        let mut body = json!({"grant_type": grant});
        for (name, value) in fields.as_object().unwrap() {
            body[name] = value.clone();
        }
        let answer = rp.token(body).await;
        assert_eq!((answer.status, answer.error().as_str()), (status, error), "{fields}");
    }
    assert_eq!(poll(&rp, &id).await.status, 200);
}
