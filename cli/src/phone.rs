//! Opening the phone: which store, which key vault, what servers are told.

use std::path::PathBuf;

use countersign_core::dialect::DeviceInfo;
use countersign_core::engine::{Authenticator, Desktop, Vault};
use countersign_core::error::Error;
use countersign_core::model::PushTarget;
use countersign_core::protocol::url_rules::LoopbackHttp;

use crate::args::{Store, VaultChoice};
use crate::fault::Fault;
use crate::gateway::Gateway;

/// The core, and what opened it.
pub(crate) struct Phone {
    /// The authenticator.
    pub(crate) core: Authenticator,
    /// Whether plain HTTP to this machine is allowed.
    pub(crate) loopback: LoopbackHttp,
    /// Where its pushes arrive, if it is a virtual phone.
    pub(crate) gateway: Option<Gateway>,
}

/// Opens the store that `args` choose.
pub(crate) fn open(args: &Store) -> Result<Phone, Fault> {
    let home =
        args.home.clone().or_else(default_home).ok_or_else(|| {
            Fault::usage("store", "no home folder is known; choose the store's folder with --home DIR")
        })?;
    let loopback = if args.allow_loopback { LoopbackHttp::Allowed } else { LoopbackHttp::Refused };
    let vault = match args.vault {
        VaultChoice::Os => {
            // Makes the system's key store the default one. When there is none, the vault reports it as unavailable.
            let _ = keyring::Entry::store_status();
            Vault::Os
        }
        VaultChoice::File => Vault::File,
    };
    let gateway = match &args.push_gateway {
        Some(url) => Some(Gateway::open(url, &home).map_err(|error| Fault::input("store", &error))?),
        None => None,
    };
    let device = device(gateway.as_ref().map(Gateway::target));
    let core = Desktop { home, vault, loopback, device }.open().map_err(store_fault)?;
    Ok(Phone { core, loopback, gateway })
}

fn store_fault(error: Error) -> Fault {
    Fault::core("store", error)
}

fn default_home() -> Option<PathBuf> {
    if let Some(data) = std::env::var_os("XDG_DATA_HOME").filter(|data| !data.is_empty()) {
        return Some(PathBuf::from(data).join("countersign"));
    }
    std::env::home_dir().map(|home| home.join(".local/share/countersign"))
}

fn device(push: Option<PushTarget>) -> DeviceInfo {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let name: String = host.trim().chars().take(40).collect();
    DeviceInfo {
        name: if name.is_empty() { "Terminal".to_owned() } else { format!("Terminal on {name}") },
        platform: std::env::consts::OS.to_owned(),
        app: concat!("countersign ", env!("CARGO_PKG_VERSION")).to_owned(),
        push,
        telemetry: None,
    }
}
