//! Pushes to the endpoints of Web Push subscriptions (section 8).

use crate::support::endpoint::subscription;
use crate::support::jws::{Key, claims};
use crate::support::phone::{enroll, enroll_claims, preview};
use crate::support::{Endpoint, Http, Phone, START, enrolled};
use countersign_server_mock::{
    EndpointOutcome, EndpointReply, Fault, FaultAction, Login, LoginSpec, MockServer, UserSpec,
};
use serde_json::{Value, json};

async fn server() -> MockServer {
    let server = MockServer::builder().seed(11).start_time(START).start().await.unwrap();
    server.clock().freeze();
    server
}

/// A phone of alice whose pushes go where `push` says.
async fn subscribed(server: &MockServer, push: Value) -> Phone {
    let phone = enrolled(server, "alice").await;
    let answer = phone.post("/update", &phone.message("update", &json!({ "push": push }))).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    phone
}

fn login(server: &MockServer) -> Login {
    server.world().start_login("alice", LoginSpec::default()).unwrap()
}

#[tokio::test]
async fn hint_is_posted_encrypted_and_its_copy_says_what_the_endpoint_replied() {
    let server = server().await;
    let mut endpoint = Endpoint::start("201 Created").await;
    let phone = subscribed(&server, endpoint.push()).await;

    let spec = LoginSpec { lifetime: Some(45), ..LoginSpec::default() };
    let login = server.world().start_login("alice", spec).unwrap();
    let push = endpoint.received().await;
    server.world().web_pushes_settled().await;

    assert!(push.head.starts_with("POST /push HTTP/1.1\r\n"), "{}", push.head);
    let headers = ["ttl", "urgency", "content-encoding"].map(|name| push.header(name).unwrap_or_default());
    assert_eq!(headers, ["45", "high", "aes128gcm"]);
    let copy = &server.world().hints()[0];
    let payload = json!({"v": 1, "a": phone.receipt["hint"], "c": login.challenge_id});
    assert_eq!(copy.payload, payload);
    // RFC 8188: salt, record size, length of the key, key; then the payload, its delimiter and its tag.
    assert_eq!(push.body.len(), 16 + 4 + 1 + 65 + payload.to_string().len() + 1 + 16);
    assert_eq!(push.body[16..21], [0, 0, 16, 0, 65]);
    assert_eq!(copy.endpoint, Some(EndpointReply { status: Some(201), outcome: EndpointOutcome::Accepted }));
}

#[tokio::test]
async fn what_endpoints_reply_is_kept_with_the_push() {
    let cases = [
        ("202 Accepted", 202, "accepted"),
        ("404 Not Found", 404, "gone"),
        ("410 Gone", 410, "gone"),
        ("429 Too Many Requests", 429, "refused"),
        ("500 Internal Server Error", 500, "refused"),
        ("301 Moved Permanently\r\nlocation: /elsewhere", 301, "refused"),
    ];
    for (line, status, outcome) in cases {
        let server = server().await;
        let mut endpoint = Endpoint::start(line).await;
        subscribed(&server, endpoint.push()).await;

        login(&server);
        server.world().web_pushes_settled().await;

        let hints = Http::new().get(&format!("{}/control/hints", server.url())).await.json();
        assert_eq!(hints[0]["endpoint"], json!({"status": status, "outcome": outcome}), "{line}");
        endpoint.received().await;
        assert_eq!(endpoint.waiting(), 0, "{line}");
    }
}

#[tokio::test]
async fn endpoint_that_hangs_holds_up_neither_the_login_nor_other_devices() {
    let server = server().await;
    let (mut hanging, mut working) = (Endpoint::start("").await, Endpoint::start("201 Created").await);
    let first = subscribed(&server, hanging.push()).await;
    let second = subscribed(&server, working.push()).await;

    let login = login(&server);
    hanging.received().await;
    working.received().await;
    let approved = second.approve(&second.challenge().await, login.number.as_deref()).await;

    assert_eq!(approved.json()["state"], "approved");
    let hints = server.world().hints();
    let unanswered = hints.iter().find(|hint| hint.device == first.device).unwrap();
    assert_eq!(unanswered.endpoint, None);
    server.shutdown().await;
}

