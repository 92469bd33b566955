//! The way from an offer to an outcome, as a phone walks it.

use crate::support::jws::{Key, claims, is_signed_by, part, sha256, thumbprint};
use crate::support::phone::{enroll, enroll_claims, offer_parameter, preview, wrong};
use crate::support::{Http, Phone, START, enrolled};
use countersign_server_mock::{
    Context, LoginSpec, LoginState, MockServer, NumberStyle, RelyingParty, Settings, UserSpec,
};
use serde_json::json;

async fn server() -> MockServer {
    MockServer::builder().seed(1).start_time(START).start().await.unwrap()
}

#[tokio::test]
async fn offer_preview_and_receipt_agree() {
    let server = server().await;
    server.world().add_user(UserSpec { otp: true, ..UserSpec::named("alice@example.com") }).unwrap();
    let offer = server.world().offer("alice@example.com").unwrap();

    let shown = preview(&Http::new(), &offer.uri).await.json();
    let phone = Phone::enroll(&offer.uri, Key::ed25519(), START).await;

    assert_eq!(thumbprint(&shown["jwk"]), offer_parameter(&offer.uri, "k"));
    let preview = shown["preview"].as_str().unwrap();
    assert!(is_signed_by(preview, &shown["jwk"]));
    assert_eq!(part(preview, 0), json!({"alg": "EdDSA", "typ": "countersign-preview+jwt"}));
    let preview = claims(preview);
    let ticket_hash = sha256(&offer_parameter(&offer.uri, "t"));
    for claim in ["iss", "th", "rp", "account", "policy"] {
        assert_eq!(preview[claim], phone.receipt[claim], "{claim}");
    }
    assert_eq!(preview["iss"], server.url());
    assert_eq!(preview["th"], ticket_hash);
    assert_eq!(preview["account"], "alice@example.com");
    assert_eq!(preview["algs"], json!(["EdDSA", "ES256"]));
    assert_eq!(preview["policy"], json!({"number": "enter", "digits": 6, "uv": "none"}));
    assert!(preview["exp"].as_u64().unwrap() - preview["iat"].as_u64().unwrap() <= 600);
    assert_eq!(phone.receipt["aud"], phone.key.thumbprint());
    assert_eq!(phone.receipt["otp"]["digits"], 6);
    assert!(offer.uri.chars().count() <= 2_048);
    assert!(offer.png.starts_with(b"\x89PNG"));
    assert!(offer.svg.starts_with("<svg"));
}

#[tokio::test]
async fn enrolling_again_with_the_same_key_gets_the_same_receipt_even_after_the_ticket() {
    let server = server().await;
    server.world().add_user(UserSpec::named("alice")).unwrap();
    let uri = server.world().offer("alice").unwrap().uri;
    let (http, key) = (Http::new(), Key::p256());
    let nonce = claims(preview(&http, &uri).await.json()["preview"].as_str().unwrap())["nonce"].clone();
    let request = enroll_claims(&uri, nonce.as_str().unwrap(), START);

    let first = enroll(&http, &uri, &key, &request).await;
    server.clock().advance(std::time::Duration::from_secs(23 * 3_600));
    let second = enroll(&http, &uri, &key, &request).await;
    let other = enroll(&http, &uri, &Key::ed25519(), &request).await;

    assert_eq!((first.status, &first.body), (second.status, &second.body));
    assert_eq!((other.status, other.error().as_str()), (409, "ticket_used"));
    assert_eq!(server.world().devices("alice").len(), 1);
}

#[tokio::test]
async fn approving_with_the_number_of_the_login_page_logs_in() {
    let server = server().await;
    let phone = enrolled(&server, "alice").await;
    let spec = LoginSpec {
        rp: Some(RelyingParty { name: "Shop".into(), host: Some("shop.example".into()) }),
        context: Context { place: Some("Bern".into()), ..Context::default() },
        message: Some("Order 7".into()),
        ..LoginSpec::default()
    };
    let login = server.world().start_login("alice", spec).unwrap();

    let challenge = phone.challenge().await;
    let reply = phone.approve(&challenge, login.number.as_deref()).await;

    assert!(is_signed_by(&challenge, &phone.issuer_jwk));
    let shown = claims(&challenge);
    assert_eq!(shown["cid"], login.challenge_id);
    assert_eq!(shown["aud"], phone.device);
    assert_eq!(shown["rp"], json!({"name": "Shop", "host": "shop.example"}));
    assert_eq!(shown["number"], json!({"style": "enter", "digits": 6}));
    assert_eq!(shown["context"], json!({"place": "Bern"}));
    assert_eq!(shown["exp"].as_u64().unwrap() - shown["iat"].as_u64().unwrap(), 300);
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json()["state"], "approved");
    assert_eq!(server.world().login(&login.id).unwrap().state, LoginState::Approved);
    assert_eq!(phone.get(&format!("/challenges/{}/outcome", login.challenge_id)).await.json(), reply.json());
    assert_eq!(phone.get("/challenges").await.json(), json!({"challenges": []}));
}

