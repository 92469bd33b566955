//! Stories whose every byte is the same in every run.

use std::sync::Arc;

use async_trait::async_trait;
use countersign_core::dialect::DeviceInfo;
use countersign_core::engine::{Authenticator, Platform};
use countersign_core::model::PushTarget;
use countersign_core::platform::{ReqwestTransport, SoftwareSigner, Transport, TransportError};
use countersign_core::protocol::url_rules::{LoopbackHttp, UrlRules};
use countersign_core::protocol::{HttpRequest, HttpResponse};
use countersign_core::store::MemoryStore;
use countersign_server_mock::{MockServer, Settings, UserSpec};
use countersign_tests::jws::{TestKey, open, thumbprint};
use countersign_tests::tour::tour;
use countersign_tests::traffic::messages;
use countersign_tests::{LossyTransport, ManualClock, Recorded, SeededEntropy, USER, platform};
use data_encoding::HEXLOWER;
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use serde_json::{Map, Value, json};

const SEED: u64 = 1;
pub(super) const NOW: i64 = 1_800_000_000;
pub(super) const ISSUER: &str = "https://login.example.com";

/// What was said, and the names of the keys that signed it.
pub(super) struct Story {
    pub(super) offer: String,
    pub(super) hint: Value,
    pub(super) outcome: Value,
    recorded: Vec<Recorded>,
    /// Public keys by whose they are.
    keys: Vec<(&'static str, Value)>,
}

impl Story {
    /// A phone with one key, from its enrollment to its removal.
    pub(super) async fn of_a_tour() -> Self {
        let stage = Stage::set(|platform| platform).await;
        tour(&stage.server, &stage.phone, &stage.wire).await;
        let outcome = stage.reply("/outcome");
        let key = |typ| open(&stage.first(typ)).header["jwk"].clone();
        let keys = vec![("device", key("countersign-enroll+jwt")), ("next_device", key("countersign-rotate-key+jwt"))];
        stage.end(keys, outcome)
    }

    /// The first message of a kind.
    pub(super) fn first(&self, typ: &str) -> String {
        first(&self.recorded, typ)
    }

    /// The body of the first reply with this status.
    pub(super) fn refusal(&self, status: u16) -> Value {
        let mut replies = self.recorded.iter().filter_map(|recorded| recorded.response.as_ref());
        let refusal = replies.find(|reply| reply.status == status).expect("a refusal");
        serde_json::from_slice(&refusal.body).expect("JSON")
    }

    /// All keys of the story, each with its seed.
    pub(super) fn keys(&self) -> Value {
        let named = self.keys.iter().map(|(name, jwk)| {
            let seed = HEXLOWER.encode(&seed_of(jwk));
            ((*name).to_owned(), json!({"seed": seed, "jwk": jwk, "thumbprint": thumbprint(jwk)}))
        });
        Value::Object(named.collect::<Map<String, Value>>())
    }
}

/// A server, and a phone that has not enrolled.
pub(super) struct Stage {
    pub(super) server: MockServer,
    pub(super) wire: Arc<LossyTransport>,
    pub(super) phone: Authenticator,
    offer: String,
}

impl Stage {
    /// The same at each time, apart from what is changed of the phone's platform.
    pub(super) async fn set(change: impl FnOnce(Platform) -> Platform) -> Self {
        let builder = MockServer::builder().seed(SEED).start_time(NOW.unsigned_abs()).public_url(ISSUER);
        let server = builder.start().await.expect("a server");
        server.clock().freeze();
        server.world().add_user(UserSpec { otp: true, ..UserSpec::named(USER) }).expect("a user");
        let settings = Settings { issuer_name: "Example Bank".to_owned(), ..Settings::default() };
        server.world().set_settings(settings).expect("settings");
        let start = server.snapshot();
        let offer = server.world().offer(USER).expect("an offer").uri;
        server.restore(&start);

        let rules = UrlRules { loopback: LoopbackHttp::Allowed };
        let inner = ReqwestTransport::new(rules).expect("a transport");
        let rerouted = Rerouted { inner, port: server.address().port() };
        let wire = Arc::new(LossyTransport::new(Arc::new(rerouted)));
        let (store, entropy) = (Arc::new(MemoryStore::new()), Arc::new(SeededEntropy::default()));
        let signer = SoftwareSigner::new(Arc::clone(&store), entropy.clone());
        let mut parts = platform(store, Arc::new(signer), wire.clone());
        parts.clock = Arc::new(ManualClock::new(NOW));
        parts.entropy = entropy;
        parts.device = DeviceInfo {
            name: "Alice's phone".to_owned(),
            platform: "android".to_owned(),
            app: "Example 1.0".to_owned(),
            push: Some(PushTarget { provider: "fcm".to_owned(), token: "push-token".to_owned() }),
            telemetry: None,
        };
        Self { server, wire, phone: Authenticator::new(change(parts)), offer }
    }

    /// The first message of a kind that was said so far.
    pub(super) fn first(&self, typ: &str) -> String {
        first(&self.wire.recorded(), typ)
    }

    /// The first reply from a path that ends like this.
    pub(super) fn reply(&self, end: &str) -> Value {
        let recorded = self.wire.recorded();
        let mut replies = recorded.iter().filter(|recorded| recorded.request.url.path().ends_with(end));
        let response = replies.find_map(|recorded| recorded.response.as_ref()).expect("a reply");
        serde_json::from_slice(&response.body).expect("JSON")
    }

    /// The story so far; `keys` besides the issuer's.
    pub(super) fn end(self, mut keys: Vec<(&'static str, Value)>, outcome: Value) -> Story {
        keys.push(("issuer", self.reply("/preview")["jwk"].clone()));
        let hint = self.server.world().hints().remove(0).payload;
        Story { offer: self.offer, hint, outcome, recorded: self.wire.recorded(), keys }
    }
}

/// The seed of a key that a story uses.
pub(super) fn seed_of(jwk: &Value) -> [u8; 32] {
    let mut issuer = [0; 32];
    ChaCha20Rng::seed_from_u64(SEED).fill_bytes(&mut issuer);
    let mut drawn = (1..=DRAWN).map(SeededEntropy::block).chain([issuer]);
    drawn.find(|seed| TestKey::ed25519(*seed).jwk() == *jwk).expect("a published seed")
}

/// More blocks than a phone draws in a story.
pub(super) const DRAWN: u64 = 200;

fn first(recorded: &[Recorded], typ: &str) -> String {
    let found = messages(recorded).into_iter().find(|message| message.typ == typ);
    found.expect("the story has every kind").compact
}

/// Brings requests for the issuer's public address to the server on this machine.
struct Rerouted {
    inner: ReqwestTransport,
    port: u16,
}

#[async_trait]
impl Transport for Rerouted {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let url = format!("http://127.0.0.1:{}{}", self.port, request.url.path()).parse().expect("a URL");
        self.inner.send(HttpRequest { url, ..request }).await
    }
}
