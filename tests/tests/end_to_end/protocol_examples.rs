//! The examples in section 11 of docs/protocol.md: made by core and the mock, checked with ring.
//!
//! `UPDATE_EXAMPLES=1 cargo test -p countersign-tests --test end_to_end protocol_examples` writes the section anew.

use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use countersign_core::dialect::DeviceInfo;
use countersign_core::engine::Authenticator;
use countersign_core::model::PushTarget;
use countersign_core::platform::{ReqwestTransport, SoftwareSigner, Transport, TransportError};
use countersign_core::protocol::url_rules::{LoopbackHttp, UrlRules};
use countersign_core::protocol::{HttpRequest, HttpResponse};
use countersign_core::store::MemoryStore;
use countersign_server_mock::{MockServer, Settings, UserSpec};
use countersign_tests::jws::{TestKey, open, sha256, thumbprint, verify};
use countersign_tests::tour::tour;
use countersign_tests::traffic::{KINDS, messages};
use countersign_tests::{LossyTransport, ManualClock, Recorded, SeededEntropy, USER, platform};
use data_encoding::HEXLOWER;
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use serde_json::{Value, json};

const BEGIN: &str = "<!-- examples:begin -->";
const END: &str = "<!-- examples:end -->";
const SEED: u64 = 1;
const NOW: i64 = 1_800_000_000;
const ISSUER: &str = "https://login.example.com";

#[tokio::test]
async fn section_11_shows_what_core_and_mock_say_to_each_other() {
    let made = section(&Story::tell().await);
    let document = std::fs::read_to_string(path()).expect("the protocol");
    let (before, rest) = document.split_once(BEGIN).expect("where the examples begin");
    let (written, after) = rest.split_once(END).expect("where the examples end");
    if std::env::var_os("UPDATE_EXAMPLES").is_some() {
        std::fs::write(path(), format!("{before}{BEGIN}\n{made}{END}{after}")).expect("a writable document");
        return;
    }
    assert!(written.trim() == made.trim(), "section 11 is out of date: run this test with UPDATE_EXAMPLES=1");
}

#[test]
fn every_example_in_the_document_is_signed_by_the_key_it_names_and_says_what_is_shown() {
    let document = std::fs::read_to_string(path()).expect("the protocol");
    let (_, rest) = document.split_once(BEGIN).expect("where the examples begin");
    let blocks = blocks(rest.split_once(END).expect("where the examples end").0);
    let keys: Value = serde_json::from_str(&blocks[0].1).expect("the test keys");
    for name in ["issuer", "device", "next_device"] {
        let seed = HEXLOWER.decode(keys[name]["seed"].as_str().expect("a seed").as_bytes()).expect("hexadecimal");
        assert_eq!(TestKey::ed25519(seed.try_into().expect("32 bytes")).jwk(), keys[name]["jwk"], "{name}");
    }
    let mut kinds = Vec::new();
    for (index, (language, text)) in blocks.iter().enumerate() {
        let compact: String = text.trim_start_matches("Authorization: Countersign").split_whitespace().collect();
        if language != "text" || !compact.starts_with("ey") {
            continue;
        }
        let typ = open(&compact).header["typ"].as_str().expect("a kind").to_owned();
        let verified = verify(&compact, &keys[signer_of(&typ)]["jwk"]);
        let shown = |offset: usize| serde_json::from_str::<Value>(&blocks[index + offset].1).expect("JSON");
        assert_eq!(verified.header, shown(1), "{typ}");
        assert_eq!(verified.claims, shown(2), "{typ}");
        kinds.push(typ);
    }
    assert_eq!(kinds, KINDS.map(str::to_owned), "one example of every kind, in the order of the table");
}

#[tokio::test]
async fn two_runs_of_the_story_are_the_same_to_the_byte() {
    let (first, second) = (Story::tell().await, Story::tell().await);

    assert_eq!(section(&first), section(&second));
}

/// Whose key signs this kind of message; the last messages come after the rotation.
fn signer_of(typ: &str) -> &'static str {
    match typ {
        "countersign-preview+jwt" | "countersign-receipt+jwt" | "countersign-challenge+jwt" => "issuer",
        "countersign-rotate-key+jwt" | "countersign-report+jwt" | "countersign-unenroll+jwt" => "next_device",
        _ => "device",
    }
}

/// A tour whose every byte is the same in every run.
struct Story {
    recorded: Vec<Recorded>,
    offer: String,
    hint: Value,
    drawn: Vec<[u8; 32]>,
}

impl Story {
    async fn tell() -> Self {
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
        tour(&server, &Authenticator::new(parts), &wire).await;
        let hint = server.world().hints().remove(0).payload;
        Self { recorded: wire.recorded(), offer, hint, drawn: (1..200).map(SeededEntropy::block).collect() }
    }

    fn first(&self, typ: &str) -> String {
        let found = messages(&self.recorded).into_iter().find(|message| message.typ == typ);
        found.expect("the tour sends every kind").compact
    }