#[tokio::test]
async fn select_offers_the_shown_number_among_others_and_none_needs_no_number() {
    let server = server().await;
    let phone = enrolled(&server, "alice").await;
    let start = |number| server.world().start_login("alice", LoginSpec { number, ..LoginSpec::default() }).unwrap();

    let select = start(Some(NumberStyle::Select { choices: 3 }));
    let challenge = phone.challenge().await;
    let choices = claims(&challenge)["number"]["choices"].as_array().unwrap().clone();
    let picked = phone.approve(&challenge, select.number.as_deref()).await;
    let none = start(Some(NumberStyle::None));
    let tapped = phone.approve(&phone.challenge().await, None).await;

    assert_eq!(choices.len(), 3);
    assert!(choices.contains(&json!(select.number)));
    assert_eq!(picked.json()["state"], "approved");
    assert_eq!(none.number, None);
    assert_eq!(tapped.json()["state"], "approved");
}

#[tokio::test]
async fn same_answer_gets_the_same_reply_and_another_answer_gets_the_outcome_of_the_first() {
    let server = server().await;
    let phone = enrolled(&server, "alice").await;
    let second = Phone::enroll(&server.world().offer("alice").unwrap().uri, Key::p256(), START).await;
    let login = server.world().start_login("alice", LoginSpec::default()).unwrap();
    let (challenge, seen_by_second) = (phone.challenge().await, second.challenge().await);
    let answer = phone.approval(&challenge, login.number.as_deref());

    let first = phone.post("/answers", &answer).await;
    server.clock().advance(std::time::Duration::from_secs(3_600));
    let again = phone.post("/answers", &answer).await;
    let other = second.post("/answers", &second.denial(&seen_by_second, None)).await;

    assert_eq!(claims(&challenge)["cid"], claims(&seen_by_second)["cid"]);
    assert_eq!(first.json(), json!({"cid": login.challenge_id, "state": "approved", "ans": sha256(&answer)}));
    assert_eq!((again.status, &again.body), (200, &first.body));
    assert_eq!(other.status, 409);
    assert_eq!(
        other.json(),
        json!({"error": "already_answered", "cid": login.challenge_id, "state": "approved", "ans": sha256(&answer)})
    );
    assert_eq!(server.world().accepted_answers(&login.challenge_id), [answer]);
}

#[tokio::test]
async fn wrong_numbers_lock_the_account_across_new_challenges() {
    let server = server().await;
    let phone = enrolled(&server, "alice").await;

    for failure in 1..=5 {
        let login = server.world().start_login("alice", LoginSpec::default()).unwrap();
        let challenge = phone.challenge().await;
        let reply = phone.approve(&challenge, Some(&wrong(&login.number.unwrap()))).await;
        assert_eq!(reply.json()["state"], "wrong_number");
        assert_eq!(server.world().failed_attempts("alice"), failure);
    }

    let refused = server.world().start_login("alice", LoginSpec::default());
    assert_eq!(refused.unwrap_err().code(), "account_locked");
    server.world().unlock("alice").unwrap();
    assert!(server.world().start_login("alice", LoginSpec::default()).is_ok());
}

#[tokio::test]
async fn offer_leaves_out_names_that_do_not_fit() {
    let server = server().await;
    let settings = Settings { issuer_name: "\u{1f511}".repeat(64), ..server.world().settings() };
    server.world().set_settings(settings).unwrap();
    let name = "\u{1f642}".repeat(128);
    server.world().add_user(UserSpec::named(&name)).unwrap();

    let offer = server.world().offer(&name).unwrap();
    let phone = Phone::enroll(&offer.uri, Key::ed25519(), START).await;

    assert!(offer.uri.len() <= 2_048);
    assert!(offer.uri.contains("&n=") && !offer.uri.contains("&a="));
    assert_eq!(phone.receipt["account"], name);
}
