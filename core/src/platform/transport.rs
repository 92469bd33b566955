//! HTTP.

use async_trait::async_trait;

use crate::protocol::{HttpRequest, HttpResponse};

/// Why there is no reply. [`TransportError::was_surely_not_sent`] tells whether the server can have seen the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum TransportError {
    /// No network.
    #[error("no network")]
    Offline,
    /// The host name could not be resolved.
    #[error("the host name could not be resolved")]
    Dns,
    /// No connection could be made.
    #[error("no connection could be made")]
    Connect,
    /// The TLS handshake failed: certificate not trusted, or expired.
    #[error("the secure connection was refused")]
    Tls,
    /// The certificate does not match the pins.
    #[error("the server's certificate is not the expected one")]
    PinMismatch,
    /// No reply in time.
    #[error("no reply in time")]
    Timeout,
    /// The connection ended before the reply was complete.
    #[error("the connection ended before the reply was complete")]
    Interrupted,
    /// The reply is larger than the limit of the request.
    #[error("the reply is too large")]
    TooLarge,
    /// The caller canceled.
    #[error("canceled")]
    Canceled,
    /// The request itself cannot be sent.
    #[error("the request cannot be sent")]
    Invalid,
}

impl TransportError {
    /// Whether the request certainly never reached the server. Anything else may have been processed.
    pub const fn was_surely_not_sent(self) -> bool {
        match self {
            Self::Offline | Self::Dns | Self::Connect | Self::Tls | Self::PinMismatch | Self::Invalid => true,
            Self::Timeout | Self::Interrupted | Self::TooLarge | Self::Canceled => false,
        }
    }
}

/// Sends one request and returns one reply.
///
/// Implementations follow no redirects, send no cookies, decompress nothing, send each request at most once (no silent
/// retry), and stop reading at [`HttpRequest::response_limit`] bytes.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Sends `request`; any HTTP status is a reply, not an error.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError>;
}
