//! Client authentication: `client_secret_basic` or `client_secret_post`, never both.

use std::fmt;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use data_encoding::BASE64;

use super::form::Form;
use crate::world::{BackchannelError, Client, World};

/// What a client says about itself.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct ClientCredentials {
    pub(crate) id: String,
    /// Public clients have none.
    pub(crate) secret: Option<String>,
}

/// Why a client's word cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CredentialsError {
    /// Neither a header nor an id.
    Missing,
    /// The header is not one of Basic authentication.
    Unreadable,
    /// A secret in two places, or two ids.
    Twice,
}

impl ClientCredentials {
    /// Reads the header and the parameters `client_id` and `client_secret`. An id in two places must be the same; a
    /// secret may only be in one (RFC 6749 section 2.3).
    pub(crate) fn read(headers: &HeaderMap, id: Option<&str>, secret: Option<&str>) -> Result<Self, CredentialsError> {
        let Some(header) = headers.get(AUTHORIZATION) else {
            let id = id.ok_or(CredentialsError::Missing)?;
            return Ok(Self { id: id.to_owned(), secret: secret.map(str::to_owned) });
        };
        let basic = header.to_str().ok().and_then(credentials).ok_or(CredentialsError::Unreadable)?;
        if secret.is_some() || id.is_some_and(|id| id != basic.0) {
            return Err(CredentialsError::Twice);
        }
        Ok(Self { id: basic.0, secret: Some(basic.1) })
    }
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ClientCredentials").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The client that sent this request.
pub(super) fn authenticate(world: &World, headers: &HeaderMap, form: &Form) -> Result<Client, BackchannelError> {
    let read = ClientCredentials::read(headers, form.text("client_id"), form.text("client_secret"));
    let said = read.map_err(|error| match error {
        CredentialsError::Missing | CredentialsError::Unreadable => BackchannelError::InvalidClient,
        CredentialsError::Twice => BackchannelError::InvalidRequest,
    })?;
    let secret = said.secret.ok_or(BackchannelError::InvalidClient)?;
    world.authenticate_client(&said.id, &secret)
}

/// Id and secret of a Basic header, both form-encoded before (RFC 6749 section 2.3.1).
fn credentials(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Basic") {
        return None;
    }
    let pair = String::from_utf8(BASE64.decode(encoded.trim().as_bytes()).ok()?).ok()?;
    let (id, secret) = pair.split_once(':')?;
    Some((form_decode(id), form_decode(secret)))
}

fn form_decode(text: &str) -> String {
    // An `=` would end the name; everything else is decoded as a form value.
    let field = format!("v={}", text.replace('&', "%26"));
    url::form_urlencoded::parse(field.as_bytes()).next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_credentials_are_form_decoded() {
        let header = format!("basic {}", BASE64.encode(b"a%3Ab:s+e=c%26"));

        assert_eq!(credentials(&header), Some(("a:b".to_owned(), "s e=c&".to_owned())));
        assert_eq!(credentials("Basic !"), None);
        assert_eq!(credentials("Bearer x"), None);
    }
}
