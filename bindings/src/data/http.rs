//! HTTP as data, for apps that send it themselves.

use countersign_core::protocol;

/// A request to send, once and as it is.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct HttpRequest {
    /// `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
    pub method: String,
    /// Absolute URL.
    pub url: String,
    /// Headers to set, and no others but those that HTTP itself needs.
    pub headers: Vec<HttpHeader>,
    /// Body; empty for none.
    pub body: Vec<u8>,
    /// The most bytes of body to read in reply.
    pub response_limit: u64,
}

/// One header.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct HttpHeader {
    /// Its name, in any case.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// A reply, whatever its status.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct HttpResponse {
    /// Status code.
    pub status: u16,
    /// Headers, names in any case.
    pub headers: Vec<HttpHeader>,
    /// Body, at most `response_limit` bytes.
    pub body: Vec<u8>,
}

impl From<protocol::HttpRequest> for HttpRequest {
    fn from(request: protocol::HttpRequest) -> Self {
        let response_limit = u64::try_from(request.response_limit()).unwrap_or(u64::MAX);
        let protocol::HttpRequest { method, url, headers, body } = request;
        let headers = headers.into_iter().map(|(name, value)| HttpHeader { name: name.to_owned(), value });
        Self { method: method.as_str().to_owned(), url: url.into(), headers: headers.collect(), body, response_limit }
    }
}

impl From<HttpResponse> for protocol::HttpResponse {
    fn from(response: HttpResponse) -> Self {
        let HttpResponse { status, headers, body } = response;
        let headers = headers.into_iter().map(|HttpHeader { name, value }| (name.to_ascii_lowercase(), value));
        Self { status, headers: headers.collect(), body }
    }
}
