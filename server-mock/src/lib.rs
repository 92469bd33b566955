//! A push-login server for tests: a complete, independent implementation of the Countersign protocol with scripted
//! faults, a virtual clock, login pages, OpenID CIBA and a documented control API.
//!
//! ```no_run
//! use countersign_server_mock::{LoginSpec, MockServer, UserSpec};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let server = MockServer::builder().seed(1).start().await?;
//! let world = server.world();
//! world.add_user(UserSpec::named("alice"))?;
//! let offer = world.offer("alice")?;
//! // ... a phone enrolls with `offer.uri` ...
//! let login = world.start_login("alice", LoginSpec::default())?;
//! // ... the phone answers with `login.number` ...
//! println!("{:?}", world.login(&login.id));
//! # Ok(())
//! # }
//! ```
//!
//! The crate shares no code with the phone's side, so that a mistake on one side does not hide on the other.

mod agent;
mod clock;
mod control;
mod fault;
mod gateway;
mod guardian;
mod jose;
mod journal;
mod journey;
mod json;
mod native;
mod pages;
mod random;
mod rp;
mod script;
mod server;
mod speaks;
mod sync;
mod world;
mod wso2;

pub use clock::Clock;
pub use fault::{Fault, FaultAction, Faults};
pub use gateway::{EndpointOutcome, EndpointReply, SentHint};
pub use guardian::tenant::{
    AccessSpec, ConsentSpec, EnrollmentInvite, EnrollmentTicket, EnrollmentView, FactorName, LogEntry, LoginContext,
    MfaPolicy, Tenant, TenantApi, TenantClient, TenantSettings, TenantUser, TenantUserView, TransactionView,
};
pub use journal::{Journal, JournalEntry};
pub use journey::FactorKind;
pub use server::{Builder, MockServer, Snapshot, StartError, TlsMode};
pub use speaks::{Mode, Speaks};
pub use world::{
    Algorithm, Client, Context, Delivery, Detail, DeviceView, Login, LoginSpec, LoginState, LoginStatus, Notice,
    NoticeKind, NumberStyle, Offer, Policy, PolicyDocument, Push, RelyingParty, Settings, UserSpec, UserView,
    Verification, World, WorldError,
};
pub use wso2::identity::{
    AuditEntry, IdentityApplication, IdentityServer, IdentityUser, IdentityUserView, LockSettings, LoginOrigin,
    NotificationChannel, OrganizationSpec, OrganizationView, PushAuthView, PushDeviceSettings, PushDeviceView,
    PushOutcome, PushSettings, SenderView, Switches, TokenSpec,
};
