//! HTTP by reqwest and rustls, for desktops and CI.

use std::error::Error as _;
use std::time::Duration;

use async_trait::async_trait;
use url::Host;

use super::hint_stream::Patience;
use super::{Transport, TransportError};
use crate::protocol::url_rules::{LoopbackHttp, UrlRules};
use crate::protocol::{HttpRequest, HttpResponse};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const TOTAL_TIMEOUT: Duration = Duration::from_secs(30);

/// Sends requests with reqwest: TLS by rustls with the operating system's trusted certificates, no redirects, no proxy, no
/// cookies, no retries. Needs a tokio runtime.
#[derive(Debug)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    rules: UrlRules,
}

impl ReqwestTransport {
    /// A transport that sends only what `rules` allow.
    ///
    /// # Errors
    /// `Tls` when the operating system's certificates cannot be loaded.
    pub fn new(rules: UrlRules) -> Result<Self, TransportError> {
        // A provider that the application installed before stays in force.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(CONNECT_TIMEOUT)
            .user_agent(concat!("countersign/", env!("CARGO_PKG_VERSION")))
            .no_proxy()
            .build()
            .map_err(|_| TransportError::Tls)?;
        Ok(Self { client, rules })
    }

    /// Sends `request` and waits for the head of the reply.
    pub(super) async fn start(
        &self,
        request: HttpRequest,
        patience: Patience,
    ) -> Result<reqwest::Response, TransportError> {
        if !self.is_allowed(&request.url) {
            return Err(TransportError::Invalid);
        }
        let method = request.method.as_str().as_bytes();
        let method = reqwest::Method::from_bytes(method).map_err(|_| TransportError::Invalid)?;
        let mut outgoing = self.client.request(method, request.url).body(request.body);
        if patience == Patience::Usual {
            outgoing = outgoing.timeout(TOTAL_TIMEOUT);
        }
        for (name, value) in request.headers {
            outgoing = outgoing.header(name, value);
        }
        outgoing.send().await.map_err(|error| classify(&error))
    }

    fn is_allowed(&self, url: &url::Url) -> bool {
        let is_loopback = match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        match url.scheme() {
            "https" => !is_loopback || self.rules.loopback == LoopbackHttp::Allowed,
            "http" => is_loopback && self.rules.loopback == LoopbackHttp::Allowed,
            _ => false,
        }
    }
}

#[async_trait]
impl Transport for ReqwestTransport {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let limit = request.response_limit();
        let mut response = self.start(request, Patience::Usual).await?;
        let headers = response.headers().iter();
        let headers = headers.filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())));
        let (status, headers) = (response.status().as_u16(), headers.collect());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| classify(&error))? {
            if body.len() + chunk.len() > limit {
                return Err(TransportError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(HttpResponse { status, headers, body })
    }
}

/// Finds the reason in the chain of causes. Whatever is not clearly before sending counts as perhaps sent.
fn classify(error: &reqwest::Error) -> TransportError {
    if error.is_builder() {
        return TransportError::Invalid;
    }
    if !error.is_connect() {
        return if error.is_timeout() { TransportError::Timeout } else { TransportError::Interrupted };
    }
    let mut cause = error.source();
    while let Some(inner) = cause {
        if inner.to_string().starts_with("dns error") {
            return TransportError::Dns;
        }
        if let Some(io) = inner.downcast_ref::<std::io::Error>() {
            if is_tls(io) {
                return TransportError::Tls;
            }
            if matches!(io.kind(), std::io::ErrorKind::NetworkUnreachable | std::io::ErrorKind::NetworkDown) {
                return TransportError::Offline;
            }
        }
        cause = inner.source();
    }
    TransportError::Connect
}

/// Whether `error` comes from TLS. One I/O error may wrap another, and the chain of causes leaves the inner one out.
fn is_tls(error: &std::io::Error) -> bool {
    error
        .get_ref()
        .is_some_and(|deep| deep.is::<rustls::Error>() || deep.downcast_ref::<std::io::Error>().is_some_and(is_tls))
}
