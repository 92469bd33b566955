//! A phone that speaks Guardian, right or wrong, written from the description of the wire format.

use std::cell::Cell;
use std::time::Duration;

use countersign_server_mock::{MockServer, Mode, Speaks, TenantUser};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::{Value, json};

use super::START;
use super::http::{Answer, Http};
use super::jws::{encode, sha256};

/// An RSA key of a phone.
pub(crate) struct RsaKey(RsaKeyPair);

impl RsaKey {
    /// One of the public test keys: `ann`, `ann-second` or `bob`.
    pub(crate) fn named(name: &str) -> Self {
        let pem = match name {
            "ann" => include_str!("../../../../tests/vectors/keys/guardian/public-test-key-ann.pem"),
            "ann-second" => include_str!("../../../../tests/vectors/keys/guardian/public-test-key-ann-second.pem"),
            "bob" => include_str!("../../../../tests/vectors/keys/guardian/public-test-key-bob.pem"),
            other => panic!("no key is called {other}"),
        };
        Self(RsaKeyPair::from_pkcs8(&der(pem)).unwrap())
    }

    pub(crate) fn jwk(&self) -> Value {
        self.jwk_with(&[])
    }

    /// As the vendor's clients send it: a sign byte before the modulus.
    pub(crate) fn jwk_with_sign_byte(&self) -> Value {
        self.jwk_with(&[0])
    }

    fn jwk_with(&self, prefix: &[u8]) -> Value {
        let public = PublicKeyComponents::<Vec<u8>>::from(self.0.public());
        let n = [prefix, &public.n].concat();
        let e = public.e;
        json!({"kty": "RSA", "use": "sig", "alg": "RS256", "n": encode(n), "e": encode(e)})
    }

    pub(crate) fn sign(&self, header: &Value, claims: &Value) -> String {
        let input = format!("{}.{}", encode(header.to_string()), encode(claims.to_string()));
        let mut signature = vec![0; self.0.public().modulus_len()];
        self.0.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), input.as_bytes(), &mut signature).unwrap();
        format!("{input}.{}", encode(signature))
    }

    /// Signs under the header that Guardian asks for.
    pub(crate) fn jwt(&self, claims: &Value) -> String {
        self.sign(&json!({"alg": "RS256", "typ": "JWT"}), claims)
    }
}

/// The modulus of a key that is too short, as a JWK.
pub(crate) fn short_jwk() -> Value {
    json!({"kty": "RSA", "use": "sig", "alg": "RS256", "n": encode([0xc5; 128]), "e": "AQAB"})
}

fn der(pem: &str) -> Vec<u8> {
    let lines: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    BASE64.decode(lines.as_bytes()).unwrap()
}

/// A tenant whose clock stands still at `START`.
pub(crate) async fn tenant(mode: Mode) -> MockServer {
    let server = MockServer::builder()
        .dialect(Speaks::Guardian(mode))
        .seed(3)
        .start_time(START)
        .start()
        .await
        .expect("a free port of loopback");
    server.clock().freeze();
    for email in [ANN, BOB] {
        server.tenant().add_user(&TenantUser::with_email(email)).unwrap();
    }
    server
}

pub(crate) struct GuardianPhone {
    pub(crate) http: Http,
    pub(crate) key: RsaKey,
    pub(crate) tenant: String,
    pub(crate) identifier: String,
    pub(crate) token: String,
    /// The reply to the enrollment.
    pub(crate) enrolled: Value,
    pub(crate) now: Cell<u64>,
}

/// What a phone enrolls with.
pub(crate) fn enroll_body(identifier: &str, token: &str, key: &RsaKey) -> Value {
    json!({
        "identifier": identifier, "name": format!("Phone {identifier}"),
        "push_credentials": {"service": "GCM", "token": token}, "public_key": key.jwk(),
    })
}

pub(crate) async fn post_enroll(server: &MockServer, ticket: &str, body: &Value) -> Answer {
    let url = format!("{}/appliance-mfa/api/enroll", server.url());
    let authorization = format!("Ticket id=\"{ticket}\"");
    let headers = [("authorization", authorization.as_str()), ("content-type", "application/json")];
    Http::new().send("POST", &url, &headers, body.to_string()).await.unwrap()
}

impl GuardianPhone {
    /// Enrolls a phone with the key `name` for the user `email`.
    pub(crate) async fn enrolled(server: &MockServer, email: &str, name: &str) -> Self {
        let key = RsaKey::named(name);
        let (identifier, token) = (format!("device-{name}"), format!("token-{name}"));
        let invite = server.tenant().invite(email).unwrap();
        let body = enroll_body(&identifier, &token, &key);
        let answer = post_enroll(server, &invite.enrollment_tx_id, &body).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        Self {
            http: Http::new(),
            key,
            tenant: server.url().to_owned(),
            identifier,
            token,
            enrolled: answer.json(),
            now: Cell::new(server.clock().now()),
        }
    }

    pub(crate) fn id(&self) -> &str {
        self.enrolled["id"].as_str().unwrap()
    }

