//! What an app brings: HTTP, keys, the key vault, a receiver of logs.
//!
//! Each is a trait with the app's types and an adapter to the core's trait. Whatever an app throws that is not of the declared error
//! counts as the most careful of them: nothing of its text goes on.

mod log;
mod signer;
mod transport;
mod vault;

pub use log::{LogFailure, LogLevel, LogRecord, LogSink};
pub use signer::{Signer, SignerFailure};
pub use transport::{Transport, TransportFailure};
pub use vault::{KeyVault, VaultFailure};

pub(crate) use signer::AppSigner;
pub(crate) use transport::AppTransport;
pub(crate) use vault::AppVault;
