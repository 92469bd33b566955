//! The tenant as an authorization server: tokens, backchannel logins, ID tokens.

mod backchannel;
mod client;
mod discovery;
mod error;
mod params;
mod reply;
mod revoke;
mod token;

use axum::Router;
use axum::routing::{get, post};

use crate::server::Site;

pub(crate) use client::credentials;
pub(crate) use error::{HalfLogin, OauthError};
pub(crate) use params::Params;
pub(crate) use reply::refused;

/// Everything that applications call for tokens.
pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/oauth/token", post(token::token))
        .route("/oauth/revoke", post(revoke::revoke))
        .route("/bc-authorize", post(backchannel::authorize))
        .route("/.well-known/openid-configuration", get(discovery::metadata))
        .route("/.well-known/jwks.json", get(discovery::jwks))
        .route("/userinfo", get(discovery::userinfo).post(discovery::userinfo))
}
