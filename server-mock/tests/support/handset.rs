//! A phone that speaks Guardian, as far as logins need one: it enrolls and answers pushes.

use std::sync::OnceLock;

use countersign_server_mock::{MockServer, SentHint};
use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair, RsaPublicKeyComponents};
use rsa::pkcs8::EncodePrivateKey;
use serde_json::{Value, json};
use url::Url;

use super::jws::encode;
use super::{Answer, Http};

/// A phone; all of them have the same key, which takes a while to make.
pub(crate) struct Handset {
    pub(crate) identifier: String,
    base: String,
    /// What the server said when it enrolled.
    pub(crate) enrollment: Value,
}

impl Handset {
    /// Enrolls with the link of a QR code.
    pub(crate) async fn enroll(name: &str, link: &str) -> Self {
        let parameters: std::collections::BTreeMap<_, _> =
            Url::parse(link).unwrap().query_pairs().into_owned().collect();
        let base = parameters["base_url"].clone();
        let key = RsaPublicKeyComponents::<Vec<u8>>::from(key().public_key());
        let body = json!({
            "identifier": name, "name": name, "push_credentials": {"service": "GCM", "token": format!("{name}-token")},
            "public_key": {"kty": "RSA", "use": "sig", "alg": "RS256", "n": encode(&key.n), "e": encode(&key.e)},
        });
        let ticket = format!("Ticket id=\"{}\"", parameters["enrollment_tx_id"]);
        let headers = [("content-type", "application/json"), ("authorization", ticket.as_str())];
        let answer = Http::new().send("POST", &format!("{base}/api/enroll"), &headers, body.to_string()).await.unwrap();
        assert!(matches!(answer.status, 200 | 201), "{}", answer.body);
        Self { identifier: name.to_owned(), base, enrollment: answer.json() }
    }

    pub(crate) fn id(&self) -> &str {
        self.enrollment["id"].as_str().unwrap()
    }

    /// The pushes that the phone was sent so far, oldest first.
    pub(crate) fn pushes(&self, server: &MockServer) -> Vec<Value> {
        let own = |hint: &&SentHint| hint.device == self.id();
        server.tenant().pushes().iter().filter(own).map(|hint| hint.payload.clone()).collect()
    }

    /// Answers the latest push.
    pub(crate) async fn answer(&self, server: &MockServer, is_accepted: bool) -> Answer {
        let push = self.pushes(server).pop().expect("a push was sent");
        let url = format!("{}/api/resolve-transaction", self.base);
        let now = server.clock().now();
        let claims = json!({
            "iss": self.identifier, "aud": url, "sub": push["c"], "iat": now, "exp": now + 30,
            "auth0_guardian_method": "push", "auth0_guardian_accepted": is_accepted,
        });
        let bearer = format!("Bearer {}", push["txtkn"].as_str().unwrap());
        let headers = [("content-type", "application/json"), ("authorization", bearer.as_str())];
        let body = json!({"challenge_response": signed(&claims)});
        Http::new().send("POST", &url, &headers, body.to_string()).await.unwrap()
    }

    /// The one-time code at the server's time.
    pub(crate) fn code(&self, server: &MockServer) -> String {
        code(self.enrollment["totp"]["secret"].as_str().unwrap(), server.clock().now())
    }
}

/// The six-digit code of a base32 secret (RFC 6238).
pub(crate) fn code(secret: &str, now: u64) -> String {
    let secret = BASE32_NOPAD.decode(secret.as_bytes()).unwrap();
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &secret);
    let tag = hmac::sign(&key, &(now / 30).to_be_bytes());
    let offset = usize::from(tag.as_ref()[19] & 0x0f);
    let mut word = [0; 4];
    word.copy_from_slice(&tag.as_ref()[offset..offset + 4]);
    format!("{:06}", (u32::from_be_bytes(word) & 0x7fff_ffff) % 1_000_000)
}

fn signed(claims: &Value) -> String {
    let input = format!("{}.{}", encode(r#"{"alg":"RS256","typ":"JWT"}"#), encode(claims.to_string()));
    let mut signature = vec![0; key().public().modulus_len()];
    key().sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), input.as_bytes(), &mut signature).unwrap();
    format!("{input}.{}", BASE64URL_NOPAD.encode(&signature))
}

fn key() -> &'static RsaKeyPair {
    static KEY: OnceLock<RsaKeyPair> = OnceLock::new();
    KEY.get_or_init(|| {
        let made = rsa::RsaPrivateKey::new(&mut ChaCha20Rng::from_seed([7; 32]), 2_048).unwrap();
        RsaKeyPair::from_pkcs8(made.to_pkcs8_der().unwrap().as_bytes()).unwrap()
    })
}
