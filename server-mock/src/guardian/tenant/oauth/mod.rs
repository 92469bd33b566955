//! What the authorization server decides: who gets which tokens for what.

mod apis;
mod clients;
mod grants;
mod scopes;

pub use apis::TenantApi;

pub(crate) use clients::Credentials;
pub(crate) use grants::{AccessGrant, TokenRequest, Tokens};
