//! OpenID CIBA and the plain login API, from the relying party's side.

use std::time::Duration;

use crate::support::jws::{claims, part};
use crate::support::{Answer, Http, Phone, START, enrolled};
use countersign_server_mock::{Client, Delivery, LoginState, MockServer};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const GRANT: (&str, &str) = ("grant_type", "urn:openid:params:grant-type:ciba");
const CLIENT: [(&str, &str); 2] = [("client_id", "demo-rp"), ("client_secret", "demo-secret")];

type Fields<'a> = &'a [(&'a str, &'a str)];

struct Rp<'a> {
    server: &'a MockServer,
    http: Http,
    client: [(&'a str, &'a str); 2],
}

impl<'a> Rp<'a> {
    fn new(server: &'a MockServer) -> Self {
        Self { server, http: Http::new(), client: CLIENT }
    }

    async fn authorize(&self, fields: &[(&str, &str)]) -> Answer {
        let fields = [self.client.as_slice(), fields].concat();
        self.http.form(&format!("{}/bc-authorize", self.server.url()), &fields).await
    }

    async fn token(&self, request: &str) -> Answer {
        let fields = [self.client.as_slice(), &[GRANT, ("auth_req_id", request)]].concat();
        self.http.form(&format!("{}/token", self.server.url()), &fields).await
    }
}

async fn world() -> (MockServer, Phone) {
    let server = MockServer::builder().seed(6).start_time(START).start().await.unwrap();
    server.clock().freeze();
    let phone = enrolled(&server, "alice").await;
    (server, phone)
}

#[tokio::test]
async fn polling_ends_with_an_id_token_of_the_right_person() {
    let (server, phone) = world().await;
    let rp = Rp::new(&server);
    let start =
        rp.authorize(&[("scope", "openid"), ("login_hint", "alice"), ("binding_message", "Pay 5 CHF")]).await.json();
    let request = start["auth_req_id"].as_str().unwrap();
    let pending = rp.token(request).await;
    let early = rp.token(request).await;

    let challenge = phone.challenge().await;
    phone.approve(&challenge, start["number"].as_str()).await;
    let tokens = rp.token(request).await;
    let again = rp.token(request).await;

    assert_eq!((start["expires_in"].as_u64(), start["interval"].as_u64()), (Some(300), Some(5)));
    assert_eq!(claims(&challenge)["msg"], "Pay 5 CHF");
    assert_eq!(claims(&challenge)["rp"]["name"], "Demo relying party");
    assert_eq!((pending.status, pending.error().as_str()), (400, "authorization_pending"));
    assert_eq!(early.error(), "slow_down");
    assert_eq!(again.error(), "invalid_grant");
    let id_token = tokens.json()["id_token"].as_str().unwrap().to_owned();
    let expected = json!({
        "iss": server.url(), "sub": phone.receipt["sub"], "aud": "demo-rp", "iat": START, "exp": START + 300,
        "auth_time": START, "acr": "urn:countersign:acr:number", "amr": ["swk", "mca"],
        "urn:openid:params:jwt:claim:auth_req_id": request,
    });
    assert_eq!(claims(&id_token), expected);
    let keys = rp.http.get(&format!("{}/jwks", server.url())).await.json();
    let key = &keys["keys"][0];
    assert_eq!(part(&id_token, 0)["kid"], key["kid"]);
    let coordinate = |name: &str| BASE64URL_NOPAD.decode(key[name].as_str().unwrap().as_bytes()).unwrap();
    let point = [vec![4], coordinate("x"), coordinate("y")].concat();
    let (input, signature) = id_token.rsplit_once('.').unwrap();
    let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).unwrap();
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(input.as_bytes(), &signature).unwrap();
}

#[tokio::test]
async fn slow_down_lengthens_the_interval_by_five_seconds() {
    let (server, _phone) = world().await;
    let rp = Rp::new(&server);
    let start = rp.authorize(&[("scope", "openid"), ("login_hint", "alice")]).await.json();
    let request = start["auth_req_id"].as_str().unwrap();

    let mut errors = Vec::new();
    for pause in [0, 4, 9, 10] {
        server.clock().advance(Duration::from_secs(pause));
        errors.push(rp.token(request).await.error());
    }

    // The interval is 5, then 10, then 15 seconds.
    assert_eq!(errors, ["authorization_pending", "slow_down", "slow_down", "slow_down"]);
    server.clock().advance(Duration::from_secs(20));
    assert_eq!(rp.token(request).await.error(), "authorization_pending");
}

