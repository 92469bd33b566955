//! Starting a server.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use url::Url;

use super::accept;
use super::handle::{MockServer, Running};
use super::site::Site;
use super::tls::{Tls, TlsMode};
use crate::clock::Clock;
use crate::fault::Faults;
use crate::gateway::{self, Gateway};
use crate::journal::Journal;
use crate::random::Random;
use crate::speaks::Speaks;
use crate::world::{Issuer, Keys, State, Store, Surroundings, World};
use crate::{control, guardian, native, pages, rp, wso2};

/// The server cannot start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The address cannot be listened on.
    #[error("cannot listen: {0}")]
    Listen(#[from] std::io::Error),
    /// The data file cannot be opened or read, or is of a newer version.
    #[error("cannot use the data file: {0}")]
    Data(String),
    /// The certificate or key cannot be used.
    #[error("cannot use TLS: {0}")]
    Tls(String),
    /// The public URL is not an issuer base URL of at most 512 characters.
    #[error("not an issuer base URL")]
    PublicUrl,
}

/// How a server is to run.
#[derive(Clone, Debug, Default)]
pub struct Builder {
    seed: Option<u64>,
    listen: Option<SocketAddr>,
    data_file: Option<PathBuf>,
    tls: Option<TlsMode>,
    start_time: Option<u64>,
    public_url: Option<String>,
    speaks: Speaks,
}

impl Builder {
    /// Makes ids, numbers and the issuer's key the same in every run. Without a seed they are unpredictable; with one
    /// they are public, so use it in tests only. The key of ID tokens differs in every run.
    #[must_use]
    pub fn seed(self, seed: u64) -> Self {
        Self { seed: Some(seed), ..self }
    }

    /// The address to listen on; 127.0.0.1 with a free port when unset.
    #[must_use]
    pub fn listen(self, address: SocketAddr) -> Self {
        Self { listen: Some(address), ..self }
    }

    /// An SQLite file that keeps keys, users and enrollments across restarts; made when missing.
    #[must_use]
    pub fn data_file(self, path: impl Into<PathBuf>) -> Self {
        Self { data_file: Some(path.into()), ..self }
    }

    /// Speaks HTTPS instead of HTTP.
    #[must_use]
    pub fn tls(self, mode: TlsMode) -> Self {
        Self { tls: Some(mode), ..self }
    }

    /// Starts the clock at `unix` seconds since 1970 instead of the machine's time. It ticks until frozen.
    #[must_use]
    pub fn start_time(self, unix: u64) -> Self {
        Self { start_time: Some(unix), ..self }
    }

    /// The issuer base URL, when devices reach the server under another address than the one it listens on.
    #[must_use]
    pub fn public_url(self, url: impl Into<String>) -> Self {
        Self { public_url: Some(url.into()), ..self }
    }

    /// The protocol that the server speaks; the Countersign protocol when unset.
    #[must_use]
    pub fn dialect(self, speaks: Speaks) -> Self {
        Self { speaks, ..self }
    }

    /// Starts the server on the current tokio runtime.
    ///
    /// # Errors
    /// When the address, the data file, the certificate or the public URL cannot be used.
    pub async fn start(self) -> Result<MockServer, StartError> {
        let address = self.listen.unwrap_or_else(|| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0));
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let tls = self.tls.as_ref().map(|mode| Tls::new(mode, &address.ip().to_string())).transpose()?;
        let url = self.issuer_url(address)?;
        let clock = self.start_time.map_or_else(Clock::system, Clock::starting_at);
        let faults = Faults::default();
        let random = self.seed.map_or_else(Random::system, |seed| Random::seeded(seed, PUSH_STREAM));
        let (gateway, posting) = Gateway::start(faults.clone(), clock.clone(), random);
        let (pings, outgoing) = mpsc::unbounded_channel();
        let (keys, state, store) = self.open_data()?;
        let issuer = Issuer::new(url, &keys).ok_or_else(|| StartError::Data("damaged keys".to_owned()))?;
        let surroundings = Surroundings {
            clock: clock.clone(),
            issuer,
            gateway: gateway.clone(),
            pings,
            store,
            seed: self.seed,
            speaks: self.speaks,
        };
        let world = World::new(surroundings, state);
        let site = Site {
            world,
            clock,
            faults,
            journal: Journal::default(),
            gateway,
            speaks: self.speaks,
            rsa_key: Default::default(),
            snapshots: Default::default(),
        };
        let dialect = match self.speaks {
            Speaks::Native => native::routes().merge(rp::routes()).merge(pages::routes()),
            Speaks::Guardian(_) => guardian::routes(),
            Speaks::Wso2(_) => wso2::routes(&site),
        };
        let router = dialect.merge(gateway::routes()).merge(control::routes());
        let (stop, stopped) = watch::channel(false);
        let (acceptor, certificate_pem) = tls.map(|tls| (tls.acceptor, tls.certificate_pem)).unzip();
        let pinging = tokio::spawn(rp::deliver_pings(outgoing, site.faults.clone()));
        let router = router.with_state(site.clone());
        let accepting = tokio::spawn(accept::run(listener, acceptor, site.clone(), router, stopped));
        Ok(MockServer::new(site, Running { stop, accepting, pinging, posting, address, certificate_pem }))
    }

    fn issuer_url(&self, address: SocketAddr) -> Result<String, StartError> {
        let Some(url) = &self.public_url else {
            let scheme = if self.tls.is_some() { "https" } else { "http" };
            let ip = match address.ip() {
                ip if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
                ip => ip,
            };
            return Ok(format!("{scheme}://{}", SocketAddr::new(ip, address.port())));
        };
        let parsed = Url::parse(url).map_err(|_| StartError::PublicUrl)?;
        let is_base = matches!(parsed.scheme(), "http" | "https")
            && parsed.username().is_empty()
            && parsed.password().is_none()
            && parsed.query().is_none()
            && parsed.fragment().is_none()
            && url.len() <= 512;
        if is_base { Ok(url.trim_end_matches('/').to_owned()) } else { Err(StartError::PublicUrl) }
    }

    fn open_data(&self) -> Result<(Keys, State, Option<Store>), StartError> {
        let mut random = self.seed.map_or_else(Random::system, |seed| Random::seeded(seed, KEY_STREAM));
        let Some(path) = &self.data_file else {
            return Ok((Keys::generate(&mut random), State::new(), None));
        };
        let mut open = || {
            let store = Store::open(path)?;
            Ok((store.keys(&mut random)?, store.load()?, Some(store)))
        };
        open().map_err(|error: crate::world::StoreError| StartError::Data(error.to_string()))
    }
}

/// Stream of a seeded generator from which keys are made.
const KEY_STREAM: u64 = 0;
/// Stream of a seeded generator for what pushes need.
const PUSH_STREAM: u64 = 2;
