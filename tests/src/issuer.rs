//! An issuer that says exactly what a test wants it to say, also what no honest issuer would.
//!
//! It is the transport of its phone: nothing leaves the process.

use std::sync::{Mutex, MutexGuard};

use async_trait::async_trait;
use countersign_core::platform::{Transport, TransportError};
use countersign_core::protocol::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

use crate::jws::{Draft, TestKey, Verified, open, sha256, thumbprint};

/// Where the scripted issuer lives.
pub const ISSUER: &str = "https://login.example.com/t1";
/// Its ticket.
pub const TICKET: &str = "ticket-0123456789abcdefgh";
/// What its account is called.
pub const ACCOUNT: &str = "alice@example.com";
/// When its clock starts.
pub const START: i64 = 1_800_000_000;

/// What the phone asked for, by the end of the URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operation {
    /// Preview of an offer.
    Preview,
    /// Enrollment.
    Enroll,
    /// List of waiting challenges.
    Challenges,
    /// One challenge.
    Challenge,
    /// What was recorded.
    Outcome,
    /// An answer.
    Answer,
    /// Push target or device name.
    Update,
    /// Key rotation.
    Rotate,
    /// Unenrollment.
    Unenroll,
    /// Report or lockout.
    Report,
}

impl Operation {
    fn of(path: &str) -> Self {
        let ends = |end: &str| path.ends_with(end);
        match () {
            () if ends("/enroll/preview") => Self::Preview,
            () if ends("/enroll") => Self::Enroll,
            () if ends("/challenges") => Self::Challenges,
            () if ends("/outcome") => Self::Outcome,
            () if ends("/answers") => Self::Answer,
            () if ends("/update") => Self::Update,
            () if ends("/rotate") => Self::Rotate,
            () if ends("/unenroll") => Self::Unenroll,
            () if ends("/report") => Self::Report,
            () => Self::Challenge,
        }
    }
}

/// What the phone gets instead of the honest reply.
pub type Twist = Box<dyn Fn(HttpResponse) -> Result<HttpResponse, TransportError> + Send>;
type Change = Box<dyn Fn(&mut Draft) + Send>;

/// See the [module documentation](self).
pub struct ScriptedIssuer {
    /// The key that the offer pins.
    pub key: TestKey,
    script: Mutex<Script>,
}

#[derive(Default)]
struct Script {
    now: i64,
    preview: Option<Change>,
    receipt: Option<Change>,
    preview_key: Option<Value>,
    challenges: Vec<String>,
    answers: Vec<String>,
    outcome: Option<Value>,
    requests: Vec<(Operation, HttpRequest)>,
    twists: Vec<(Operation, Twist)>,
}

impl ScriptedIssuer {
    /// An honest issuer with an Ed25519 key.
    pub fn new() -> Self {
        Self::with_key(TestKey::ed25519([7; 32]))
    }

    /// An honest issuer with this key.
    pub fn with_key(key: TestKey) -> Self {
        Self { key, script: Mutex::new(Script { now: START, ..Script::default() }) }
    }

    /// The enrollment code.
    pub fn offer(&self) -> String {
        let issuer = ISSUER.replace(':', "%3A").replace('/', "%2F");
        format!("countersign://enroll?v=1&i={issuer}&t={TICKET}&k={}", thumbprint(&self.key.jwk()))
    }

    /// The issuer's time.
    pub fn now(&self) -> i64 {
        self.script().now
    }

    /// Lets the issuer's time pass.
    pub fn advance(&self, seconds: u32) {
        self.script().now += i64::from(seconds);
    }

    /// Changes previews before they are signed.
    pub fn change_preview(&self, change: impl Fn(&mut Draft) + Send + 'static) {
        self.script().preview = Some(Box::new(change));
    }

    /// Changes receipts before they are signed.
    pub fn change_receipt(&self, change: impl Fn(&mut Draft) + Send + 'static) {
        self.script().receipt = Some(Box::new(change));
    }

    /// Claims to have this key.
    pub fn show_key(&self, jwk: Value) {
        self.script().preview_key = Some(jwk);
    }

    /// Lets these messages wait for the phone.
    pub fn serve(&self, challenges: Vec<String>) {
        self.script().challenges = challenges;
    }

    /// What outcome requests are told; nothing recorded when unset.
    pub fn record(&self, outcome: Option<Value>) {
        self.script().outcome = outcome;
    }

    /// Twists every reply to `operation` from now on.
    pub fn twist(
        &self,
        operation: Operation,
        twist: impl Fn(HttpResponse) -> Result<HttpResponse, TransportError> + Send + 'static,
    ) {
        self.script().twists.push((operation, Box::new(twist)));
    }

    /// Replies honestly again.
    pub fn untwist(&self) {
        self.script().twists.clear();
    }

    /// Every answer message that arrived.
    pub fn answers(&self) -> Vec<String> {
        self.script().answers.clone()
    }

    /// Every request that arrived.
    pub fn requests(&self) -> Vec<(Operation, HttpRequest)> {
        self.script().requests.clone()
    }

