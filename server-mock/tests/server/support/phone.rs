//! A phone that does what it is told, right or wrong.

use std::cell::Cell;

use countersign_server_mock::{MockServer, UserSpec};
use serde_json::{Value, json};

use super::http::{Answer, Http};
use super::jws::{Key, claims, sha256};

pub(crate) struct Phone {
    pub(crate) http: Http,
    pub(crate) key: Key,
    /// The approval key, when the phone registered one.
    pub(crate) approver: Option<Key>,
    pub(crate) issuer: String,
    pub(crate) device: String,
    pub(crate) url: String,
    pub(crate) receipt: Value,
    pub(crate) issuer_jwk: Value,
    pub(crate) now: Cell<u64>,
    counter: Cell<u64>,
}

/// The parameters of an offer link, percent-decoded.
pub(crate) fn offer_parameter(uri: &str, name: &str) -> String {
    let query = uri.strip_prefix("countersign://enroll?").unwrap();
    let pair = query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}="))).unwrap();
    let (mut bytes, mut rest) = (Vec::new(), pair.bytes());
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next().unwrap(), rest.next().unwrap()];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

pub(crate) async fn preview(http: &Http, uri: &str) -> Answer {
    let url = format!("{}/countersign/v1/enroll/preview", offer_parameter(uri, "i"));
    http.json("POST", &url, &json!({"ticket": offer_parameter(uri, "t")})).await
}

pub(crate) fn enroll_claims(uri: &str, nonce: &str, now: u64) -> Value {
    json!({
        "aud": offer_parameter(uri, "i"), "ticket": offer_parameter(uri, "t"), "nonce": nonce, "iat": now,
        "device": {"name": "Test phone", "platform": "test", "app": "phone/1"},
    })
}

pub(crate) async fn enroll(http: &Http, uri: &str, key: &Key, claims: &Value) -> Answer {
    let message = key.sign(json!({"typ": "countersign-enroll+jwt", "jwk": key.jwk()}), claims);
    post_jose(http, &format!("{}/countersign/v1/enroll", offer_parameter(uri, "i")), &message).await
}

pub(crate) async fn post_jose(http: &Http, url: &str, message: &str) -> Answer {
    http.send("POST", url, &[("content-type", "application/jose")], message.to_owned()).await.unwrap()
}

/// The claims with which `approver` joins the device key of the same enroll message.
pub(crate) fn approver_claims(enroll: &Value, device: &Key) -> Value {
    json!({"aud": enroll["aud"], "nonce": enroll["nonce"], "device": device.thumbprint()})
}

/// The message that registers an approval key.
pub(crate) fn approver_message(approver: &Key, claims: &Value) -> String {
    approver.sign(json!({"typ": "countersign-approval-key+jwt", "jwk": approver.jwk()}), claims)
}

/// A server's user `name` with one enrolled phone; the user is added when missing.
pub(crate) async fn enrolled(server: &MockServer, name: &str) -> Phone {
    let _ = server.world().add_user(UserSpec::named(name));
    let offer = server.world().offer(name).unwrap();
    Phone::enroll(&offer.uri, Key::ed25519(), server.clock().now()).await
}

/// Like [`enrolled`], with a phone that has an approval key.
pub(crate) async fn enrolled_with_approver(server: &MockServer, name: &str) -> Phone {
    let _ = server.world().add_user(UserSpec::named(name));
    let offer = server.world().offer(name).unwrap();
    Phone::enroll_as(&offer.uri, Key::ed25519(), Some(Key::p256()), server.clock().now()).await
}

impl Phone {
    pub(crate) async fn enroll(uri: &str, key: Key, now: u64) -> Self {
        Self::enroll_as(uri, key, None, now).await
    }

