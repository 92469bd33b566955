//! The MFA API: a user's authenticators, and challenges for a login that waits for one.

mod associate;
mod authenticators;
mod challenge;

use axum::Router;
use axum::http::HeaderMap;
use axum::routing::{delete, get, post};

use super::oauth::OauthError;
use super::request;
use crate::server::Site;
use crate::speaks::Mode;

/// Everything below `/mfa`.
pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/mfa/associate", post(associate::associate))
        .route("/mfa/challenge", post(challenge::challenge))
        .route("/mfa/authenticators", get(authenticators::list))
        .route("/mfa/authenticators/{id}", delete(authenticators::remove))
}

/// The token of a request on behalf of a user.
fn bearer(headers: &HeaderMap, mode: Mode) -> Result<String, OauthError> {
    request::bearer(headers, mode).map_err(|error| OauthError::InvalidToken(error.to_string()))
}
