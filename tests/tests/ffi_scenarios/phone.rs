//! A phone as an app in another language has it, and what such an app may bring.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use countersign_core::dialect::DeviceInfo;
use countersign_core::model::{Algorithm, ChallengeId, KeyHandle, KeyPurpose, PushTarget, Recorded};
use countersign_core::protocol::url_rules::LoopbackHttp;
use countersign_ffi::{
    AccountRecord, Authenticator, ChallengeRecord, DecisionState, DesktopVault, Fault, HttpHeader, HttpRequest,
    HttpResponse, KeyVault, PublicKey, PushOutcome, Settings, Signer, SignerFailure, SigningPrompt, Transport,
    TransportFailure, VaultFailure,
};
use countersign_server_mock::Login;
use countersign_tests::{Scene, USER};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

pub(crate) const APPROVED: DecisionState = DecisionState::RecordedByUs { recorded: Recorded::Approved };
pub(crate) const DENIED: DecisionState = DecisionState::RecordedByUs { recorded: Recorded::Denied };

/// What an app brings; what it does not is built in.
#[derive(Default, Clone)]
pub(crate) struct Parts {
    pub(crate) vault: Option<Arc<dyn KeyVault>>,
    pub(crate) transport: Option<Arc<dyn Transport>>,
    pub(crate) signer: Option<Arc<dyn Signer>>,
}

pub(crate) fn open(home: &TempDir, parts: Parts) -> Result<Arc<Authenticator>, Fault> {
    let push = PushTarget { provider: "fcm".to_owned(), token: "push-token".to_owned() };
    let device = DeviceInfo {
        name: "Test phone".to_owned(),
        platform: "linux".to_owned(),
        app: "test".to_owned(),
        push: Some(push),
        telemetry: None,
    };
    let home = home.path().to_string_lossy().into_owned();
    let settings = Settings { home, device, loopback: LoopbackHttp::Allowed, vault: DesktopVault::File };
    Authenticator::open(settings, parts.vault, parts.transport, parts.signer)
}

/// A phone in a folder of its own, and a server with one user.
pub(crate) struct Stage {
    pub(crate) scene: Scene,
    pub(crate) home: TempDir,
    pub(crate) phone: Arc<Authenticator>,
}

impl Stage {
    pub(crate) async fn set(parts: Parts) -> Self {
        let home = TempDir::new().expect("a folder");
        let phone = open(&home, parts).expect("a phone");
        Self { scene: Scene::start().await, home, phone }
    }

    pub(crate) async fn enrolled(parts: Parts) -> Self {
        let stage = Self::set(parts).await;
        stage.enroll().await;
        stage
    }

    pub(crate) fn offer(&self) -> String {
        self.scene.server.world().offer(USER).expect("an offer").uri
    }

    pub(crate) async fn enroll(&self) -> AccountRecord {
        enroll(&self.phone, self.offer()).await
    }

    /// Starts a login that the phone fetches.
    pub(crate) async fn login(&self) -> (Login, ChallengeRecord) {
        let login = self.scene.login();
        self.phone.refresh().await.expect("a refresh");
        let challenge = self.phone.pending().expect("storage works").pop().expect("a challenge");
        (login, challenge)
    }

    pub(crate) async fn approve(&self, id: &ChallengeId, number: &str) -> Result<DecisionState, Fault> {
        self.phone.approve(id.clone(), Some(number.to_owned()), None).await
    }
}

pub(crate) async fn enroll(phone: &Authenticator, code: String) -> AccountRecord {
    let preview = phone.preview(code, None).await.expect("a preview");
    phone.enroll(preview).await.expect("an account")
}

/// The challenge that a push brought.
pub(crate) async fn bring(phone: &Authenticator, payload: Vec<u8>) -> ChallengeRecord {
    match phone.handle_push(payload).await {
        Ok(PushOutcome::Waiting { challenge }) => challenge,
        Ok(PushOutcome::NotOurs | PushOutcome::Nothing | PushOutcome::Notice { .. }) => panic!("no challenge"),
        Err(fault) => panic!("no challenge: {fault}"),
    }
}

/// The fault of a call that must not succeed.
pub(crate) fn fault<T>(result: Result<T, Fault>) -> Fault {
    result.err().expect("a fault")
}

/// HTTP in thirty lines, and what may go wrong with it.
#[derive(Default)]
pub(crate) struct PlainHttp {
    pub(crate) requests: AtomicUsize,
    /// So many requests from the first answer on fail after they were sent.
    pub(crate) failures: AtomicUsize,
    /// Whether answers wait forever before they are sent.
    pub(crate) is_slow: AtomicBool,
    /// Gets a permit when an answer begins to wait.
    pub(crate) waits: Waits,
    has_answered: AtomicBool,
}

/// A semaphore without permits.
pub(crate) struct Waits(pub(crate) Semaphore);

impl Default for Waits {
    fn default() -> Self {
        Self(Semaphore::new(0))
    }
}