#[tokio::test]
async fn denied_expired_and_foreign_requests_end_with_their_errors() {
    let (server, phone) = world().await;
    let rp = Rp::new(&server);
    let start = async || {
        let reply = rp.authorize(&[("scope", "openid"), ("login_hint", "alice"), ("requested_expiry", "20")]).await;
        reply.json()["auth_req_id"].as_str().unwrap().to_owned()
    };

    let denied = start().await;
    phone.post("/answers", &phone.denial(&phone.challenge().await, None)).await;
    assert_eq!(rp.token(&denied).await.error(), "access_denied");

    let expired = start().await;
    let other = Client { id: "other".into(), secret: "secret".into(), ..Client::demo() };
    server.world().set_client(other).unwrap();
    let stranger = Rp { client: [("client_id", "other"), ("client_secret", "secret")], ..Rp::new(&server) };
    assert_eq!(stranger.token(&expired).await.error(), "invalid_grant");
    server.clock().advance(Duration::from_secs(20));
    assert_eq!(rp.token(&expired).await.error(), "expired_token");
    assert_eq!(rp.token("unknown").await.error(), "invalid_grant");
}

#[tokio::test]
async fn authentication_requests_are_refused_as_ciba_says() {
    let (server, _phone) = world().await;
    let rp = Rp::new(&server);
    let world = server.world();
    let good = world.login_hint_token("alice", 60).unwrap();
    let hinted = rp.authorize(&[("scope", "openid"), ("login_hint_token", &good)]).await;
    assert_eq!(hinted.status, 200);
    let old = world.login_hint_token("alice", 0).unwrap();

    let cases: [(Fields<'_>, u16, &str); 11] = [
        (&[("login_hint", "alice")], 400, "invalid_request"),
        (&[("scope", "profile"), ("login_hint", "alice")], 400, "invalid_scope"),
        (&[("scope", "openid")], 400, "invalid_request"),
        (&[("scope", "openid"), ("login_hint", "alice"), ("login_hint_token", &good)], 400, "invalid_request"),
        (&[("scope", "openid"), ("login_hint", "nobody")], 400, "unknown_user_id"),
        (&[("scope", "openid"), ("login_hint_token", &old)], 400, "expired_login_hint_token"),
        (&[("scope", "openid"), ("id_token_hint", "a.b.c")], 400, "invalid_request"),
        (&[("scope", "openid"), ("login_hint", "alice"), ("requested_expiry", "0")], 400, "invalid_request"),
        (&[("scope", "openid"), ("login_hint", "alice"), ("login_hint", "bob")], 400, "invalid_request"),
        (
            &[("scope", "openid"), ("login_hint", "alice"), ("binding_message", "a\u{7}")],
            400,
            "invalid_binding_message",
        ),
        (&[("scope", "openid"), ("login_hint", "alice"), ("client_id", "x")], 400, "invalid_request"),
    ];
    for (fields, status, error) in cases {
        let reply = rp.authorize(fields).await;
        assert_eq!((reply.status, reply.error().as_str()), (status, error), "{fields:?}");
    }
    world.lock("alice").unwrap();
    let locked = rp.authorize(&[("scope", "openid"), ("login_hint", "alice")]).await;
    assert_eq!((locked.status, locked.error().as_str()), (403, "access_denied"));
}

#[tokio::test]
async fn clients_authenticate_by_basic_or_post_and_only_with_their_secret() {
    let (server, _phone) = world().await;
    let world = server.world();
    world.set_client(Client { id: "none".into(), delivery: Delivery::None, ..Client::demo() }).unwrap();
    let http = Http::new();
    let url = format!("{}/bc-authorize", server.url());
    let basic = |pair: &str| format!("Basic {}", BASE64.encode(pair.as_bytes()));
    let form = "application/x-www-form-urlencoded";
    let send = async |authorization: String, body: &'static str| {
        let headers = [("content-type", form), ("authorization", authorization.as_str())];
        http.send("POST", &url, &headers, body).await.unwrap()
    };
    let body = "scope=openid&login_hint=alice";

    assert_eq!(send(basic("demo-rp:demo-secret"), body).await.status, 200);
    let wrong = send(basic("demo-rp:wrong"), body).await;
    assert_eq!((wrong.status, wrong.error().as_str()), (401, "invalid_client"));
    assert!(wrong.header("www-authenticate").starts_with("Basic"));
    let both = send(basic("demo-rp:demo-secret"), "scope=openid&client_secret=demo-secret").await;
    assert_eq!(both.error(), "invalid_request");
    assert_eq!(send(basic("none:demo-secret"), body).await.error(), "unauthorized_client");
    let token =
        http.form(&format!("{}/token", server.url()), &[CLIENT[0], CLIENT[1], ("grant_type", "password")]).await;
    assert_eq!(token.error(), "unsupported_grant_type");
    assert_eq!(http.form(&format!("{}/token", server.url()), &CLIENT).await.error(), "invalid_request");
}

