//! What comes next in a login, as a script decided it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::progress::Progress;
use crate::script::ScriptError;

/// One decision of a script.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Turn {
    pub(crate) next: Next,
    /// To be kept until the step is over; of no use after `Done` and `Fail`.
    pub(crate) progress: Progress,
    /// What the script said, and why it failed if it did.
    pub(crate) log: Vec<LogLine>,
}

/// What the login does now.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Next {
    /// Take a step of the login flow.
    Execute { step: u32, options: StepOptions },
    /// The login succeeded.
    Done,
    /// The login failed.
    Fail(Failure),
}

/// Why a login failed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Failure {
    /// A step failed, and the script has nothing more to try.
    Step,
    /// The script asks for no step at all: nobody was authenticated.
    NoStep,
    /// The script called `fail`; the application is told.
    Refused { code: Option<String>, text: Option<String>, uri: Option<String> },
    /// The script called `sendError`: the person sees an error page, the server's own when there is no address.
    ErrorPage { url: Option<String>, parameters: BTreeMap<String, String> },
    /// The script went wrong.
    Broken(ScriptError),
}

/// How a step is to be taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StepOptions {
    /// Even if it succeeded before in this session or login.
    pub(crate) force_authentication: bool,
    /// This step says who the user is.
    pub(crate) subject_identifier: bool,
    /// This step says what the user's claims are.
    pub(crate) subject_attributes: bool,
    /// Only these authenticators or identity providers of the step.
    pub(crate) authenticators: Option<Vec<String>>,
}

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StepResult {
    Succeeded,
    Failed,
}

/// A line of a script's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LogLine {
    pub(crate) level: LogLevel,
    pub(crate) text: String,
}

/// How much a line matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogLevel {
    Debug,
    Info,
    Warn,
    Error,
}

impl LogLine {
    pub(super) fn error(text: String) -> Self {
        Self { level: LogLevel::Error, text }
    }
}