#[async_trait]
impl Transport for PlainHttp {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportFailure> {
        self.requests.fetch_add(1, Ordering::SeqCst);
        let is_answer = request.url.contains("/answer");
        if is_answer && self.is_slow.load(Ordering::SeqCst) {
            self.waits.0.add_permits(1);
            std::future::pending::<()>().await;
        }
        let response = exchange(&request).await.map_err(|_| TransportFailure::Connect)?;
        self.has_answered.fetch_or(is_answer, Ordering::SeqCst);
        let fails = self.has_answered.load(Ordering::SeqCst)
            && self.failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
        // What an app of another language throws without a name arrives as this.
        if fails { Err(TransportFailure::Interrupted) } else { Ok(response) }
    }
}

async fn exchange(request: &HttpRequest) -> std::io::Result<HttpResponse> {
    let (host, path) = request.url.strip_prefix("http://").and_then(|rest| rest.split_once('/')).expect("plain HTTP");
    let mut head = format!("{} /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n", request.method);
    for HttpHeader { name, value } in &request.headers {
        head += &format!("{name}: {value}\r\n");
    }
    head += &format!("content-length: {}\r\n\r\n", request.body.len());
    let mut stream = TcpStream::connect(host).await?;
    stream.write_all(&[head.as_bytes(), &request.body].concat()).await?;
    let mut reply = Vec::new();
    stream.read_to_end(&mut reply).await?;
    let end = reply.windows(4).position(|four| four == b"\r\n\r\n").ok_or(std::io::ErrorKind::UnexpectedEof)?;
    let (head, body) = reply.split_at(end);
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
    let headers = lines.filter_map(|line| line.split_once(':'));
    let headers = headers.map(|(name, value)| HttpHeader { name: name.to_owned(), value: value.trim().to_owned() });
    Ok(HttpResponse {
        status: status.ok_or(std::io::ErrorKind::InvalidData)?,
        headers: headers.collect(),
        body: body.get(4..).unwrap_or_default().to_vec(),
    })
}

/// Keeps the key in memory and counts how often it was given one.
#[derive(Default)]
pub(crate) struct MemoryVault {
    pub(crate) key: Mutex<Option<Vec<u8>>>,
    pub(crate) saved: AtomicUsize,
}

impl KeyVault for MemoryVault {
    fn load(&self) -> Result<Option<Vec<u8>>, VaultFailure> {
        Ok(self.key.lock().expect("no panic while locked").clone())
    }

    fn save(&self, key: Vec<u8>) -> Result<(), VaultFailure> {
        self.saved.fetch_add(1, Ordering::SeqCst);
        *self.key.lock().expect("no panic while locked") = Some(key);
        Ok(())
    }
}

/// Keys like those of a hardware key store.
#[derive(Default)]
pub(crate) struct P256Signer {
    keys: Mutex<HashMap<KeyHandle, EcdsaKeyPair>>,
    pub(crate) prompts: Mutex<Vec<SigningPrompt>>,
    pub(crate) refuses_to_approve: AtomicBool,
    /// Whether it makes approval keys.
    pub(crate) has_approval_keys: AtomicBool,
    approval_keys: Mutex<HashSet<KeyHandle>>,
    /// Prompts of approval keys.
    pub(crate) asked: Mutex<Vec<SigningPrompt>>,
}

#[async_trait]
impl Signer for P256Signer {
    async fn generate(
        &self,
        handle: KeyHandle,
        purpose: KeyPurpose,
        algorithms: Vec<Algorithm>,
    ) -> Result<PublicKey, SignerFailure> {
        let is_possible = purpose == KeyPurpose::Device || self.has_approval_keys.load(Ordering::SeqCst);
        if !is_possible || !algorithms.contains(&Algorithm::Es256) {
            return Err(SignerFailure::Unsupported);
        }
        if purpose == KeyPurpose::Approval {
            self.approval_keys.lock().expect("no panic while locked").insert(handle.clone());
        }
        let mut keys = self.keys.lock().expect("no panic while locked");
        let key = keys.entry(handle).or_insert_with(|| {
            let random = SystemRandom::new();
            let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).expect("a key");
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random).expect("its own key")
        });
        // An uncompressed point: 4, x, y.
        let (x, y) = key.public_key().as_ref().get(1..).expect("65 bytes").split_at(32);
        Ok(PublicKey::Es256 { x: x.to_vec(), y: y.to_vec() })
    }

    async fn sign(&self, handle: KeyHandle, payload: Vec<u8>, prompt: SigningPrompt) -> Result<Vec<u8>, SignerFailure> {
        self.prompts.lock().expect("no panic while locked").push(prompt);
        if self.approval_keys.lock().expect("no panic while locked").contains(&handle) {
            self.asked.lock().expect("no panic while locked").push(prompt);
        }
        if self.refuses_to_approve.load(Ordering::SeqCst) && matches!(prompt, SigningPrompt::Approve { .. }) {
            return Err(SignerFailure::Canceled);
        }
        let keys = self.keys.lock().expect("no panic while locked");
        let key = keys.get(&handle).ok_or(SignerFailure::Invalidated)?;
        Ok(key.sign(&SystemRandom::new(), &payload).map_err(|_| SignerFailure::Failed)?.as_ref().to_vec())
    }

    async fn delete(&self, handle: KeyHandle) -> Result<(), SignerFailure> {
        self.keys.lock().expect("no panic while locked").remove(&handle);
        Ok(())
    }
}
