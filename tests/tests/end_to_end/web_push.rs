//! Pushes by Web Push, from an endpoint to a challenge that waits.

use std::fs;

use countersign_core::engine::{Approval, Authenticator, PushOutcome};
use countersign_core::model::{ChallengeId, DecisionState, PushTarget, Recorded, Secret};
use countersign_core::protocol::jose::from_base64url;
use countersign_core::store::KeyStore;
use countersign_server_mock::EndpointOutcome;
use countersign_tests::{IdentityScene, Lab, PhoneHome, Scene, encrypt};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const ENDPOINT: &str = "https://push.example/up?device=1";
const MALFORMED: &str = "challenge.push_malformed";

#[tokio::test]
async fn a_push_by_web_push_brings_the_challenge() {
    let (lab, account) = Lab::enrolled().await;
    lab.issuer.serve(vec![lab.issuer.sealed_challenge("login-1")]);
    let target = lab.phone.web_push_target(ENDPOINT).expect("a target");

    let content = sealed(&target, br#"{"v":1,"a":"hint-1","c":"login-1"}"#);
    let [first, again] = [lab.phone.handle_web_push(&content).await, lab.phone.handle_web_push(&content).await];

    assert_eq!(waiting(first.clone()), lab.id(&account, "login-1"));
    assert_eq!(first, again, "twice the same push is one login");
}

#[tokio::test]
async fn what_is_inside_is_taken_as_a_push_is() {
    let (lab, _account) = Lab::enrolled().await;
    let target = lab.phone.web_push_target(ENDPOINT).expect("a target");
    let take = async |payload: &[u8]| lab.phone.handle_web_push(&sealed(&target, payload)).await;

    assert_eq!(take(br#"{"from":"another app"}"#).await, Ok(PushOutcome::NotOurs));
    assert_eq!(take(br#"{"v":1,"a":"stranger","c":"login-1"}"#).await, Ok(PushOutcome::Nothing));
    let error = take(br#"{"v":1,"a":"hint-1","c":"login-1","number":"482913"}"#).await.expect_err("more than a hint");
    assert_eq!(error.code, MALFORMED);
}

#[tokio::test]
async fn what_does_not_open_is_malformed_and_says_what_to_do() {
    let (lab, _account) = Lab::enrolled().await;
    let (hint, other) = (br#"{"v":1,"a":"hint-1","c":"login-1"}"#, PhoneHome::new().open());
    let foreign = sealed(&other.web_push_target(ENDPOINT).expect("a target"), hint);

    let before = lab.phone.handle_web_push(&foreign).await.expect_err("no subscription");
    let target = lab.phone.web_push_target(ENDPOINT).expect("a target");
    let after = lab.phone.handle_web_push(&foreign).await.expect_err("another subscription");

    assert_eq!((before.code, after.code), (MALFORMED, MALFORMED));
    assert!(before.detail.contains("register for pushes again"), "{before}");
    assert!(after.detail.contains("register for pushes again"), "{after}");
    let content = sealed(&target, hint);
    for bent in [&[], hint.as_slice(), &content[..content.len() - 1], &[content.as_slice(), &[0]].concat()] {
        assert_eq!(lab.phone.handle_web_push(bent).await.expect_err("bent").code, MALFORMED);
    }
}

#[tokio::test]
async fn the_keys_stay_when_the_endpoint_changes_and_after_a_restart() {
    let home = PhoneHome::new();
    let first = home.open();
    let keys = |phone: &Authenticator, endpoint: &str| {
        let target = phone.web_push_target(endpoint).expect("a target");
        let mut token = token(&target);
        assert_eq!(token["endpoint"].take(), json!(endpoint));
        token["keys"].take()
    };

    let made = keys(&first, ENDPOINT);

    assert_eq!(keys(&first, "https://other.example/up"), made);
    assert_eq!(keys(&home.open(), ENDPOINT), made);
    assert_ne!(keys(&PhoneHome::new().open(), ENDPOINT), made, "another installation");
}

#[tokio::test]
async fn the_secret_is_sealed_on_disk() {
    let home = PhoneHome::new();
    let target = home.open().web_push_target(ENDPOINT).expect("a target");
    let [public, auth] = keys(&target);

    assert_eq!(home.rows("private_key"), 1);
    for file in fs::read_dir(home.path()).expect("a folder") {
        let bytes = fs::read(file.expect("a file").path()).expect("bytes");
        assert!(memchr::memmem::find(&bytes, &auth).is_none());
        assert!(memchr::memmem::find(&bytes, &public[1..]).is_none());
    }
}

#[tokio::test]
async fn a_damaged_subscription_is_made_anew_with_the_next_target() {
    let lab = Lab::new();
    let handle = "web-push".parse().expect("an id");
    lab.store.put_key(&handle, &Secret::new(vec![7; 3])).expect("memory");

    let error = lab.phone.handle_web_push(&[]).await.expect_err("nothing can be opened");
    let target = lab.phone.web_push_target(ENDPOINT).expect("a target");

    assert_eq!(error.code, "store.corrupted_record");
    assert_eq!(lab.phone.handle_web_push(&sealed(&target, b"{}")).await, Ok(PushOutcome::NotOurs));
}

#[tokio::test]
async fn an_endpoint_that_servers_do_not_send_to_is_refused() {
    let phone = PhoneHome::new().open_with(|mut platform| {
        platform.rules = Default::default();
        platform
    });
    for endpoint in ["", "http://push.example/up", "https://10.0.0.1/up", "http://127.0.0.1/up", "https://p.example/#a"]
    {
        let error = phone.web_push_target(endpoint).expect_err(endpoint);
        assert_eq!(error.code, "push.target_refused");
        assert!(endpoint.is_empty() || !error.to_string().contains(endpoint), "{error}");
    }
    assert!(PhoneHome::new().open().web_push_target("http://127.0.0.1:8080/up").is_ok(), "where the rules allow it");
}

#[tokio::test]
async fn a_server_of_our_own_protocol_is_told() {
    let scene = Scene::start().await;
    let phone = PhoneHome::new().open();
    let account = scene.enroll(&phone).await;
    let target = phone.web_push_target(ENDPOINT).expect("a target");

    let problems = phone.set_push_target(Some(target.clone())).await.expect("storage works");

    assert_eq!(problems, []);
    let accounts = phone.accounts().expect("storage works");
    let known = accounts.into_iter().find_map(|row| row.intact().filter(|other| other.id == account.id));
    assert_eq!(known.expect("the account").push.acknowledged, Some(target));
}

#[tokio::test]
async fn what_the_server_posts_to_the_endpoint_wakes_the_phone_and_is_approved() {
    let scene = Scene::start().await;
    let home = PhoneHome::new();
    let phone = home.open();
    let account = scene.enroll(&phone).await;
    let service = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let endpoint = format!("http://{}/up?device=1", service.local_addr().expect("an address"));
    let target = phone.web_push_target(&endpoint).expect("a target");
    assert_eq!(phone.set_push_target(Some(target)).await.expect("storage works"), []);

    let login = scene.login();
    let (head, content) = posted(&service).await;
    let woken = waiting(phone.handle_web_push(&content).await);
    let state = phone.approve(&woken, Approval::with_number(&login.number.expect("a number")).expect("digits")).await;
    scene.server.world().web_pushes_settled().await;

    assert!(head.starts_with("POST /up?device=1 HTTP/1.1\r\n"), "{head}");
    assert_eq!((&woken.account, woken.server.as_str()), (&account.id, login.challenge_id.as_str()));
    assert_eq!(state, Ok(DecisionState::RecordedByUs(Recorded::Approved)));
    let reply = scene.server.world().hints().pop().expect("the push").endpoint.expect("a reply");
    assert_eq!(reply.outcome, EndpointOutcome::Accepted);
}

#[tokio::test]
async fn a_phone_that_unregisters_is_not_sent_to_any_more() {
    let scene = Scene::start().await;
    let phone = PhoneHome::new().open();
    scene.enroll(&phone).await;
    let target = phone.web_push_target(ENDPOINT).expect("a target");
    phone.set_push_target(Some(target)).await.expect("storage works");

    assert_eq!(phone.set_push_target(None).await.expect("storage works"), []);
    scene.login();

    let hint = scene.server.world().hints().pop().expect("a hint for whoever listens");
    assert_eq!((hint.provider, hint.endpoint), (None, None));
}

#[tokio::test]
async fn a_server_that_reaches_phones_by_other_pushes_only_enrolls_no_phone_with_web_push() {
    let scene = IdentityScene::start().await;
    let home = PhoneHome::new();
    let target = home.open().web_push_target(ENDPOINT).expect("a target");
    let phone = home.open_with(|mut platform| {
        platform.device.push = Some(target);
        platform
    });
    let preview = phone.preview(&scene.code()).await.expect("a preview");

    let error = phone.enroll(&preview).await.expect_err("out of reach");

    assert_eq!(error.code, "enroll.push_unavailable");
}

/// Head and body of the next request to this push service, which takes it.
async fn posted(service: &TcpListener) -> (String, Vec<u8>) {
    let (mut stream, _) = service.accept().await.expect("a connection");
    let mut bytes = Vec::new();
    loop {
        assert_ne!(stream.read_buf(&mut bytes).await.expect("a request"), 0, "the request was cut off");
        let Some(end) = memchr::memmem::find(&bytes, b"\r\n\r\n") else { continue };
        let head = String::from_utf8(bytes[..end].to_vec()).expect("text").to_ascii_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
        if bytes.len() - end - 4 == length.parse::<usize>().expect("a number") {
            stream.write_all(b"HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n").await.expect("a reply");
            return (String::from_utf8(bytes[..end].to_vec()).expect("text"), bytes.split_off(end + 4));
        }
    }
}

fn waiting(outcome: Result<PushOutcome, countersign_core::error::Error>) -> ChallengeId {
    match outcome {
        Ok(PushOutcome::Waiting(challenge)) => challenge.id,
        other => panic!("{other:?}"),
    }
}

fn token(target: &PushTarget) -> Value {
    assert_eq!(target.provider, "webpush");
    serde_json::from_str(&target.token).expect("JSON")
}

/// The public key and the secret, as a server reads them.
fn keys(target: &PushTarget) -> [Vec<u8>; 2] {
    let token = token(target);
    ["p256dh", "auth"].map(|name| from_base64url(token["keys"][name].as_str().expect("text")).expect("base64url"))
}

/// A payload as a server seals it for the target.
fn sealed(target: &PushTarget, payload: &[u8]) -> Vec<u8> {
    let [public, auth] = keys(target);
    encrypt(&public, &auth, &[payload, &[2, 0, 0]].concat())
}
