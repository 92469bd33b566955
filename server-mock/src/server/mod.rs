//! The running server: builder, accept loop, faults on the wire, TLS.

mod accept;
mod builder;
mod handle;
mod operation;
mod reply;
mod service;
mod site;
mod tls;

pub use builder::{Builder, StartError};
pub use handle::MockServer;
pub use site::Snapshot;
pub use tls::TlsMode;

pub(crate) use reply::{Verbatim, json_response};
pub(crate) use site::Site;
