//! The server behind the routes: tenants, organizations, users, devices, pushes and the rules between them.
//!
//! [`IdentityState`] is data and plain functions on it; [`IdentityServer`] is the handle that tests and routes hold. The
//! state is part of the world's, so that snapshot, reset and the data file cover it.

mod answers;
mod applications;
mod codes;
mod conclusion;
mod device_settings;
mod devices;
mod discovery;
mod handle;
mod lock;
mod log;
mod logins;
mod message;
mod notification;
mod organizations;
mod outcomes;
mod place;
mod portals;
mod pushes;
mod rules;
mod script_log;
mod senders;
mod settings;
mod specs;
mod state;
mod switches;
mod tokens;
mod users;
mod views;

pub use applications::IdentityApplication;
pub use device_settings::{NotificationChannel, PushDeviceSettings};
pub use handle::IdentityServer;
pub use log::AuditEntry;
pub use outcomes::PushOutcome;
pub use settings::{LockSettings, PushSettings};
pub use specs::{IdentityUser, LoginOrigin, OrganizationSpec, TokenSpec};
pub use switches::Switches;
pub use views::{IdentityUserView, OrganizationView, PushAuthView, PushDeviceView, SenderView};

pub(crate) use applications::MY_ACCOUNT;
pub(crate) use codes::{AuthorizationCode, ProofKey};
pub(crate) use conclusion::Conclusion;
pub(crate) use devices::{Device, DeviceProvider, DeviceSpec, MAX_NAME, MAX_PUSH_TOKEN};
pub(crate) use discovery::DiscoveryData;
pub(crate) use logins::LoginSession;
pub(crate) use organizations::Organization;
pub(crate) use place::Place;
pub(crate) use script_log::ScriptEntry;
pub(crate) use senders::{SINGLE_SENDER, Sender, SenderSpec};
pub(crate) use state::{IdentityMoment, IdentityState, uuid};
pub(crate) use tokens::Grant;
