//! HTTP requests and replies as data.

use std::fmt;

use url::Url;

use crate::model::UnixTime;

/// The methods that dialects use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
    /// PUT
    Put,
    /// PATCH
    Patch,
    /// DELETE
    Delete,
}

impl Method {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// A request to send. `Debug` shows method and host only: paths, headers and bodies hold tickets and tokens.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// Method.
    pub method: Method,
    /// Absolute URL, checked by the rules of its dialect.
    pub url: Url,
    /// Header names in lower case, and values.
    pub headers: Vec<(&'static str, String)>,
    /// Body; empty for none.
    pub body: Vec<u8>,
}

impl HttpRequest {
    /// A request without body.
    pub fn get(url: Url) -> Self {
        Self { method: Method::Get, url, headers: vec![("accept", "application/json".to_owned())], body: Vec::new() }
    }

    /// A POST of `body`.
    pub fn post(url: Url, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("accept", "application/json".to_owned()), ("content-type", content_type.to_owned())];
        Self { method: Method::Post, url, headers, body: body.into() }
    }

    /// Sets a header. `name` is in lower case.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: String) -> Self {
        self.headers.retain(|(other, _)| *other != name);
        self.headers.push((name, value));
        self
    }

    /// The most bytes of body a transport may read in reply: 64 KiB.
    pub const fn response_limit(&self) -> usize {
        64 * 1024
    }
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HttpRequest({} {})", self.method.as_str(), self.url.host_str().unwrap_or("no host"))
    }
}

/// A reply. `Debug` shows the status only.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpResponse {
    /// Status code.
    pub status: u16,
    /// Header names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// Body, at most [`HttpRequest::response_limit`] bytes.
    pub body: Vec<u8>,
}

impl HttpResponse {
    /// The first header with this lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The server's time (RFC 9110 `Date`), if it says.
    pub fn date(&self) -> Option<UnixTime> {
        let moment = httpdate::parse_http_date(self.header("date")?).ok()?;
        let since = moment.duration_since(std::time::UNIX_EPOCH).ok()?;
        i64::try_from(since.as_secs()).ok().map(UnixTime::from_seconds)
    }

    /// Seconds to wait before asking again (RFC 9110 `Retry-After`), at most one hour.
    pub fn retry_after(&self) -> Option<u32> {
        self.header("retry-after")?.trim().parse::<u32>().ok().map(|seconds| seconds.min(3600))
    }
}

impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HttpResponse({})", self.status)
    }
}
