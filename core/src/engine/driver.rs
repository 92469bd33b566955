//! Performs what flows ask for.

use super::Authenticator;
use crate::dialect::DialectError;
use crate::error::Error;
use crate::model::{Account, DeviceKey, KeyHandle};
use crate::platform::{Prompt, SignerError, TransportError};
use crate::protocol::{Flow, Signatory};

/// More effects than any exchange needs; a flow that asks for more is broken.
const MAX_STEPS: usize = 8;

/// Whom an exchange is with and what it may use.
pub(super) struct Exchange<'a> {
    /// The issuer, whose `Date` headers are listened to.
    pub(super) issuer: &'a str,
    /// Issuer time minus phone time as last known, in seconds.
    pub(super) clock_offset: i64,
    /// The keys that may sign.
    pub(super) keys: Keys<'a>,
    /// Why the key is used.
    pub(super) prompt: Prompt,
    /// A header for every request, of an app that chose to be counted.
    pub(super) telemetry: Option<(&'static str, String)>,
}

/// Which key is whose.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Keys<'a> {
    pub(super) device: Option<&'a KeyHandle>,
    pub(super) next_device: Option<&'a KeyHandle>,
    pub(super) approval: Option<&'a KeyHandle>,
}

impl<'a> Keys<'a> {
    /// The keys of an account.
    pub(super) fn of(account: &'a Account) -> Self {
        fn handle(key: &Option<DeviceKey>) -> Option<&KeyHandle> {
            key.as_ref().map(|key| &key.handle)
        }
        Self {
            device: handle(&account.key),
            next_device: handle(&account.next_key),
            approval: handle(&account.approval_key),
        }
    }

    const fn key(self, signatory: Signatory) -> Option<&'a KeyHandle> {
        match signatory {
            Signatory::Device => self.device,
            Signatory::NextDevice => self.next_device,
            Signatory::Approval => self.approval,
        }
    }
}

/// Why an exchange ended early.
#[derive(Debug, Clone)]
pub(super) enum Stopped {
    /// No reply.
    Transport(TransportError),
    /// The reply was not acceptable.
    Dialect(DialectError),
    /// No signature.
    Signer(SignerError),
}

impl Stopped {
    /// Whether the server certainly has not acted on the last request.
    pub(super) fn was_surely_not_sent(&self) -> bool {
        match self {
            Self::Transport(error) => error.was_surely_not_sent(),
            Self::Signer(_) => true,
            Self::Dialect(_) => false,
        }
    }
}

impl From<DialectError> for Stopped {
    fn from(error: DialectError) -> Self {
        Self::Dialect(error)
    }
}

impl From<Stopped> for Error {
    fn from(stopped: Stopped) -> Self {
        match stopped {
            Stopped::Transport(error) => error.into(),
            Stopped::Dialect(error) => error.into(),
            Stopped::Signer(error) => error.into(),
        }
    }
}

impl Authenticator {
    /// Runs `flow` to its end. Sends every request once; never retries.
    pub(super) async fn drive<T>(&self, exchange: Exchange<'_>, flow: Flow<T>) -> Result<T, Stopped> {
        let result = self.perform(exchange, flow).await;
        if let Err(stopped) = &result {
            self.failures.note(Error::from(stopped.clone()).code, self.clocks.local());
        }
        result
    }

    async fn perform<T>(&self, exchange: Exchange<'_>, flow: Flow<T>) -> Result<T, Stopped> {
        let mut flow = flow;
        for _ in 0..MAX_STEPS {
            flow = match flow {
                Flow::Done(value) => return Ok(value),
                Flow::Sign(signatory, message, then) => {
                    let key = exchange.keys.key(signatory).ok_or(DialectError::Unsupported)?;
                    let signature =
                        self.platform.signer.sign(key, &message, exchange.prompt).await.map_err(Stopped::Signer)?;
                    then(signature, self.clocks.at_issuer(exchange.issuer, exchange.clock_offset))?
                }
                Flow::Send(request, then) => {
                    let request = match exchange.telemetry.clone() {
                        Some((name, value)) => request.header(name, value),
                        None => request,
                    };
                    let limit = request.response_limit();
                    let response = self.platform.transport.send(request).await.map_err(Stopped::Transport)?;
                    // Transports of apps may not have counted.
                    if response.body.len() > limit {
                        return Err(Stopped::Transport(TransportError::TooLarge));
                    }
                    if let Some(date) = response.date() {
                        self.clocks.hear(exchange.issuer, date);
                    }
                    then(response, self.clocks.at_issuer(exchange.issuer, exchange.clock_offset))?
                }
            };
        }
        Err(Stopped::Dialect(DialectError::Unsupported))
    }
}
