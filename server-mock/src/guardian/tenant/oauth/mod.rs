//! What the authorization server decides: who gets which tokens for what.

mod apis;
mod authenticators;
mod backchannel;
mod clients;
mod codes;
mod grants;
mod mfa_tokens;
mod oob;
mod password;
mod refresh;
mod scopes;
mod state;
mod users;

pub use apis::TenantApi;

pub(crate) use authenticators::{Associable, ChallengeRequest};
pub(crate) use backchannel::BackchannelRequest;
pub(crate) use clients::Credentials;
pub(crate) use grants::{AccessGrant, TokenRequest, Tokens};
pub(crate) use state::OauthState;
pub(crate) use users::user_claims;
