//! Opening an authenticator on a desktop.

use std::path::PathBuf;
use std::sync::Arc;

use super::authenticator::{Authenticator, Platform};
use crate::dialect::DeviceInfo;
use crate::error::Error;
use crate::platform::{
    FileVault, KeyVault, KeyringVault, ReqwestTransport, SoftwareSigner, SystemClock, SystemEntropy,
};
use crate::protocol::url_rules::{LoopbackHttp, UrlRules};
use crate::store::{OpenOptions, SqliteStore};

/// Where the wrapping key is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Vault {
    /// The operating system's key store. The application sets the default keyring store first.
    Os,
    /// A file of mode 0600 beside the database, for CI: whoever can read the folder can read the accounts.
    File,
}

/// An authenticator in a folder, with software keys.
#[derive(Debug, Clone)]
pub struct Desktop {
    /// The folder; made when it is not there.
    pub home: PathBuf,
    /// Where the wrapping key is kept.
    pub vault: Vault,
    /// Whether plain HTTP to this very machine is allowed.
    pub loopback: LoopbackHttp,
    /// What servers are told about this device.
    pub device: DeviceInfo,
}

impl Desktop {
    /// A phone in `home` that talks to public servers only and calls itself after this library.
    pub fn new(home: impl Into<PathBuf>, vault: Vault) -> Self {
        let device = DeviceInfo {
            name: "Desktop".to_owned(),
            platform: std::env::consts::OS.to_owned(),
            app: concat!("countersign-core ", env!("CARGO_PKG_VERSION")).to_owned(),
            push: None,
            telemetry: None,
        };
        Self { home: home.into(), vault, loopback: LoopbackHttp::Refused, device }
    }

    /// Opens the store, making it when it is not there.
    ///
    /// # Errors
    /// When storage or the key vault fail; see [`crate::store::StoreError`].
    pub fn open(self) -> Result<Authenticator, Error> {
        let vault: Box<dyn KeyVault> = match self.vault {
            Vault::Os => Box::new(KeyringVault::new("countersign", self.home.to_string_lossy())),
            Vault::File => Box::new(FileVault::new(self.home.join("vault.key"))),
        };
        let entropy = Arc::new(SystemEntropy);
        let path = self.home.join("countersign.db");
        let store = SqliteStore::open(&path, &OpenOptions::default(), vault.as_ref(), entropy.clone())?;
        let store = Arc::new(store);
        let rules = UrlRules { loopback: self.loopback };
        Ok(Authenticator::new(Platform {
            signer: Arc::new(SoftwareSigner::new(Arc::clone(&store), entropy.clone())),
            store,
            transport: Arc::new(ReqwestTransport::new(rules)?),
            clock: Arc::new(SystemClock::new()),
            entropy,
            device: self.device,
            rules,
        }))
    }
}
