//! Forms as OAuth and the pages use them: no parameter twice.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;

use crate::json::Malformed;

/// The fields of a form; an empty value counts as absent, as OAuth says.
#[derive(Debug, Default)]
pub(crate) struct Form(BTreeMap<String, String>);

impl Form {
    /// Reads a body of type `application/x-www-form-urlencoded`.
    pub(crate) fn read(headers: &HeaderMap, body: &Bytes) -> Result<Self, Malformed> {
        let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        let is_form = essence.eq_ignore_ascii_case("application/x-www-form-urlencoded");
        if !is_form || body.len() > MAX_BODY || std::str::from_utf8(body).is_err() {
            return Err(Malformed);
        }
        Self::parse(body)
    }

    /// Reads the query of an address.
    pub(crate) fn of_query(query: &str) -> Result<Self, Malformed> {
        Self::parse(query.as_bytes())
    }

    /// All fields by name.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// All fields that have a value.
    pub(crate) fn into_fields(self) -> BTreeMap<String, String> {
        self.0
    }

    pub(crate) fn owned(&self, name: &str) -> Option<String> {
        self.0.get(name).cloned()
    }

    fn parse(text: &[u8]) -> Result<Self, Malformed> {
        let mut fields = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(text) {
            if fields.insert(name.into_owned(), value.into_owned()).is_some() {
                return Err(Malformed);
            }
        }
        fields.retain(|_, value| !value.is_empty());
        Ok(Self(fields))
    }
}

const MAX_BODY: usize = 65_536;

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content_type: &'static str, body: &'static str) -> Option<Form> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, axum::http::HeaderValue::from_static(content_type));
        Form::read(&headers, &Bytes::from_static(body.as_bytes())).ok()
    }

    #[test]
    fn repeated_parameters_and_other_types_are_refused() {
        let form = "application/x-www-form-urlencoded; charset=utf-8";
        assert_eq!(read(form, "a=1+%2B&b=").unwrap().text("a"), Some("1 +"));
        assert_eq!(read(form, "a=1&b=").unwrap().text("b"), None);

        assert!(read(form, "a=1&a=1").is_none());
        assert!(read("application/json", "a=1").is_none());
    }
}
