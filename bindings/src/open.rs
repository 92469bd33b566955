//! Opening an authenticator over what the app brings and what is built in.

use std::path::Path;
use std::sync::Arc;

use countersign_core::dialect::{DeviceInfo, Telemetry};
use countersign_core::engine::{self, Platform};
use countersign_core::model::PushTarget;
use countersign_core::platform::{self, FileVault, SoftwareSigner, SystemClock, SystemEntropy};
use countersign_core::protocol::url_rules::{LoopbackHttp, UrlRules};
use countersign_core::store::{OpenOptions, SqliteStore};

use crate::foreign::{AppSigner, AppTransport, AppVault};
use crate::{Fault, KeyVault, Signer, Transport};

/// How to open an authenticator.
#[derive(Clone, uniffi::Record)]
pub struct Settings {
    /// The folder of the accounts; made when it is not there. Exclude it from backups.
    pub home: String,
    /// What servers are told about this device.
    pub device: DeviceInfo,
    /// Whether plain HTTP to this very machine is allowed: for tests only.
    pub loopback: LoopbackHttp,
    /// Where the wrapping key is when the app brings no key vault.
    pub vault: DesktopVault,
}

/// Where the wrapping key is kept without the app's help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum DesktopVault {
    /// The operating system's key store. Only in builds for desktops.
    System,
    /// A file of mode 0600 in the folder, for CI: whoever can read the folder can read the accounts.
    File,
}

/// What servers are told about this device.
#[uniffi::remote(Record)]
pub struct DeviceInfo {
    /// Name for the person's device list, at most 64 characters.
    pub name: String,
    /// `android`, `ios`, `linux`...
    pub platform: String,
    /// Name and version of the app, at most 64 characters.
    pub app: String,
    /// Where pushes go, if anywhere.
    pub push: Option<PushTarget>,
    /// What servers that collect statistics are told about the app; nothing unless the app chose to be counted.
    pub telemetry: Option<Telemetry>,
}

/// What an app that chose to be counted says of itself.
#[uniffi::remote(Record)]
pub struct Telemetry {
    /// Name of the app.
    pub app_name: String,
    /// Version of the app.
    pub app_version: String,
}

/// Whether this machine may be an issuer.
#[uniffi::remote(Enum)]
pub enum LoopbackHttp {
    /// Only public `https` hosts.
    Refused,
    /// Also `http` and `https` to this machine.
    Allowed,
}

/// Puts the parts together; what the app does not bring is built in or missing.
pub(crate) fn open(
    settings: Settings,
    vault: Option<Arc<dyn KeyVault>>,
    transport: Option<Arc<dyn Transport>>,
    signer: Option<Arc<dyn Signer>>,
) -> Result<engine::Authenticator, Fault> {
    let Settings { home, device, loopback, vault: choice } = settings;
    let (rules, entropy) = (UrlRules { loopback }, Arc::new(SystemEntropy));
    let home = Path::new(&home);
    let vault = match vault {
        Some(vault) => Box::new(AppVault(vault)),
        None => built_in_vault(choice, home)?,
    };
    let transport = match transport {
        Some(transport) => Arc::new(AppTransport(transport)),
        None => built_in_transport(rules)?,
    };
    let path = home.join("countersign.db");
    let store = SqliteStore::open(&path, &OpenOptions::default(), vault.as_ref(), entropy.clone());
    let store = Arc::new(store.map_err(countersign_core::error::Error::from)?);
    let signer: Arc<dyn platform::Signer> = match signer {
        Some(signer) => Arc::new(AppSigner(signer)),
        None => Arc::new(SoftwareSigner::new(Arc::clone(&store), entropy.clone())),
    };
    let clock = Arc::new(SystemClock::new());
    Ok(engine::Authenticator::new(Platform { store, signer, transport, clock, entropy, device, rules }))
}

fn built_in_vault(choice: DesktopVault, home: &Path) -> Result<Box<dyn platform::KeyVault>, Fault> {
    match choice {
        DesktopVault::File => Ok(Box::new(FileVault::new(home.join("vault.key")))),
        DesktopVault::System => system_vault(home),
    }
}

#[cfg(feature = "keyring")]
fn system_vault(home: &Path) -> Result<Box<dyn platform::KeyVault>, Fault> {
    // Makes the system's key store the default one. When there is none, the vault reports it as unavailable.
    let _ = keyring::Entry::store_status();
    Ok(Box::new(platform::KeyringVault::new("countersign", home.to_string_lossy())))
}

#[cfg(not(feature = "keyring"))]
fn system_vault(_: &Path) -> Result<Box<dyn platform::KeyVault>, Fault> {
    Err(Fault::not_built_in())
}

#[cfg(feature = "reqwest")]
fn built_in_transport(rules: UrlRules) -> Result<Arc<dyn platform::Transport>, Fault> {
    let transport = platform::ReqwestTransport::new(rules).map_err(countersign_core::error::Error::from)?;
    Ok(Arc::new(transport))
}

#[cfg(not(feature = "reqwest"))]
fn built_in_transport(_: UrlRules) -> Result<Arc<dyn platform::Transport>, Fault> {
    Err(Fault::not_built_in())
}
