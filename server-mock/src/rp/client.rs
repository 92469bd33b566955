//! Client authentication: `client_secret_basic` or `client_secret_post`, never both.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use data_encoding::BASE64;

use super::form::Form;
use crate::world::{BackchannelError, Client, World};

/// The client that sent this request.
pub(super) fn authenticate(world: &World, headers: &HeaderMap, form: &Form) -> Result<Client, BackchannelError> {
    let basic = headers.get(AUTHORIZATION);
    let (id, secret) = match (basic, form.text("client_id"), form.text("client_secret")) {
        (Some(_), _, Some(_)) => return Err(BackchannelError::InvalidRequest),
        (Some(value), id, None) => {
            let (basic_id, secret) =
                value.to_str().ok().and_then(credentials).ok_or(BackchannelError::InvalidClient)?;
            if id.is_some_and(|id| id != basic_id) {
                return Err(BackchannelError::InvalidRequest);
            }
            (basic_id, secret)
        }
        (None, Some(id), Some(secret)) => (id.to_owned(), secret.to_owned()),
        (None, _, _) => return Err(BackchannelError::InvalidClient),
    };
    world.authenticate_client(&id, &secret)
}

/// Id and secret of a Basic header, both form-encoded before (RFC 6749 section 2.3.1).
pub(crate) fn credentials(header: &str) -> Option<(String, String)> {
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