#[tokio::test]
async fn faults_of_hints_hold_for_web_pushes() {
    let server = server().await;
    let mut endpoint = Endpoint::start("201 Created").await;
    subscribed(&server, endpoint.push()).await;

    server.faults().add(Fault::once("hint", FaultAction::LoseHint));
    login(&server);
    server.world().web_pushes_settled().await;
    assert_eq!(endpoint.waiting(), 0);
    assert_eq!((server.world().hints()[0].is_lost, server.world().hints()[0].endpoint.clone()), (true, None));

    server.faults().add(Fault::once("hint", FaultAction::DuplicateHint));
    login(&server);
    server.world().web_pushes_settled().await;
    let (one, other) = (endpoint.received().await, endpoint.received().await);
    assert_ne!(one.body[..86], other.body[..86], "salt and key are new each time");
    assert_eq!(one.body.len(), other.body.len());

    server.faults().add(Fault::once("hint", FaultAction::Delay { ms: 1 }));
    login(&server);
    endpoint.received().await;
    assert_eq!(server.world().hints().len(), 4);
}

#[tokio::test]
async fn device_that_stops_pushes_gets_none() {
    let server = server().await;
    let endpoint = Endpoint::start("201 Created").await;
    let phone = subscribed(&server, endpoint.push()).await;
    let stop = phone.message("update", &json!({"push": null}));
    assert_eq!(phone.post("/update", &stop).await.status, 200);

    login(&server);
    server.world().web_pushes_settled().await;

    assert_eq!(endpoint.waiting(), 0);
    assert_eq!(server.world().hints()[0].provider, None);
}

#[tokio::test]
async fn subscriptions_that_break_a_rule_are_refused_by_enroll_and_update() {
    let server = server().await;
    let phone = enrolled(&server, "alice").await;
    let good = subscription("https://push.example.com/abc");
    let keys = |name: &str, value: Value| {
        let mut changed = good.clone();
        changed["keys"][name] = value;
        changed.to_string()
    };
    let mut expiring = good.clone();
    expiring["expirationTime"] = Value::Null;

    let cases = [
        ("no JSON", "push-token".to_owned()),
        ("no object", json!([good]).to_string()),
        ("no endpoint", json!({"keys": good["keys"]}).to_string()),
        ("no keys", json!({"endpoint": good["endpoint"]}).to_string()),
        ("one member more", expiring.to_string()),
        ("one key more", keys("extra", json!("a"))),
        ("a key of another length", keys("p256dh", json!("A".repeat(43)))),
        ("a point off the curve", keys("p256dh", json!(format!("BA{}", "A".repeat(85))))),
        ("a secret of another length", keys("auth", json!("A".repeat(43)))),
        ("padding", keys("auth", json!("BwcHBwcHBwcHBwcHBwcHBw=="))),
        ("a number for a key", keys("auth", json!(7))),
        ("plain HTTP", subscription("http://push.example.com/abc").to_string()),
        ("a private address", subscription("https://192.168.0.1/abc").to_string()),
        ("a name of the network", subscription("https://printer.local/abc").to_string()),
        ("a password", subscription("https://a:b@push.example.com/abc").to_string()),
        ("too long a URL", subscription(&format!("https://push.example.com/{}", "a".repeat(2_048))).to_string()),
        ("too long a token", subscription(&format!("https://push.example.com/{}", "a".repeat(4_096))).to_string()),
    ];
    for (what, token) in cases {
        let push = json!({"provider": "webpush", "token": token});
        let update = phone.post("/update", &phone.message("update", &json!({ "push": push }))).await;
        let enroll = enrolled_with(&server, &push).await;
        for (status, code) in [(update.status, update.error()), enroll] {
            assert_eq!((status, code.as_str()), (400, "invalid_request"), "{what}");
        }
    }
    assert_eq!(server.world().devices("alice").len(), 1);
    assert_eq!(server.world().devices("alice")[0].push, None);
    let push = json!({"provider": "webpush", "token": good.to_string()});
    assert_eq!(enrolled_with(&server, &push).await.0, 200);
}

/// What enroll replies to a phone that registers `push`.
async fn enrolled_with(server: &MockServer, push: &Value) -> (u16, String) {
    let _ = server.world().add_user(UserSpec::named("alice"));
    let (http, uri) = (Http::new(), server.world().offer("alice").unwrap().uri);
    let shown = preview(&http, &uri).await.json();
    let nonce = claims(shown["preview"].as_str().unwrap())["nonce"].as_str().unwrap().to_owned();
    let mut request = enroll_claims(&uri, &nonce, START);
    request["device"]["push"] = push.clone();
    let answer = enroll(&http, &uri, &Key::ed25519(), &request).await;
    (answer.status, answer.error())
}
