//! The tenant behind the routes: users, enrollments, logins and the rules between them.
//!
//! [`TenantState`](state::TenantState) is data and plain functions on it; [`Tenant`] is the handle that tests and routes
//! hold. The state is part of the world's, so that snapshot, reset and the data file cover it.

mod answers;
mod clients;
mod codes;
mod consents;
mod contacts;
mod devices;
mod enrollments;
mod factors;
mod flows;
mod handle;
mod jwt;
mod links;
mod log;
mod methods;
mod oauth;
mod profiles;
mod providers;
mod push;
mod rates;
mod settings;
mod specs;
mod state;
mod tickets;
mod tokens;
mod transactions;
mod users;
mod views;

pub use clients::TenantClient;
pub use factors::{FactorName, MfaPolicy};
pub use handle::Tenant;
pub use log::LogEntry;
pub use oauth::TenantApi;
pub use settings::TenantSettings;
pub use specs::{AccessSpec, ConsentSpec, LoginContext, TenantUser};
pub use views::{EnrollmentInvite, EnrollmentTicket, EnrollmentView, TenantUserView, TransactionView};

pub(crate) use contacts::{Channel, ContactKind, ContactSpec};
pub(crate) use devices::{DeviceChange, DeviceSpec, Enrolled};
pub(crate) use enrollments::{Enrollment, Factor, PushCredentials, PushService};
pub(crate) use flows::FlowStart;
pub(crate) use methods::{Method, MethodKind};
pub(crate) use oauth::{
    AccessGrant, Associable, BackchannelRequest, ChallengeRequest, Credentials, TokenRequest, Tokens, user_claims,
};
pub(crate) use profiles::UserChange;
pub(crate) use providers::{PhoneProvider, Providers, PushProvider, Templates};
pub(crate) use push::date;
pub(crate) use state::{SERVICE_PATH, TenantMoment, TenantState};
pub(crate) use tickets::{TicketOffer, TicketSpec, ticket_url};
pub(crate) use tokens::{AccessToken, Grant};
pub(crate) use transactions::TransactionState;
pub(crate) use users::User;
