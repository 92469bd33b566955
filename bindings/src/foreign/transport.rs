//! HTTP by the app.

use std::sync::Arc;

use async_trait::async_trait;
use countersign_core::{platform, protocol};
use uniffi::UnexpectedUniFFICallbackError;

use crate::{HttpRequest, HttpResponse};

/// Sends one request and returns one reply.
///
/// Follow no redirects, send no cookies, send each request at most once (no silent retry), and stop reading at the request's
/// `response_limit`. Any HTTP status is a reply. The call may be canceled while it waits.
#[uniffi::export(foreign)]
#[async_trait]
pub trait Transport: Send + Sync {
    /// Sends `request`.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportFailure>;
}

/// Why there is no reply. What is not certainly before sending counts as perhaps received by the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum TransportFailure {
    /// No network. Certainly not sent.
    #[error("no network")]
    Offline,
    /// The host name could not be resolved. Certainly not sent.
    #[error("the host name could not be resolved")]
    Dns,
    /// No connection could be made. Certainly not sent.
    #[error("no connection could be made")]
    Connect,
    /// The TLS handshake failed: certificate not trusted, or expired. Certainly not sent.
    #[error("the secure connection was refused")]
    Tls,
    /// The certificate does not match the pins. Certainly not sent.
    #[error("the server's certificate is not the expected one")]
    PinMismatch,
    /// No reply in time.
    #[error("no reply in time")]
    Timeout,
    /// The connection ended before the reply was complete, or anything else went wrong.
    #[error("the connection ended before the reply was complete")]
    Interrupted,
    /// The reply is larger than the limit of the request.
    #[error("the reply is too large")]
    TooLarge,
    /// The caller canceled.
    #[error("canceled")]
    Canceled,
    /// The request itself cannot be sent. Certainly not sent.
    #[error("the request cannot be sent")]
    Invalid,
}

impl From<UnexpectedUniFFICallbackError> for TransportFailure {
    /// Whatever happened in there, the request may have been sent.
    fn from(_: UnexpectedUniFFICallbackError) -> Self {
        Self::Interrupted
    }
}

impl From<TransportFailure> for platform::TransportError {
    fn from(failure: TransportFailure) -> Self {
        match failure {
            TransportFailure::Offline => Self::Offline,
            TransportFailure::Dns => Self::Dns,
            TransportFailure::Connect => Self::Connect,
            TransportFailure::Tls => Self::Tls,
            TransportFailure::PinMismatch => Self::PinMismatch,
            TransportFailure::Timeout => Self::Timeout,
            TransportFailure::Interrupted => Self::Interrupted,
            TransportFailure::TooLarge => Self::TooLarge,
            TransportFailure::Canceled => Self::Canceled,
            TransportFailure::Invalid => Self::Invalid,
        }
    }
}

/// The app's HTTP as the core wants it.
pub(crate) struct AppTransport(pub(crate) Arc<dyn Transport>);

#[async_trait]
impl platform::Transport for AppTransport {
    async fn send(&self, request: protocol::HttpRequest) -> Result<protocol::HttpResponse, platform::TransportError> {
        Ok(self.0.send(request.into()).await?.into())
    }
}