    pub(crate) fn user(&self) -> &str {
        self.enrolled["user_id"].as_str().unwrap()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}/appliance-mfa/api{path}", self.tenant)
    }

    /// The last push for this phone, as it would arrive.
    pub(crate) fn push(&self, server: &MockServer) -> Value {
        let pushes = server.tenant().pushes();
        let own = pushes.iter().rfind(|push| push.token.as_deref() == Some(&self.token));
        own.expect("a push was sent").payload.clone()
    }

    /// The claims of an answer to `push`.
    pub(crate) fn answer(&self, push: &Value, is_accepted: bool) -> Value {
        json!({
            "iss": self.identifier, "aud": self.url("/resolve-transaction"), "sub": push["c"], "iat": self.now.get(),
            "exp": self.now.get() + 30, "auth0_guardian_method": "push", "auth0_guardian_accepted": is_accepted,
        })
    }

    pub(crate) async fn resolve(&self, push: &Value, is_accepted: bool) -> Answer {
        self.resolve_with(push["txtkn"].as_str().unwrap(), &self.key.jwt(&self.answer(push, is_accepted))).await
    }

    pub(crate) async fn resolve_with(&self, bearer: &str, response: &str) -> Answer {
        let body = json!({ "challenge_response": response });
        self.bearing("POST", "/resolve-transaction", bearer, Some(&body)).await
    }

    /// The claims of the token with which the phone manages its enrollment.
    pub(crate) fn device_claims(&self) -> Value {
        json!({
            "iss": self.id(), "sub": self.user(), "aud": self.url("/device-accounts"), "iat": self.now.get(),
            "exp": self.now.get() + 7_200,
        })
    }

    pub(crate) fn device_token(&self) -> String {
        self.key.jwt(&self.device_claims())
    }

    pub(crate) async fn account(&self, method: &str, token: &str, body: Option<&Value>) -> Answer {
        self.bearing(method, &format!("/device-accounts/{}", self.id()), token, body).await
    }

    /// A request with a bearer token and a JSON body or none.
    pub(crate) async fn bearing(&self, method: &str, path: &str, bearer: &str, body: Option<&Value>) -> Answer {
        let authorization = format!("Bearer {bearer}");
        let mut headers = vec![("authorization", authorization.as_str())];
        if body.is_some() {
            headers.push(("content-type", "application/json"));
        }
        let body = body.map(Value::to_string).unwrap_or_default();
        self.http.send(method, &self.url(path), &headers, body).await.unwrap()
    }

    /// The claims of a proof for the consent `id`.
    pub(crate) fn proof_claims(&self, id: &str, token: &str, unique: &str) -> Value {
        json!({
            "htu": format!("{}/rich-consents/{id}", self.tenant), "htm": "GET", "ath": sha256(token), "jti": unique,
            "iat": self.now.get(),
        })
    }

    pub(crate) fn proof(&self, claims: &Value) -> String {
        self.key.sign(&json!({"alg": "RS256", "typ": "dpop+jwt", "jwk": self.key.jwk()}), claims)
    }

    pub(crate) async fn consent(&self, id: &str, token: &str, proof: &str) -> Answer {
        let authorization = format!("MFA-DPoP {token}");
        let url = format!("{}/rich-consents/{id}", self.tenant);
        self.http.send("GET", &url, &[("authorization", &authorization), ("mfa-dpop", proof)], "").await.unwrap()
    }
}

/// Status and `errorCode` of a refusal, whose four members are checked.
pub(crate) fn refusal(answer: &Answer) -> (u16, String) {
    let body = answer.json();
    assert_eq!(body["statusCode"], answer.status, "{body}");
    assert!(body["error"].is_string() && body["message"].is_string(), "{body}");
    (answer.status, body["errorCode"].as_str().unwrap_or_default().to_owned())
}

/// The claims with one of them replaced; `null` removes it.
pub(crate) fn with(claims: &Value, name: &str, value: Value) -> Value {
    let mut claims = claims.clone();
    if value.is_null() {
        claims.as_object_mut().unwrap().remove(name);
    } else {
        claims[name] = value;
    }
    claims
}

/// The six-digit code of a base32 secret at `time`.
pub(crate) fn one_time_code(secret: &str, time: u64) -> String {
    use ring::hmac;
    let secret = data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).unwrap();
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &secret);
    let tag = hmac::sign(&key, &(time / 30).to_be_bytes());
    let offset = usize::from(tag.as_ref()[19] & 15);
    let number = u32::from_be_bytes(tag.as_ref()[offset..offset + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// The claims of a JWT, unverified.
pub(crate) fn claims_of(token: &str) -> Value {
    serde_json::from_slice(&BASE64URL_NOPAD.decode(token.split('.').nth(1).unwrap().as_bytes()).unwrap()).unwrap()
}

/// Moves the server's clock and the phone's.
pub(crate) fn advance(server: &MockServer, phone: &GuardianPhone, seconds: u64) {
    server.clock().advance(Duration::from_secs(seconds));
    phone.now.set(server.clock().now());
}

pub(crate) const ANN: &str = "ann@example.com";
pub(crate) const BOB: &str = "bob@example.com";
