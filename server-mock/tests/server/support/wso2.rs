//! A phone that speaks WSO2, right or wrong, written from the description of the wire format.

use std::cell::Cell;
use std::time::Duration;

use countersign_server_mock::{
    IdentityServer, IdentityUser, LoginOrigin, MockServer, Mode, PushAuthView, Speaks, TokenSpec,
};
use data_encoding::BASE64;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use rsa::RsaPrivateKey;
use rsa::pkcs8::{DecodePrivateKey, EncodePublicKey};
use serde_json::{Value, json};

use super::START;
use super::http::{Answer, Http};
use super::jws::encode;

/// An RSA key of a phone.
pub(crate) struct Key {
    pair: RsaKeyPair,
    /// Base64 of the SubjectPublicKeyInfo.
    pub(crate) spki: String,
}

impl Key {
    /// One of the public test keys: `ann`, `ann-second` or `bob`.
    pub(crate) fn named(name: &str) -> Self {
        let pem = match name {
            "ann" => include_str!("../../../../tests/vectors/keys/guardian/public-test-key-ann.pem"),
            "ann-second" => include_str!("../../../../tests/vectors/keys/guardian/public-test-key-ann-second.pem"),
            "bob" => include_str!("../../../../tests/vectors/keys/guardian/public-test-key-bob.pem"),
            other => panic!("no key is called {other}"),
        };
        let lines: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        let pkcs8 = BASE64.decode(lines.as_bytes()).unwrap();
        let public = RsaPrivateKey::from_pkcs8_der(&pkcs8).unwrap().to_public_key();
        let spki = BASE64.encode(public.to_public_key_der().unwrap().as_bytes());
        Self { pair: RsaKeyPair::from_pkcs8(&pkcs8).unwrap(), spki }
    }

    pub(crate) fn sign(&self, data: &str) -> Vec<u8> {
        let mut signature = vec![0; self.pair.public().modulus_len()];
        self.pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), data.as_bytes(), &mut signature).unwrap();
        signature
    }

    /// A compact JWS.
    pub(crate) fn jws(&self, header: &Value, claims: &Value) -> String {
        let input = format!("{}.{}", encode(header.to_string()), encode(claims.to_string()));
        let signature = encode(self.sign(&input));
        format!("{input}.{signature}")
    }
}

/// A server whose clock stands still at `START`, with the users ann and bob of `carbon.super`.
pub(crate) async fn server(mode: Mode) -> MockServer {
    let builder = MockServer::builder().dialect(Speaks::Wso2(mode)).seed(4).start_time(START);
    let server = builder.start().await.expect("a free port of loopback");
    server.clock().freeze();
    for name in [ANN, BOB] {
        server.identity_server().add_user(&IdentityUser::named(name)).unwrap();
    }
    server
}

/// Lets every user of `carbon.super` have three devices.
pub(crate) fn allow_many(identity: &IdentityServer) {
    let mut settings = identity.device_settings("carbon.super").unwrap();
    settings.enable_multiple_device_enrollment = true;
    settings.maximum_device_limit = 3;
    identity.set_device_settings("carbon.super", settings).unwrap();
}

/// Has the login page show a number from now on.
pub(crate) fn ask_for_numbers(identity: &IdentityServer) {
    let mut settings = identity.settings("carbon.super").unwrap();
    settings.number_challenge = true;
    identity.set_settings("carbon.super", settings).unwrap();
}

/// A token of `user` with these scopes.
pub(crate) fn token(identity: &IdentityServer, user: Option<&str>, scopes: &[&str]) -> String {
    let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
    identity.access_token(TokenSpec { user: user.map(str::to_owned), scopes, ..TokenSpec::default() }).unwrap()
}

/// Calls an API with a bearer token, and with a JSON body or none.
pub(crate) async fn call(
    server: &MockServer,
    method: &str,
    path: &str,
    token: Option<&str>,
    body: Option<&Value>,
) -> Answer {
    let authorization = format!("Bearer {}", token.unwrap_or_default());
    let mut headers = Vec::new();
    if token.is_some() {
        headers.push(("authorization", authorization.as_str()));
    }
    if body.is_some() {
        headers.push(("content-type", "application/json"));
    }
    let url = format!("{}{path}", server.url());
    Http::new().send(method, &url, &headers, body.map(Value::to_string).unwrap_or_default()).await.unwrap()
}

/// Status and code of an API's refusal, whose four members are checked.
pub(crate) fn refusal(answer: &Answer) -> (u16, String) {
    let body = answer.json();
    for member in ["message", "description", "traceId"] {
        assert!(body[member].is_string(), "{member}: {body}");
    }
    assert_eq!(answer.header("content-type"), "application/json");
    (answer.status, body["code"].as_str().unwrap_or_default().to_owned())
}

pub(crate) struct Wso2Phone {
    pub(crate) http: Http,
    pub(crate) key: Key,
    pub(crate) base: String,
    /// The discovery data that it registered with.
    pub(crate) data: Value,
    pub(crate) push_token: String,
    pub(crate) now: Cell<u64>,
}

