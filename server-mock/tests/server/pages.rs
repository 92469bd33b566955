//! The pages, as a browser without scripts walks them.

use crate::support::{Answer, Http, START, enrolled};
use countersign_server_mock::{LoginState, MockServer, Settings, UserSpec};

async fn server() -> MockServer {
    let server = MockServer::builder().seed(8).start_time(START).start().await.unwrap();
    server.clock().freeze();
    server
}

async fn post(server: &MockServer, path: &str, fields: &[(&str, &str)]) -> Answer {
    Http::new().form(&format!("{}{path}", server.url()), fields).await
}

async fn get(server: &MockServer, path: &str) -> Answer {
    Http::new().get(&format!("{}{path}", server.url())).await
}

/// The text of the element with this test id.
fn element<'a>(page: &'a Answer, id: &str) -> &'a str {
    let rest =
        page.body.split_once(&format!("data-testid=\"{id}\"")).unwrap_or_else(|| panic!("{id}: {}", page.body)).1;
    rest.split_once('>').unwrap().1.split_once('<').unwrap().0
}

#[tokio::test]
async fn login_page_shows_the_number_and_ends_logged_in() {
    let server = server().await;
    let phone = enrolled(&server, "alice").await;

    let begun = post(&server, "/login", &[("user", "alice")]).await;
    let wait = begun.header("location").to_owned();
    let page = get(&server, &wait).await;
    let number = element(&page, "number").to_owned();
    let waiting = get(&server, &format!("{wait}/status")).await.json();
    phone.approve(&phone.challenge().await, Some(&number)).await;
    let over = get(&server, &format!("{wait}/status")).await.json();
    let result = get(&server, over["next"].as_str().unwrap()).await;

    assert_eq!(begun.status, 303);
    assert_eq!(number.len(), 6);
    assert_eq!(element(&page, "countdown"), "300");
    assert_eq!((waiting["state"].as_str(), waiting["next"].as_str()), (Some("waiting"), None));
    assert!(result.body.contains("data-testid=\"result-approved\""));
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
    assert!(page.header("content-security-policy").contains("frame-ancestors 'self' http://127.0.0.1:*"));
    assert!(!page.body.contains("<style") && !page.body.contains("onclick"));
}

#[tokio::test]
async fn every_end_has_its_own_result() {
    let server = server().await;
    let phone = enrolled(&server, "alice").await;
    let settings = Settings { suspicious_pause: 0, ..server.world().settings() };
    server.world().set_settings(settings).unwrap();
    let begin = async || post(&server, "/login", &[("user", "alice")]).await.header("location").to_owned();
    let result = async |login: &str| get(&server, &format!("{login}/result")).await.body;

    let login = begin().await;
    phone.post("/answers", &phone.denial(&phone.challenge().await, None)).await;
    assert!(result(&login).await.contains("result-denied\""));
    let login = begin().await;
    phone.post("/answers", &phone.denial(&phone.challenge().await, Some("suspicious"))).await;
    assert!(result(&login).await.contains("result-denied-suspicious\""));
    let login = begin().await;
    let number = element(&get(&server, &login).await, "number").to_owned();
    phone.approve(&phone.challenge().await, Some(&crate::support::phone::wrong(&number))).await;
    assert!(result(&login).await.contains("result-wrong-number\""));
    let login = begin().await;
    post(&server, &format!("{login}/cancel"), &[]).await;
    assert!(result(&login).await.contains("result-canceled\""));
    let login = begin().await;
    server.clock().advance(std::time::Duration::from_secs(300));
    assert!(result(&login).await.contains("result-expired\""));
    let login = begin().await;
    server.world().lock("alice").unwrap();
    assert!(result(&login).await.contains("result-locked\""));
    let locked = post(&server, "/login", &[("user", "alice")]).await;
    assert!(locked.body.contains("result-locked\""));
    let (unknown, without) = (post(&server, "/login", &[("user", "nobody")]).await, {
        server.world().add_user(UserSpec::named("bob")).unwrap();
        post(&server, "/login", &[("user", "bob")]).await
    });
    assert!(unknown.body.contains("result-no-device\""));
    assert_eq!((unknown.status, unknown.body), (without.status, without.body));
}

