//! Client authentication: `client_secret_post`, `client_secret_basic`, or the id alone for public clients.

use axum::http::HeaderMap;

use super::{OauthError, Params};
use crate::guardian::tenant::Credentials;
use crate::rp::{ClientCredentials, CredentialsError};

/// What the client says about itself.
pub(crate) fn credentials(headers: &HeaderMap, params: &Params) -> Result<Credentials, OauthError> {
    let read = ClientCredentials::read(headers, params.optional("client_id")?, params.optional("client_secret")?);
    let said = read.map_err(|error| match error {
        CredentialsError::Missing => OauthError::MissingParameter("client_id"),
        CredentialsError::Unreadable => OauthError::InvalidClient,
        CredentialsError::Twice => OauthError::InvalidRequest("the client is authenticated in two ways"),
    })?;
    Ok(Credentials { id: said.id, secret: said.secret })
}