    pub(crate) async fn enroll_as(uri: &str, key: Key, approver: Option<Key>, now: u64) -> Self {
        let http = Http::new();
        let shown = preview(&http, uri).await.json();
        let nonce = claims(shown["preview"].as_str().unwrap())["nonce"].as_str().unwrap().to_owned();
        let mut request = enroll_claims(uri, &nonce, now);
        if let Some(approver) = &approver {
            request["approval"] = json!(approver_message(approver, &approver_claims(&request, &key)));
        }
        let reply = enroll(&http, uri, &key, &request).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let receipt = claims(reply.json()["receipt"].as_str().unwrap());
        Self {
            http,
            key,
            approver,
            issuer: offer_parameter(uri, "i"),
            device: receipt["device"].as_str().unwrap().to_owned(),
            url: receipt["endpoints"]["device"].as_str().unwrap().to_owned(),
            issuer_jwk: shown["jwk"].clone(),
            receipt,
            now: Cell::new(now),
            counter: Cell::new(0),
        }
    }

    pub(crate) fn next_counter(&self) -> u64 {
        self.counter.set(self.counter.get() + 1);
        self.counter.get()
    }

    pub(crate) fn proof_claims(&self, path: &str) -> Value {
        let mut id = [0; 16];
        ring::rand::SecureRandom::fill(&ring::rand::SystemRandom::new(), &mut id).unwrap();
        json!({
            "aud": self.issuer, "htm": "GET", "htu": format!("{}{path}", self.url), "iat": self.now.get(),
            "jti": super::jws::encode(id),
        })
    }

    pub(crate) fn proof(&self, claims: &Value) -> String {
        self.key.sign(json!({"typ": "countersign-proof+jwt", "kid": self.device}), claims)
    }

    pub(crate) async fn get_with(&self, path: &str, proof: &str) -> Answer {
        let authorization = format!("Countersign {proof}");
        let url = format!("{}{path}", self.url);
        self.http.send("GET", &url, &[("authorization", &authorization)], "").await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.get_with(path, &self.proof(&self.proof_claims(path))).await
    }

    /// The oldest waiting challenge.
    pub(crate) async fn challenge(&self) -> String {
        let list = self.get("/challenges").await.json();
        list["challenges"][0].as_str().expect("a challenge waits").to_owned()
    }

    /// Adds `aud`, `ctr` and `iat` to `claims` and signs.
    pub(crate) fn message(&self, kind: &str, extra: &Value) -> String {
        self.message_by(&self.key, kind, extra)
    }

    /// Like [`message`](Self::message), signed by any key.
    pub(crate) fn message_by(&self, key: &Key, kind: &str, extra: &Value) -> String {
        let mut claims = json!({"aud": self.issuer, "ctr": self.next_counter(), "iat": self.now.get()});
        for (name, value) in extra.as_object().unwrap() {
            claims[name] = value.clone();
        }
        self.sign_by(key, kind, &claims)
    }

    pub(crate) fn sign(&self, kind: &str, claims: &Value) -> String {
        self.sign_by(&self.key, kind, claims)
    }

    fn sign_by(&self, key: &Key, kind: &str, claims: &Value) -> String {
        key.sign(json!({"typ": format!("countersign-{kind}+jwt"), "kid": self.device}), claims)
    }

    pub(crate) async fn post(&self, path: &str, message: &str) -> Answer {
        post_jose(&self.http, &format!("{}{path}", self.url), message).await
    }

    pub(crate) fn approval(&self, challenge: &str, number: Option<&str>) -> String {
        let mut extra = answer_to(challenge);
        extra["dec"] = json!("approve");
        if let Some(number) = number {
            extra["num"] = json!(number);
        }
        self.message("answer", &extra)
    }

    pub(crate) fn denial(&self, challenge: &str, reason: Option<&str>) -> String {
        let mut extra = answer_to(challenge);
        extra["dec"] = json!("deny");
        if let Some(reason) = reason {
            extra["rsn"] = json!(reason);
        }
        self.message("answer", &extra)
    }

    pub(crate) async fn approve(&self, challenge: &str, number: Option<&str>) -> Answer {
        self.post("/answers", &self.approval(challenge, number)).await
    }
}

/// The claims of an answer to `challenge` without its decision.
pub(crate) fn answer_to(challenge: &str) -> Value {
    json!({"cid": claims(challenge)["cid"], "ch": sha256(challenge), "uv": "none"})
}

/// A number that is certainly not `number`, of the same length.
pub(crate) fn wrong(number: &str) -> String {
    let first = if number.starts_with('1') { "2" } else { "1" };
    format!("{first}{}", number.chars().skip(1).collect::<String>())
}
