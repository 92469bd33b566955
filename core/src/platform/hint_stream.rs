//! Server-sent hints for devices without a push provider.

use super::{ReqwestTransport, TransportError};
use crate::protocol::HttpRequest;

/// The longest line that is read, in bytes: the largest push payload and its field name.
const MAX_LINE: usize = 4096 + 16;

/// An open stream of push payloads (WHATWG server-sent events).
#[derive(Debug)]
pub struct HintStream {
    response: reqwest::Response,
    buffer: Vec<u8>,
}

impl ReqwestTransport {
    /// Opens a stream with a request of [`Authenticator::hint_streams`](crate::engine::Authenticator::hint_streams).
    ///
    /// # Errors
    /// When there is no connection or the server does not answer with a stream.
    pub async fn open_hints(&self, request: HttpRequest) -> Result<HintStream, TransportError> {
        let response = self.start(request.header("accept", "text/event-stream".to_owned()), Patience::Endless).await?;
        if response.status().as_u16() == 200 {
            Ok(HintStream { response, buffer: Vec::new() })
        } else {
            Err(TransportError::Interrupted)
        }
    }
}

impl HintStream {
    /// The next payload; `None` when the server ended the stream.
    ///
    /// # Errors
    /// When the connection breaks or a line is longer than any payload.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, TransportError> {
        loop {
            if let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.buffer.drain(..=end).collect();
                let line = line.trim_ascii_end();
                if let Some(data) = line.strip_prefix(b"data:") {
                    return Ok(Some(data.trim_ascii().to_vec()));
                }
                continue;
            }
            if self.buffer.len() > MAX_LINE {
                return Err(TransportError::TooLarge);
            }
            match self.response.chunk().await {
                Ok(Some(chunk)) => self.buffer.extend_from_slice(&chunk),
                Ok(None) => return Ok(None),
                Err(_) => return Err(TransportError::Interrupted),
            }
        }
    }
}

/// Whether a request has a time limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Patience {
    /// Like every request.
    Usual,
    /// None: the server speaks when it has something to say.
    Endless,
}
