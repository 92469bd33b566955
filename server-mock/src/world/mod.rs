//! The world behind the server: users, devices, tickets, logins and the rules between them.
//!
//! [`State`](state::State) is a plain state machine: time and randomness are passed in, nothing here waits, sends or
//! reads a clock. [`World`] guards it with one lock and performs the effects that a change asked for.

mod accounts;
mod admin;
mod answers;
mod backchannel;
mod ciba;
mod codes;
mod counters;
mod device_keys;
mod devices;
mod effects;
mod enrollment;
mod handle;
mod keys;
mod logins;
mod manage;
mod model;
mod outcome;
mod passwords;
mod policy;
mod qr;
mod refusal;
mod requests;
mod settings;
mod specs;
mod state;
mod store;

pub use backchannel::{Client, Delivery};
pub use handle::World;
pub use logins::Login;
pub use model::{DeviceView, LoginState, LoginStatus, Notice, NoticeKind, Push, UserView};
pub use policy::{Algorithm, NumberStyle, Policy, PolicyDocument, Verification};
pub use qr::Offer;
pub use refusal::WorldError;
pub use settings::Settings;
pub use specs::{Context, Detail, LoginSpec, RelyingParty, UserSpec};

pub(crate) use backchannel::BackchannelError;
pub(crate) use ciba::BackchannelRequest;
pub(crate) use effects::{HintMessage, PingMessage};
pub(crate) use enrollment::EnrollmentState;
pub(crate) use handle::{Surroundings, WorldSnapshot};
pub(crate) use keys::{DEVICE_PATH, Issuer, Keys};
pub(crate) use model::OtpSecret;
pub(crate) use passwords::PasswordHash;
pub(crate) use qr::{qr_png, qr_svg};
pub(crate) use refusal::{Refusal, Reply};
pub(crate) use requests::{DeviceGet, DevicePost};
pub(crate) use state::State;
pub(crate) use store::{Store, StoreError};
