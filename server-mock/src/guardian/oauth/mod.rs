//! The tenant as an authorization server: tokens, backchannel logins, ID tokens.

mod client;
mod error;
mod params;
mod reply;
mod token;

use axum::Router;
use axum::routing::post;

use crate::server::Site;

pub(crate) use client::credentials;
pub(crate) use error::OauthError;
pub(crate) use params::Params;
pub(crate) use reply::refused;

/// Everything that applications call for tokens.
pub(crate) fn routes() -> Router<Site> {
    Router::new().route("/oauth/token", post(token::token))
}