#[tokio::test]
async fn asking_again_withdraws_the_old_challenge() {
    let server = server().await;
    let phone = enrolled(&server, "alice").await;
    let first = post(&server, "/login", &[("user", "alice")]).await.header("location").to_owned();

    let second = post(&server, &format!("{first}/resend"), &[]).await.header("location").to_owned();

    assert_ne!(first, second);
    let state = |path: &str| server.world().login(path.strip_prefix("/login/").unwrap()).unwrap().state;
    assert_eq!((state(&first), state(&second)), (LoginState::Canceled, LoginState::Waiting));
    assert_eq!(phone.get("/challenges").await.json()["challenges"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn one_time_code_logs_in_and_withdraws_the_challenge() {
    let server = server().await;
    server.world().add_user(UserSpec { otp: true, ..UserSpec::named("alice") }).unwrap();
    let phone = enrolled(&server, "alice").await;
    let login = post(&server, "/login", &[("user", "alice")]).await.header("location").to_owned();
    let challenge = phone.challenge().await;

    let wrong = post(&server, &format!("{login}/code"), &[("code", "abcdef")]).await;
    let right = post(&server, &format!("{login}/code"), &[("code", &totp(&phone.receipt["otp"], START))]).await;
    let result = get(&server, right.header("location")).await;

    assert_eq!(element(&wrong, "error"), "That code is not right.");
    assert!(result.body.contains("result-approved\""));
    assert_eq!(phone.post("/answers", &phone.denial(&challenge, None)).await.error(), "canceled");
}

#[tokio::test]
async fn account_with_a_password_is_asked_for_it() {
    let server = server().await;
    let spec = UserSpec { password: Some("s3cret".into()), ..UserSpec::named("alice") };
    server.world().add_user(spec).unwrap();
    enrolled(&server, "alice").await;

    let asked = post(&server, "/login", &[("user", "alice")]).await;
    let wrong = post(&server, "/login", &[("user", "alice"), ("password", "guess")]).await;
    let right = post(&server, "/login", &[("user", "alice"), ("password", "s3cret")]).await;
    let enroll = post(&server, "/enroll", &[("user", "alice")]).await;

    assert!(asked.body.contains("data-testid=\"password-form\""));
    assert_eq!(element(&wrong, "error"), "That password is not right.");
    assert_eq!(server.world().failed_attempts("alice"), 1);
    assert_eq!(right.status, 303);
    assert!(enroll.body.contains("data-testid=\"password-form\""));
}

#[tokio::test]
async fn enroll_page_creates_the_user_and_notices_the_phone() {
    let server = server().await;
    let name = "<b>alice</b>";

    let page = post(&server, "/enroll", &[("user", name)]).await.header("location").to_owned();
    let shown = get(&server, &page).await;
    let link = element(&shown, "link").replace("&amp;", "&").replace("&#x2f;", "/");
    let waiting = get(&server, &format!("{page}/status")).await.json();
    let phone = crate::support::Phone::enroll(&link, crate::support::jws::Key::ed25519(), START).await;
    let done = get(&server, &page).await;

    assert!(shown.body.contains("<svg") && !shown.body.contains(name));
    assert_eq!(waiting["state"], "waiting");
    assert_eq!(phone.receipt["account"], name);
    assert!(done.body.contains("data-testid=\"result-enrolled\""));
    assert_eq!(get(&server, &format!("{page}/qr.png")).await.header("content-type"), "image/png");
}

#[tokio::test]
async fn unknown_addresses_and_broken_forms_are_refused_calmly() {
    let server = server().await;

    for path in ["/login/nothing", "/enroll/nothing", "/login/nothing/status", "/login/%ff", "/nothing"] {
        let status = get(&server, path).await.status;
        assert!(status == 404 || status == 400, "{path}: {status}");
    }
    assert_eq!(post(&server, "/login", &[("user", "a"), ("user", "b")]).await.status, 400);
    assert_eq!(get(&server, "/").await.status, 200);
    assert_eq!(get(&server, "/assets/style.css").await.header("content-type"), "text/css; charset=utf-8");
    assert_eq!(get(&server, "/assets/wait.js").await.status, 200);
}

fn totp(otp: &serde_json::Value, now: u64) -> String {
    let secret = data_encoding::BASE32_NOPAD.decode(otp["secret"].as_str().unwrap().as_bytes()).unwrap();
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &secret);
    let tag = ring::hmac::sign(&key, &(now / 30).to_be_bytes());
    let tag = tag.as_ref();
    let offset = usize::from(tag[19] & 15);
    let value = u32::from_be_bytes(tag[offset..offset + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", value % 1_000_000)
}
