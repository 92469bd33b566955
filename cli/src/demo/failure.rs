//! Why the demo cannot go on.

use countersign_core::error::Error;
use countersign_core::platform::TransportError;
use countersign_core::scan::{RenderError, ScanError};
use countersign_server_mock::{StartError, WorldError};

/// What went wrong, in the words of whoever noticed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// The story went another way than told.
    #[error("{what}: expected {expected}, found {found}")]
    Differs {
        /// What was looked at.
        what: &'static str,
        /// What the story tells.
        expected: String,
        /// What happened.
        found: String,
    },
    /// The phone said no.
    #[error("the phone says: {0}")]
    Phone(#[from] Error),
    /// The pixels hold no code.
    #[error("the phone cannot read the code: {0}")]
    Scan(#[from] ScanError),
    /// The code cannot be drawn.
    #[error("the code cannot be drawn: {0}")]
    Draw(#[from] RenderError),
    /// The mock server is not reached.
    #[error("the mock server cannot be reached: {0}")]
    Transport(#[from] TransportError),
    /// The mock server's world refuses.
    #[error("the mock server refuses: {0}")]
    World(#[from] WorldError),
    /// The mock server does not start.
    #[error("the mock server does not start: {0}")]
    Start(#[from] StartError),
    /// Files or sockets fail.
    #[error("{what}: {error}")]
    System {
        /// What was tried.
        what: &'static str,
        /// The operating system's reason.
        error: std::io::Error,
    },
    /// A page of the mock server is not as expected.
    #[error("the page of the mock server {0}")]
    Page(&'static str),
    /// The browser is refused.
    #[error("the browser is refused with {status}: {code}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// The server's error code.
        code: String,
    },
    /// The story has no such step.
    #[error("this story has no step {name}; its steps are {steps}")]
    NoSuchStep {
        /// The step that was named.
        name: String,
        /// All steps.
        steps: String,
    },
    /// Nothing came in time.
    #[error("{0} did not come in time")]
    Late(&'static str),
}

impl Failure {
    /// Names what an operating system error was about.
    pub(super) fn system(what: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        move |error| Self::System { what, error }
    }
}
