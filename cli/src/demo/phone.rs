//! The phone of the demo: the core over a store in a folder, and an open line for pushes.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use countersign_core::dialect::DeviceInfo;
use countersign_core::engine::{Authenticator, Desktop, PushOutcome, Vault};
use countersign_core::model::{Challenge, PushTarget};
use countersign_core::platform::ReqwestTransport;
use countersign_core::protocol::HttpRequest;
use countersign_core::protocol::url_rules::{LoopbackHttp, UrlRules};
use serde_json::Value;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use url::Url;

use super::failure::Failure;
use crate::gateway;

/// A phone that is switched on. Its pushes stop when it is dropped.
pub(super) struct Phone {
    /// The core. Everything the phone knows and does is in here.
    pub(super) core: Arc<Authenticator>,
    transport: Arc<ReqwestTransport>,
    arrived: mpsc::Receiver<Vec<u8>>,
    sender: mpsc::Sender<Vec<u8>>,
    lines: JoinSet<()>,
}

impl Phone {
    /// Switches on the phone whose store is in `home`; a new one when there is none. Servers send its pushes to `push`, if
    /// it has such an address.
    pub(super) fn open(home: &Path, name: &str, push: Option<PushTarget>) -> Result<Self, Failure> {
        let device = DeviceInfo {
            name: name.to_owned(),
            platform: std::env::consts::OS.to_owned(),
            app: concat!("countersign ", env!("CARGO_PKG_VERSION")).to_owned(),
            push,
            telemetry: None,
        };
        let loopback = LoopbackHttp::Allowed;
        let core = Desktop { home: home.to_owned(), vault: Vault::File, loopback, device }.open()?;
        let transport = ReqwestTransport::new(UrlRules { loopback })?;
        let (sender, arrived) = mpsc::channel(LINE_CAPACITY);
        Ok(Self { core: Arc::new(core), transport: Arc::new(transport), arrived, sender, lines: JoinSet::new() })
    }

    /// Opens a line for pushes to every account, in place of those that were open. When this returns no push is missed.
    pub(super) async fn listen(&mut self) -> Result<(), Failure> {
        let requests = self.core.hint_streams().await?.into_iter().map(|(_, request)| request).collect();
        self.open_lines(requests).await
    }

    /// Opens a line to `target` at each of the push gateways, in place of those that were open. When this returns no push is
    /// missed.
    pub(super) async fn listen_at(&mut self, gateways: &[&str], target: &PushTarget) -> Result<(), Failure> {
        let urls = gateways.iter().map(|gateway| Url::parse(gateway));
        let urls: Result<Vec<_>, _> = urls.collect();
        let urls = urls.map_err(|_| Failure::Page("has no usable address"))?;
        self.open_lines(urls.iter().map(|url| gateway::stream(url, target)).collect()).await
    }

    async fn open_lines(&mut self, requests: Vec<HttpRequest>) -> Result<(), Failure> {
        self.lines.abort_all();
        for request in requests {
            let mut stream = self.transport.open_hints(request).await?;
            let sender = self.sender.clone();
            self.lines.spawn(async move {
                while let Ok(Some(payload)) = stream.next().await {
                    if sender.send(payload).await.is_err() {
                        return;
                    }
                }
            });
        }
        Ok(())
    }

    /// The next push, as it came over the line.
    pub(super) async fn push(&mut self) -> Result<Vec<u8>, Failure> {
        let pushed = tokio::time::timeout(PATIENCE, self.arrived.recv()).await;
        pushed.ok().flatten().ok_or(Failure::Late("the push"))
    }

    /// Waits until `push` arrives. Others are what a part of the story left behind that went another way than told.
    pub(super) async fn this_push(&mut self, push: &Value) -> Result<Vec<u8>, Failure> {
        loop {
            let payload = self.push().await?;
            if serde_json::from_slice::<Value>(&payload).is_ok_and(|arrived| arrived == *push) {
                return Ok(payload);
            }
        }
    }

    /// A push that has arrived already.
    pub(super) fn arrived(&mut self) -> Option<Vec<u8>> {
        self.arrived.try_recv().ok()
    }

    /// Waits for a push and fetches the challenge it speaks of.
    pub(super) async fn pushed_challenge(&mut self) -> Result<Challenge, Failure> {
        let payload = self.push().await?;
        self.challenge_of(&payload).await
    }

    /// Fetches the challenge that a push speaks of.
    pub(super) async fn challenge_of(&self, payload: &[u8]) -> Result<Challenge, Failure> {
        match self.core.handle_push(payload).await? {
            PushOutcome::Waiting(challenge) => Ok(*challenge),
            PushOutcome::Notice(_) | PushOutcome::Nothing | PushOutcome::NotOurs => {
                Err(Failure::Late("the challenge of the push"))
            }
        }
    }

    /// Whether every line that was opened is still open.
    pub(super) fn is_listening(&mut self) -> bool {
        while self.lines.try_join_next().is_some() {}
        !self.lines.is_empty()
    }
}

/// The address of a phone at the push service that phones of most makers have.
pub(super) fn fcm(token: &str) -> PushTarget {
    PushTarget { provider: "fcm".to_owned(), token: token.to_owned() }
}

/// How long a push on this very machine may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// Pushes that may wait to be looked at.
const LINE_CAPACITY: usize = 64;