    fn reply(&self, end: &str) -> String {
        let ends = |recorded: &&Recorded| recorded.request.url.path().ends_with(end) && recorded.response.is_some();
        let response = self.recorded.iter().find(ends).and_then(|recorded| recorded.response.clone());
        String::from_utf8(response.expect("a reply").body).expect("text")
    }

    fn refusal(&self, status: u16) -> Value {
        let mut replies = self.recorded.iter().filter_map(|recorded| recorded.response.as_ref());
        let refusal = replies.find(|reply| reply.status == status).expect("a refusal");
        serde_json::from_slice(&refusal.body).expect("JSON")
    }

    /// Issuer, first device key, second device key, each with its seed.
    fn keys(&self) -> Value {
        let mut issuer = [0; 32];
        ChaCha20Rng::seed_from_u64(SEED).fill_bytes(&mut issuer);
        let device = open(&self.first("countersign-enroll+jwt")).header["jwk"].clone();
        let next = open(&self.first("countersign-rotate-key+jwt")).header["jwk"].clone();
        let seed_of = |jwk: &Value| {
            let mut drawn = self.drawn.iter().copied().chain([issuer]);
            drawn.find(|seed| TestKey::ed25519(*seed).jwk() == *jwk).expect("a published seed")
        };
        let key =
            |jwk: Value| json!({"seed": HEXLOWER.encode(&seed_of(&jwk)), "jwk": jwk, "thumbprint": thumbprint(&jwk)});
        let preview: Value = serde_json::from_str(&self.reply("/preview")).expect("JSON");
        json!({"issuer": key(preview["jwk"].clone()), "device": key(device), "next_device": key(next)})
    }
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

fn section(story: &Story) -> String {
    let mut text = String::new();
    let mut add = |part: String| writeln!(text, "{part}\n").expect("memory");
    add("**Test keys.** Ed25519; `seed` is the private key of RFC 8032 in hexadecimal. Never use them for anything else.".to_owned());
    add(json_block(&story.keys()));
    add("**Offer**".to_owned());
    add(text_block(&wrapped(&story.offer)));
    for kind in KINDS {
        let compact = story.first(kind);
        let message = open(&compact);
        let is_proof = kind == "countersign-proof+jwt";
        add(format!("**`{kind}`**, {}: the message, its header, its claims", sent_in(kind)));
        add(text_block(&wrapped(&if is_proof {
            format!("Authorization: Countersign {compact}")
        } else {
            compact.clone()
        })));
        add(json_line(&message.header));
        add(json_block(&message.claims));
        if kind == "countersign-challenge+jwt" {
            add("**Push hint** for this challenge".to_owned());
            add(json_line(&story.hint));
        }
        if kind == "countersign-answer+jwt" {
            add("**Outcome** of this answer".to_owned());
            let outcome: Value = serde_json::from_str(&story.reply("/outcome")).expect("JSON");
            assert_eq!(outcome["ans"], sha256(compact.as_bytes()));
            add(json_line(&outcome));
        }
    }
    add("**Error** 404, to a request for a challenge that was withdrawn".to_owned());
    add(json_line(&story.refusal(404)));
    text
}

fn sent_in(kind: &str) -> &'static str {
    match kind {
        "countersign-preview+jwt" => "in the reply of preview",
        "countersign-enroll+jwt" => "POST enroll",
        "countersign-receipt+jwt" => "in the reply of enroll",
        "countersign-challenge+jwt" => "in the reply of challenges",
        "countersign-answer+jwt" => "POST answers",
        "countersign-proof+jwt" => "header of every GET",
        "countersign-update+jwt" => "POST update",
        "countersign-rotate+jwt" => "POST rotate",
        "countersign-rotate-key+jwt" => "inside the rotate message, signed by the next key",
        "countersign-unenroll+jwt" => "POST unenroll, signed by the next key after its rotation",
        _ => "POST report, signed by the next key after its rotation",
    }
}

fn json_block(value: &Value) -> String {
    format!("```json\n{}\n```", serde_json::to_string_pretty(value).expect("plain data"))
}

fn json_line(value: &Value) -> String {
    format!("```json\n{value}\n```")
}

fn text_block(text: &str) -> String {
    format!("```text\n{text}\n```")
}

fn wrapped(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    characters.chunks(100).map(|line| line.iter().collect::<String>()).collect::<Vec<_>>().join("\n")
}

/// The fenced blocks of a text with their language.
fn blocks(text: &str) -> Vec<(String, String)> {
    let fenced = text.split("```").skip(1).step_by(2);
    let parts = fenced.map(|block| block.split_once('\n').expect("a language, then text"));
    parts.map(|(language, text)| (language.to_owned(), text.to_owned())).collect()
}

fn path() -> PathBuf {
    countersign_tests::sources::repository().join("docs/protocol.md")
}
