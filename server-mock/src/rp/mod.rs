//! The relying party's side: OpenID CIBA and a plain login API.

mod backchannel;
mod client;
mod discovery;
mod form;
mod logins;
mod ping;

use axum::Router;

pub(crate) use client::{ClientCredentials, CredentialsError};
pub(crate) use form::Form;
pub(crate) use ping::deliver_pings;

use crate::server::Site;

/// Everything a relying party calls.
pub(crate) fn routes() -> Router<Site> {
    Router::new().merge(discovery::routes()).merge(backchannel::routes()).merge(logins::routes())
}
