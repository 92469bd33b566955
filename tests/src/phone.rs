//! Phones with a real store on disk.

use std::path::PathBuf;
use std::sync::Arc;

use countersign_core::dialect::DeviceInfo;
use countersign_core::engine::{Authenticator, Platform};
use countersign_core::platform::{FileVault, ReqwestTransport, SoftwareSigner, SystemClock, SystemEntropy, Transport};
use countersign_core::protocol::url_rules::{LoopbackHttp, UrlRules};
use countersign_core::store::{OpenOptions, SqliteStore};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::LossyTransport;

/// A folder with a phone's store. Opening it again is a restart, opening it twice is two processes.
#[derive(Debug)]
pub struct PhoneHome(TempDir);

impl PhoneHome {
    /// An empty folder.
    pub fn new() -> Self {
        Self(TempDir::new().expect("a temporary folder"))
    }

    /// The folder.
    pub fn path(&self) -> PathBuf {
        self.0.path().to_owned()
    }

    /// Opens the phone with real HTTP.
    pub fn open(&self) -> Authenticator {
        self.open_with(|platform| platform)
    }

    /// Opens the phone with parts of its platform replaced.
    pub fn open_with(&self, change: impl FnOnce(Platform) -> Platform) -> Authenticator {
        Authenticator::new(change(self.platform()))
    }

    /// Opens the phone with a network that loses what it is told to lose.
    pub fn open_lossy(&self) -> (Authenticator, Arc<LossyTransport>) {
        self.open_lossy_with(|platform| platform)
    }

    /// The same with parts of its platform replaced.
    pub fn open_lossy_with(&self, change: impl FnOnce(Platform) -> Platform) -> (Authenticator, Arc<LossyTransport>) {
        let platform = change(self.platform());
        let transport = Arc::new(LossyTransport::new(Arc::clone(&platform.transport)));
        (Authenticator::new(Platform { transport: transport.clone(), ..platform }), transport)
    }

    /// How many rows a table of the store has.
    pub fn rows(&self, table: &str) -> i64 {
        let database = Connection::open(self.0.path().join("countersign.db")).expect("a database");
        database.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).expect("a count")
    }

    /// The parts of a phone over this folder.
    pub fn platform(&self) -> Platform {
        let entropy = Arc::new(SystemEntropy);
        let vault = FileVault::new(self.0.path().join("vault.key"));
        let path = self.0.path().join("countersign.db");
        let store = SqliteStore::open(&path, &OpenOptions::default(), &vault, entropy.clone()).expect("a store");
        let store = Arc::new(store);
        let signer = SoftwareSigner::new(Arc::clone(&store), entropy);
        let transport = ReqwestTransport::new(RULES).expect("a transport");
        platform(store, Arc::new(signer), Arc::new(transport))
    }
}

impl Default for PhoneHome {
    fn default() -> Self {
        Self::new()
    }
}

const RULES: UrlRules = UrlRules { loopback: LoopbackHttp::Allowed };

/// A platform with system clock and randomness that may talk to this machine.
pub fn platform(
    store: Arc<dyn countersign_core::store::Store>,
    signer: Arc<dyn countersign_core::platform::Signer>,
    transport: Arc<dyn Transport>,
) -> Platform {
    Platform {
        store,
        signer,
        transport,
        clock: Arc::new(SystemClock::new()),
        entropy: Arc::new(SystemEntropy),
        device: DeviceInfo {
            name: "Test phone".to_owned(),
            platform: "linux".to_owned(),
            app: "countersign-tests".to_owned(),
            push: None,
            telemetry: None,
        },
        rules: RULES,
    }
}
