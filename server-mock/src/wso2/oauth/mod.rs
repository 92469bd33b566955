//! Signing in to applications: authorization requests, logins as pages and as steps of an app, codes and tokens.

mod authn;
mod authorize;
mod claims;
mod driver;
mod error;
mod flow;
mod metadata;
mod outcome;
mod request;
mod token;

use axum::Router;
use axum::routing::{get, post};

pub(crate) use claims::{authenticator_name, id_token_claims};
pub(crate) use driver::{look, proceed};
pub(crate) use error::OauthRefusal;
pub(crate) use outcome::arrival_url;
pub(crate) use request::AuthorizationRequest;

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
