//! Parameters of OAuth and MFA requests. Clients send them as a form or as JSON, and both mean the same.

use std::fmt;

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use serde_json::{Map, Value};

use super::OauthError;
use crate::json::parse_object;

/// The parameters by name. What is empty or `null` counts as absent.
#[derive(Default)]
pub(crate) struct Params(Map<String, Value>);

impl Params {
    /// Reads a form without repeated fields, or a JSON object without repeated members.
    pub(crate) fn read(headers: &HeaderMap, body: &Bytes) -> Result<Self, OauthError> {
        if body.len() > MAX_BODY {
            return Err(OauthError::InvalidRequest("the body is too large"));
        }
        let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let mut members = match essence.as_str() {
            "application/x-www-form-urlencoded" => form(body)?,
            "application/json" => {
                parse_object(body).map_err(|_| OauthError::InvalidRequest("the body is not a JSON object"))?.0
            }
            _ => return Err(OauthError::InvalidRequest("the body must be a form or JSON")),
        };
        members.retain(|_, value| !value.is_null() && value.as_str() != Some(""));
        Ok(Self(members))
    }

    /// A string that may be absent, at most 4,096 characters.
    pub(crate) fn optional(&self, name: &'static str) -> Result<Option<&str>, OauthError> {
        let Some(value) = self.0.get(name) else { return Ok(None) };
        let text = value.as_str().ok_or(OauthError::InvalidParameter(name))?;
        if text.len() > MAX_TEXT { Err(OauthError::InvalidParameter(name)) } else { Ok(Some(text)) }
    }

    /// A required string.
    pub(crate) fn required(&self, name: &'static str) -> Result<&str, OauthError> {
        self.optional(name)?.ok_or(OauthError::MissingParameter(name))
    }

    /// Words separated by spaces, such as scopes; none when the parameter is absent.
    pub(crate) fn words(&self, name: &'static str) -> Result<Vec<String>, OauthError> {
        let text = self.optional(name)?.unwrap_or_default();
        Ok(text.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect())
    }

    /// A list of strings; a single string counts as a list of one.
    pub(crate) fn list(&self, name: &'static str) -> Result<Vec<String>, OauthError> {
        let text = |value: &Value| {
            let text = value.as_str().filter(|text| text.len() <= MAX_TEXT);
            text.map(str::to_owned).ok_or(OauthError::InvalidParameter(name))
        };
        match self.0.get(name) {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) => items.iter().map(text).collect(),
            Some(value) => Ok(vec![text(value)?]),
        }
    }

    /// A whole number, written in digits or as a JSON number.
    pub(crate) fn number(&self, name: &'static str) -> Result<Option<u64>, OauthError> {
        let number = |value: &Value| match value {
            Value::String(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok(),
            Value::Number(number) => number.as_u64(),
            Value::Null | Value::Bool(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => None,
        };
        self.0.get(name).map(|value| number(value).ok_or(OauthError::InvalidParameter(name))).transpose()
    }
}

impl fmt::Debug for Params {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Names only: the values are passwords, secrets and codes.
        formatter.debug_set().entries(self.0.keys()).finish()
    }
}

fn form(body: &Bytes) -> Result<Map<String, Value>, OauthError> {
    let mut members = Map::new();
    for (name, value) in url::form_urlencoded::parse(body) {
        // The parser puts this character where percent-encoded bytes are not UTF-8.
        if name.contains(char::REPLACEMENT_CHARACTER) || value.contains(char::REPLACEMENT_CHARACTER) {
            return Err(OauthError::InvalidRequest("the form is not UTF-8"));
        }
        if members.insert(name.into_owned(), Value::String(value.into_owned())).is_some() {
            return Err(OauthError::InvalidRequest("a parameter is repeated"));
        }
    }
    Ok(members)
}

const MAX_BODY: usize = 65_536;
const MAX_TEXT: usize = 4_096;

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn read(content_type: &'static str, body: &'static str) -> Result<Params, OauthError> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        Params::read(&headers, &Bytes::from_static(body.as_bytes()))
    }

    const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";
    const JSON: &str = "application/json";

    #[test]
    fn forms_and_json_mean_the_same() {
        for params in [
            read(FORM, "a=1+2&empty=&n=7&types=otp").unwrap(),
            read(JSON, r#"{"a":"1 2","empty":null,"n":7,"types":["otp"]}"#).unwrap(),
        ] {
            assert_eq!(params.optional("a").unwrap(), Some("1 2"));
            assert_eq!(params.words("a").unwrap(), ["1", "2"]);
            assert_eq!(params.optional("empty").unwrap(), None);
            assert_eq!(params.number("n").unwrap(), Some(7));
            assert_eq!(params.list("types").unwrap(), ["otp"]);
            assert_eq!(params.required("missing"), Err(OauthError::MissingParameter("missing")));
        }
    }

    #[test]
    fn repeated_mistyped_and_oversized_parameters_are_refused() {
        for (content_type, body) in [
            (FORM, "a=1&a=2"),
            (FORM, "a=%ff"),
            (JSON, r#"{"a":"1","a":"1"}"#),
            (JSON, "[]"),
            (JSON, "a=1"),
            ("text/plain", "a=1"),
        ] {
            assert!(read(content_type, body).is_err(), "{content_type} {body}");
        }
        let params = read(JSON, r#"{"a":1,"b":["x",2],"c":-1,"d":"1x"}"#).unwrap();
        assert_eq!(params.optional("a"), Err(OauthError::InvalidParameter("a")));
        assert_eq!(params.list("b"), Err(OauthError::InvalidParameter("b")));
        assert_eq!(params.number("c"), Err(OauthError::InvalidParameter("c")));
        assert_eq!(params.number("d"), Err(OauthError::InvalidParameter("d")));
    }
}
