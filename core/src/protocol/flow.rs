//! Protocol exchanges as data.
//!
//! A [`Flow`] asks for one effect at a time and never performs it. Whoever drives it (the engine, a test, a fuzzer)
//! performs the effect and continues, so every exchange is a function of its inputs and the replies.

use super::{HttpRequest, HttpResponse};
use crate::dialect::DialectError;
use crate::model::{Signature, UnixTime};

/// Whose signature a message needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Signatory {
    /// The device key in force.
    Device,
    /// The device key that is to replace it.
    NextDevice,
    /// The approval key.
    Approval,
}

/// The next thing an exchange needs, with what comes after it.
pub enum Flow<T> {
    /// Send this request and continue with the reply.
    Send(HttpRequest, Then<HttpResponse, T>),
    /// Let this key sign these bytes and continue with the signature.
    Sign(Signatory, Vec<u8>, Then<Signature, T>),
    /// Over.
    Done(T),
}

/// What comes after an effect: its result and the server's time as known by then.
pub type Then<I, T> = Box<dyn FnOnce(I, UnixTime) -> Result<Flow<T>, DialectError> + Send>;

impl<T> Flow<T> {
    /// Sends `request`, then goes on with `then`.
    pub fn send(
        request: HttpRequest,
        then: impl FnOnce(HttpResponse, UnixTime) -> Result<Self, DialectError> + Send + 'static,
    ) -> Self {
        Self::Send(request, Box::new(then))
    }

    /// Signs `message` with the device key, then goes on with `then`.
    pub fn sign(
        message: Vec<u8>,
        then: impl FnOnce(Signature, UnixTime) -> Result<Self, DialectError> + Send + 'static,
    ) -> Self {
        Self::sign_by(Signatory::Device, message, then)
    }

    /// Signs `message` with the key of `signatory`, then goes on with `then`.
    pub fn sign_by(
        signatory: Signatory,
        message: Vec<u8>,
        then: impl FnOnce(Signature, UnixTime) -> Result<Self, DialectError> + Send + 'static,
    ) -> Self {
        Self::Sign(signatory, message, Box::new(then))
    }
}

impl<T: std::fmt::Debug> std::fmt::Debug for Flow<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Send(request, _) => write!(f, "Send({request:?})"),
            Self::Sign(signatory, message, _) => write!(f, "Sign({signatory:?}, {} bytes)", message.len()),
            Self::Done(value) => write!(f, "Done({value:?})"),
        }
    }
}
