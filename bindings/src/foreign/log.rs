//! A receiver of logs.

use uniffi::UnexpectedUniFFICallbackError;

/// Receives what this library logs. Called from any thread; be quick, and call nothing of this library from here.
#[uniffi::export(foreign)]
pub trait LogSink: Send + Sync {
    /// Takes one record. Failing changes nothing.
    fn take(&self, record: LogRecord) -> Result<(), LogFailure>;
}

/// One line of log. Safe to keep: no secret, token, name or URL is in it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct LogRecord {
    /// How important it is.
    pub level: LogLevel,
    /// The part of the library that speaks, for example `countersign_core::engine`.
    pub target: String,
    /// What it says, in English.
    pub text: String,
}

/// How important a log record is, most important first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum LogLevel {
    /// Something is broken.
    Error,
    /// Something went wrong that is made good later.
    Warn,
    /// Something worth knowing happened.
    Info,
    /// For the library's developers.
    Debug,
}

/// A record was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum LogFailure {
    /// The receiver failed.
    #[error("the receiver of logs failed")]
    Failed,
}

impl From<UnexpectedUniFFICallbackError> for LogFailure {
    fn from(_: UnexpectedUniFFICallbackError) -> Self {
        Self::Failed
    }
}