    /// An honest challenge for the phone, six digits to type, that lives five minutes from now.
    pub fn challenge(&self, id: &str) -> Draft {
        let now = self.now();
        Draft {
            header: json!({"alg": self.key.alg(), "typ": "countersign-challenge+jwt"}),
            claims: json!({
                "iss": ISSUER, "sub": "account-1", "aud": "device-1", "cid": id, "iat": now, "exp": now + 300,
                "rp": {"name": "Example Bank", "host": "bank.example.com"},
                "number": {"style": "enter", "digits": 6},
            }),
        }
    }

    /// The honest challenge, signed.
    pub fn sealed_challenge(&self, id: &str) -> String {
        self.key.seal(&self.challenge(id))
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().expect("not poisoned")
    }

    fn honest(&self, operation: Operation, request: &HttpRequest) -> (u16, Value) {
        let body = String::from_utf8_lossy(&request.body).into_owned();
        let mut script = self.script();
        let ok = |value| (200, value);
        match operation {
            Operation::Preview => {
                let jwk = script.preview_key.clone().unwrap_or_else(|| self.key.jwk());
                let mut draft = self.preview(script.now);
                if let Some(change) = &script.preview {
                    change(&mut draft);
                }
                ok(json!({"jwk": jwk, "preview": self.key.seal(&draft)}))
            }
            Operation::Enroll => {
                let mut draft = self.receipt(script.now, &open(&body));
                if let Some(change) = &script.receipt {
                    change(&mut draft);
                }
                ok(json!({"receipt": self.key.seal(&draft)}))
            }
            Operation::Challenges => ok(json!({"challenges": script.challenges})),
            Operation::Challenge => {
                let id = request.url.path_segments().and_then(Iterator::last).unwrap_or_default();
                let waiting =
                    script.challenges.iter().find(|message| is_challenge(message, id)).or(script.challenges.first());
                waiting.map_or((404, json!({"error": "not_found"})), |message| (200, json!({"challenge": message})))
            }
            Operation::Outcome => {
                let id = request.url.path_segments().and_then(|mut parts| parts.nth_back(1)).unwrap_or_default();
                ok(script.outcome.clone().unwrap_or_else(|| json!({"cid": id, "state": "pending"})))
            }
            Operation::Answer => {
                let claims = open(&body).claims;
                let state = if claims["dec"] == "approve" { "approved" } else { "denied" };
                let outcome = json!({"cid": claims["cid"], "state": state, "ans": sha256(body.as_bytes())});
                script.outcome = Some(outcome.clone());
                script.answers.push(body);
                ok(outcome)
            }
            Operation::Rotate => ok(json!({"thumbprint": thumbprint(&open(&body).claims["jwk"])})),
            Operation::Report => ok(json!({"state": "noted"})),
            Operation::Update | Operation::Unenroll => ok(json!({})),
        }
    }

    fn preview(&self, now: i64) -> Draft {
        Draft {
            header: json!({"alg": self.key.alg(), "typ": "countersign-preview+jwt"}),
            claims: json!({
                "iss": ISSUER, "iat": now, "exp": now + 600, "th": sha256(TICKET.as_bytes()), "nonce": "nonce-1",
                "rp": {"name": "Example Bank"}, "account": ACCOUNT, "algs": ["EdDSA", "ES256"],
                "policy": {"number": "enter", "digits": 6, "uv": "none"},
            }),
        }
    }

    fn receipt(&self, now: i64, enroll: &Verified) -> Draft {
        let mut draft = Draft {
            header: json!({"alg": self.key.alg(), "typ": "countersign-receipt+jwt"}),
            claims: json!({
                "iss": ISSUER, "iat": now, "th": sha256(TICKET.as_bytes()), "rp": {"name": "Example Bank"},
                "account": ACCOUNT, "policy": {"number": "enter", "digits": 6, "uv": "none"},
                "sub": "account-1", "aud": thumbprint(&enroll.header["jwk"]), "device": "device-1", "hint": "hint-1",
                "endpoints": {"device": format!("{ISSUER}/device")},
                "otp": {"secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "algorithm": "SHA1", "digits": 6, "period": 30},
            }),
        };
        if let Some(approval) = enroll.claims["approval"].as_str() {
            draft.claims["approval"] = json!(thumbprint(&open(approval).header["jwk"]));
        }
        draft
    }
}

impl Default for ScriptedIssuer {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Transport for ScriptedIssuer {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let operation = Operation::of(request.url.path());
        let (status, body) = self.honest(operation, &request);
        let mut script = self.script();
        let date = httpdate(script.now);
        let headers = vec![("content-type".to_owned(), "application/json".to_owned()), ("date".to_owned(), date)];
        let response = HttpResponse { status, headers, body: body.to_string().into_bytes() };
        script.requests.push((operation, request));
        let twist = script.twists.iter().find(|(twisted, _)| *twisted == operation);
        twist.map_or(Ok(response.clone()), |(_, twist)| twist(response))
    }
}

/// The `Date` header for a time.
pub fn httpdate(seconds: i64) -> String {
    countersign_core::model::UnixTime::from_seconds(seconds).to_string()
}

fn is_challenge(message: &str, id: &str) -> bool {
    message.split('.').nth(1).is_some_and(|claims| {
        let decoded = data_encoding::BASE64URL_NOPAD.decode(claims.as_bytes()).unwrap_or_default();
        String::from_utf8_lossy(&decoded).contains(&format!("\"cid\":\"{id}\""))
    })
}
