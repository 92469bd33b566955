//! What a request must look like before anyone acts on its content.

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName};
use data_encoding::BASE64URL_NOPAD;
use serde_json::Value;

use super::{GuardianError, Mode};
use crate::json::{self, Members, is_display};

/// Who a request says it is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Credentials {
    /// `Ticket id="VALUE"`, the quotes included.
    Ticket(String),
    /// `Bearer VALUE`.
    Bearer(String),
    /// `MFA-DPoP VALUE`.
    Proof(String),
}

/// The credentials in the one `Authorization` header.
pub(crate) fn credentials(headers: &HeaderMap, mode: Mode) -> Result<Credentials, GuardianError> {
    let value = single(headers, AUTHORIZATION)?.ok_or(GuardianError::InvalidToken("no authorization header"))?;
    let (scheme, rest) = value.split_once(' ').ok_or(GuardianError::InvalidBearerFormat)?;
    let is_scheme = |name: &str| match mode {
        Mode::Strict => scheme == name,
        Mode::AsIs => scheme.eq_ignore_ascii_case(name),
    };
    let found = if is_scheme("Ticket") {
        ticket(rest, mode).map(Credentials::Ticket)
    } else if is_scheme("Bearer") {
        token(rest).map(Credentials::Bearer)
    } else if is_scheme("MFA-DPoP") {
        token(rest).map(Credentials::Proof)
    } else {
        None
    };
    found.ok_or(GuardianError::InvalidBearerFormat)
}

/// The bearer token; any other scheme is refused.
pub(crate) fn bearer(headers: &HeaderMap, mode: Mode) -> Result<String, GuardianError> {
    match credentials(headers, mode)? {
        Credentials::Bearer(token) => Ok(token),
        Credentials::Ticket(_) | Credentials::Proof(_) => Err(GuardianError::InvalidBearerFormat),
    }
}

/// The value of a header that must not come twice.
pub(crate) fn single(headers: &HeaderMap, name: HeaderName) -> Result<Option<&str>, GuardianError> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| GuardianError::InvalidBearerFormat),
        (Some(_), Some(_)) => Err(GuardianError::InvalidBearerFormat),
    }
}

/// Refuses an `Auth0-Client` header that is not one JSON object with a name and a version; the vendor's own clients may
/// send it twice, and nothing depends on it.
pub(crate) fn check_telemetry(headers: &HeaderMap, mode: Mode) -> Result<(), GuardianError> {
    if mode == Mode::AsIs {
        return Ok(());
    }
    let mut values = headers.get_all("auth0-client").iter();
    let Some(value) = values.next() else { return Ok(()) };
    let decoded = BASE64URL_NOPAD.decode(value.as_bytes()).ok().and_then(|bytes| json::parse_object(&bytes).ok());
    let is_valid = decoded.is_some_and(|client| client.text("name").is_ok() && client.text("version").is_ok());
    if is_valid && values.next().is_none() {
        return Ok(());
    }
    Err(GuardianError::InvalidHeader("auth0-client"))
}

/// The JSON object in a body. Strict tenants want the bare media type, no duplicate members and only those in `known`.
pub(crate) fn object(headers: &HeaderMap, body: &Bytes, known: &[&str], mode: Mode) -> Result<Members, GuardianError> {
    if body.len() > MAX_BODY {
        return Err(GuardianError::TooLarge);
    }
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_json = match mode {
        Mode::Strict => content_type.eq_ignore_ascii_case("application/json"),
        Mode::AsIs => {
            content_type.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
        }
    };
    if !is_json {
        return Err(GuardianError::UnsupportedMediaType);
    }
    match mode {
        Mode::Strict => {
            let members = json::parse_object(body)?;
            if members.0.keys().any(|name| !known.contains(&name.as_str())) {
                return Err(GuardianError::InvalidBody("unknown member"));
            }
            Ok(members)
        }
        Mode::AsIs => serde_json::from_slice(body)
            .map(Members)
            .map_err(|_| GuardianError::InvalidBody("not the JSON that was expected")),
    }
}

/// Refuses a body where none belongs.
pub(crate) fn no_body(body: &Bytes, mode: Mode) -> Result<(), GuardianError> {
    if body.is_empty() || mode == Mode::AsIs { Ok(()) } else { Err(GuardianError::InvalidBody("no body expected")) }
}

/// A required text of 1 to `limit` characters that may be shown.
pub(crate) fn text(members: &Members, name: &'static str, limit: usize) -> Result<String, GuardianError> {
    match members.value(name) {
        Some(Value::String(text)) if !text.is_empty() && is_display(text, limit) => Ok(text.clone()),
        _ => Err(GuardianError::InvalidBody(name)),
    }
}

/// A text like [`text`] that may be absent.
pub(crate) fn optional_text(
    members: &Members,
    name: &'static str,
    limit: usize,
) -> Result<Option<String>, GuardianError> {
    members.has(name).then(|| text(members, name, limit)).transpose()
}

/// `id="VALUE"`; the quotes are part of the protocol, but not every client is careful.
fn ticket(text: &str, mode: Mode) -> Option<String> {
    let value = text.strip_prefix("id=")?;
    let quoted = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    let value = match mode {
        Mode::Strict => quoted?,
        Mode::AsIs => quoted.unwrap_or(value),
    };
    token(value)
}

/// A value of one word of visible ASCII.
fn token(text: &str) -> Option<String> {
    let is_word = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"');
    is_word.then(|| text.to_owned())
}

/// Limit of every body.
const MAX_BODY: usize = 65_536;

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn read(value: &str, mode: Mode) -> Result<Credentials, GuardianError> {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, HeaderValue::from_str(value).unwrap());
        credentials(&headers, mode)
    }

    #[test]
    fn careless_schemes_are_read_only_as_is() {
        for text in [r#"ticket id="t1""#, "Ticket id=t1"] {
            assert_eq!(read(text, Mode::Strict), Err(GuardianError::InvalidBearerFormat), "{text}");
            assert_eq!(read(text, Mode::AsIs), Ok(Credentials::Ticket("t1".into())), "{text}");
        }
        for mode in [Mode::Strict, Mode::AsIs] {
            assert_eq!(read(r#"Ticket id="t1""#, mode), Ok(Credentials::Ticket("t1".into())));
            assert_eq!(read("MFA-DPoP t1", mode), Ok(Credentials::Proof("t1".into())));
            for text in ["Bearer", "Bearer ", "Basic YTpi", "Bearer a b", r#"Ticket id="""#, "DPoP t1"] {
                assert_eq!(read(text, mode), Err(GuardianError::InvalidBearerFormat), "{text}");
            }
        }
    }
}
