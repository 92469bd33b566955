//! Forms that a page sent, with files or without.

use std::collections::BTreeMap;
use std::convert::Infallible;

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use futures_util::stream;

use super::ended::Ended;
use crate::rp::Form;

/// The fields of a form by name; a field that was not sent is empty.
#[derive(Debug, Default)]
pub(in crate::wso2::pages) struct Submitted(BTreeMap<String, String>);

impl Submitted {
    /// Reads a form in either of the two encodings that browsers use. A field twice, and one that is not UTF-8, make it
    /// malformed.
    pub(super) async fn read(headers: &HeaderMap, body: &Bytes) -> Result<Self, Ended> {
        if body.len() > MAX_BODY {
            return Err(Ended::TooLarge);
        }
        let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        match multer::parse_boundary(content_type) {
            Ok(boundary) => parts(body.clone(), boundary).await.ok_or(Ended::Malformed),
            Err(_) => Form::read(headers, body).map(|form| Self(form.into_fields())).map_err(|_| Ended::Malformed),
        }
    }

    /// The value of a field.
    pub(in crate::wso2::pages) fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Whether a box was ticked.
    pub(in crate::wso2::pages) fn is_ticked(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}

async fn parts(body: Bytes, boundary: String) -> Option<Submitted> {
    let mut parts = multer::Multipart::new(stream::iter([Ok::<_, Infallible>(body)]), boundary);
    let mut fields = BTreeMap::new();
    while let Some(part) = parts.next_field().await.ok()? {
        let name = part.name()?.to_owned();
        let value = String::from_utf8(part.bytes().await.ok()?.to_vec()).unwrap_or_default();
        if fields.insert(name, value).is_some() {
            return None;
        }
    }
    Some(Submitted(fields))
}

/// Bytes; what the server keeps of any body.
const MAX_BODY: usize = 65_536;
