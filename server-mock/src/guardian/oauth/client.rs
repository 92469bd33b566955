//! Client authentication: `client_secret_post`, `client_secret_basic`, or the id alone for public clients.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

use super::{OauthError, Params};
use crate::guardian::tenant::Credentials;
use crate::rp::basic_credentials;

/// What the client says about itself. An id in two places must be the same; a secret may only be in one.
pub(crate) fn credentials(headers: &HeaderMap, params: &Params) -> Result<Credentials, OauthError> {
    let (id, secret) = (params.optional("client_id")?, params.optional("client_secret")?);
    let Some(header) = headers.get(AUTHORIZATION) else {
        let id = id.ok_or(OauthError::MissingParameter("client_id"))?;
        return Ok(Credentials { id: id.to_owned(), secret: secret.map(str::to_owned) });
    };
    let (basic_id, basic_secret) = header.to_str().ok().and_then(basic_credentials).ok_or(OauthError::InvalidClient)?;
    if secret.is_some() || id.is_some_and(|id| id != basic_id) {
        return Err(OauthError::InvalidRequest("the client is authenticated in two ways"));
    }
    Ok(Credentials { id: basic_id, secret: Some(basic_secret) })
}