impl Wso2Phone {
    /// A phone that has read discovery data and not registered yet.
    pub(crate) fn scanned(server: &MockServer, data: &str, key: &str) -> Self {
        Self {
            http: Http::new(),
            key: Key::named(key),
            base: server.url().to_owned(),
            data: serde_json::from_str(data).unwrap(),
            push_token: format!("token-{key}"),
            now: Cell::new(server.clock().now()),
        }
    }

    /// A registered phone of `user`.
    pub(crate) async fn enrolled(server: &MockServer, user: &str, key: &str) -> Self {
        let phone = Self::scanned(server, &server.identity_server().discovery(user).unwrap(), key);
        let answer = phone.register(&phone.registration()).await;
        assert_eq!((answer.status, answer.body.as_str()), (201, ""));
        phone
    }

    pub(crate) fn id(&self) -> &str {
        self.data["deviceId"].as_str().unwrap()
    }

    /// `/o/{organization}` or `/t/{tenant}`, as the discovery data says.
    pub(crate) fn prefix(&self) -> String {
        let part = |kind: &str, name: &str| self.data[name].as_str().map(|name| format!("/{kind}/{name}"));
        [part("t", "tenantDomain"), part("o", "organizationId")].into_iter().flatten().collect()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{}{path}", self.base, self.prefix())
    }

    /// The body of a right registration.
    pub(crate) fn registration(&self) -> Value {
        let signed = format!("{}.{}", self.data["challenge"].as_str().unwrap(), self.push_token);
        json!({
            "deviceId": self.id(), "model": "Pixel 9", "name": "My phone", "deviceToken": self.push_token,
            "publicKey": self.key.spki, "signature": BASE64.encode(&self.key.sign(&signed)),
        })
    }

    pub(crate) async fn register(&self, body: &Value) -> Answer {
        self.http.json("POST", &self.url(DEVICES), body).await
    }

    /// The data of the last push for this phone.
    pub(crate) fn push(&self, server: &MockServer) -> Value {
        self.last_push(server).expect("a push was sent")
    }

    pub(crate) fn last_push(&self, server: &MockServer) -> Option<Value> {
        let pushes = server.identity_server().pushes();
        let own = pushes.iter().rfind(|push| push.token.as_deref() == Some(&self.push_token));
        own.map(|push| push.payload["data"].clone())
    }

    /// The claims of an answer to `push`.
    pub(crate) fn claims(&self, push: &Value, response: &str) -> Value {
        let mut claims = json!({
            "pushAuthId": push["pushId"], "challenge": push["challenge"], "response": response,
            "exp": self.now.get() + 600,
        });
        if response == "APPROVED" && push["numberChallenge"].is_string() {
            claims["numberChallenge"] = push["numberChallenge"].clone();
        }
        claims
    }

    pub(crate) fn header(&self) -> Value {
        json!({"alg": "RS256", "typ": "JWT", "deviceId": self.id()})
    }

    pub(crate) fn signed(&self, claims: &Value) -> String {
        self.key.jws(&self.header(), claims)
    }

    pub(crate) async fn answer(&self, push: &Value, response: &str) -> Answer {
        self.answer_with(&self.signed(&self.claims(push, response))).await
    }

    pub(crate) async fn answer_with(&self, token: &str) -> Answer {
        let body = json!({ "authResponse": token });
        self.http.json("POST", &self.url("/push-auth/authenticate"), &body).await
    }

    pub(crate) async fn check_status(&self, id: &str) -> Value {
        self.http.get(&self.url(&format!("/push-auth/check-status?pushAuthId={id}"))).await.json()["status"].clone()
    }

    /// A message about the device itself.
    pub(crate) fn own_token(&self, claims: &Value) -> String {
        self.key.jws(&json!({"alg": "RS256", "typ": "JWT"}), claims)
    }

    /// Asks to be removed or updated.
    pub(crate) async fn manage(&self, what: &str, token: &str) -> Answer {
        let url = self.url(&format!("{DEVICES}/{}/{what}", self.id()));
        self.http.json("POST", &url, &json!({ "token": token })).await
    }
}

/// Starts a login of `user` into an application called Pickup.
pub(crate) fn login(server: &MockServer, user: &str) -> PushAuthView {
    let origin = LoginOrigin {
        ip_address: Some("203.0.113.7".to_owned()),
        device_os: Some("Mac OS X".to_owned()),
        browser: Some("Firefox".to_owned()),
    };
    server.identity_server().start_push(user, "Pickup", &origin).unwrap()
}

/// The object with one member replaced; `null` removes it.
pub(crate) fn with(object: &Value, name: &str, value: Value) -> Value {
    let mut object = object.clone();
    if value.is_null() {
        object.as_object_mut().unwrap().remove(name);
    } else {
        object[name] = value;
    }
    object
}

/// Moves the server's clock and the phone's.
pub(crate) fn advance(server: &MockServer, phone: &Wso2Phone, seconds: u64) {
    server.clock().advance(Duration::from_secs(seconds));
    phone.now.set(server.clock().now());
}

pub(crate) const ANN: &str = "ann";
pub(crate) const BOB: &str = "bob";
pub(crate) const DEVICES: &str = "/api/users/v1/me/push/devices";
