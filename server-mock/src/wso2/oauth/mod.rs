//! Signing in to applications: authorization requests, logins as pages and as steps of an app, codes and tokens.

mod authn;
mod authorize;
mod claims;
mod driver;
mod error;
mod metadata;
mod native;
mod outcome;
mod request;
mod script;
mod token;

use axum::Router;
use axum::routing::{get, post};

pub(super) use claims::authenticator_name;
pub(super) use driver::{Rest, look, proceed};
pub(super) use request::{AuthorizationRequest, account_page, landing_page};

use error::OauthRefusal;

use crate::server::Site;

/// Everything below `/oauth2`.
pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/oauth2/authorize", get(authorize::by_query).post(authorize::by_form))
        .route("/oauth2/authn", post(authn::authn))
        .route("/oauth2/token", post(token::token))
        .route("/oauth2/jwks", get(metadata::jwks))
        .route("/oauth2/token/.well-known/openid-configuration", get(metadata::discovery))
}