#[tokio::test]
async fn ping_calls_the_notification_endpoint_with_the_clients_token() {
    let (server, phone) = world().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}/notify", listener.local_addr().unwrap());
    let client = Client { delivery: Delivery::Ping, notification_endpoint: Some(endpoint), ..Client::demo() };
    server.world().set_client(client).unwrap();
    let rp = Rp::new(&server);
    let fields = [("scope", "openid"), ("login_hint", "alice")];
    assert_eq!(rp.authorize(&fields).await.error(), "invalid_request");
    let token = "notify-0123456789-0123456789";
    let start = rp.authorize(&[fields[0], fields[1], ("client_notification_token", token)]).await.json();

    phone.approve(&phone.challenge().await, start["number"].as_str()).await;
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut ping = String::new();
    while !ping.ends_with('}') {
        let mut bytes = [0; 1024];
        let count = stream.read(&mut bytes).await.unwrap();
        assert!(count > 0, "the ping ended early: {ping}");
        ping.push_str(std::str::from_utf8(&bytes[..count]).unwrap());
    }
    stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.unwrap();

    assert!(ping.starts_with("POST /notify HTTP/1.1\r\n"));
    assert!(ping.contains(&format!("authorization: Bearer {token}\r\n")));
    let body: Value = serde_json::from_str(ping.split("\r\n\r\n").nth(1).unwrap()).unwrap();
    assert_eq!(body, json!({"auth_req_id": start["auth_req_id"]}));
    assert_eq!(rp.token(start["auth_req_id"].as_str().unwrap()).await.status, 200);
}

#[tokio::test]
async fn metadata_names_the_endpoints() {
    let (server, _phone) = world().await;

    let metadata = Http::new().get(&format!("{}/.well-known/openid-configuration", server.url())).await.json();

    assert_eq!(metadata["issuer"], server.url());
    assert_eq!(metadata["backchannel_authentication_endpoint"], format!("{}/bc-authorize", server.url()));
    assert_eq!(metadata["backchannel_token_delivery_modes_supported"], json!(["poll", "ping"]));
}

#[tokio::test]
async fn plain_login_api_starts_shows_and_cancels() {
    let (server, phone) = world().await;
    let (http, url) = (Http::new(), format!("{}/api/logins", server.url()));
    let request = json!({"user": "alice", "app": "Shop", "number": {"style": "enter", "digits": 4}});

    let started = http.json("POST", &url, &request).await;
    let id = started.json()["id"].as_str().unwrap().to_owned();
    let number = started.json()["number"].as_str().unwrap().to_owned();
    phone.approve(&phone.challenge().await, Some(&number)).await;
    let approved = http.get(&format!("{url}/{id}")).await;
    let second = http.json("POST", &url, &request).await.json()["id"].as_str().unwrap().to_owned();
    let canceled = http.send("DELETE", &format!("{url}/{second}"), &[], "").await.unwrap();

    assert_eq!((started.status, number.len()), (201, 4));
    assert_eq!(
        (started.json()["status"].clone(), started.json()["expires_in"].clone()),
        (json!("waiting"), json!(300))
    );
    assert_eq!(approved.json()["status"], "approved");
    assert_eq!(canceled.json()["status"], "canceled");
    assert_eq!(server.world().login(&second).unwrap().state, LoginState::Canceled);
    let unknown = http.json("POST", &url, &json!({"user": "nobody"})).await;
    assert_eq!((unknown.status, unknown.error().as_str()), (404, "unknown_user"));
}
