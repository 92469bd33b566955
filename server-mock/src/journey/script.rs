//! What a journey asks the script of its application, and what it hears.

use serde_json::Value;

use super::factor::FactorKind;
use super::input::Params;

/// A question to a script. Whoever runs it answers with a [`Decision`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ScriptCall {
    pub(crate) source: String,
    pub(crate) event: ScriptEvent,
    /// What the script remembered last time.
    pub(crate) progress: Option<Value>,
    pub(crate) facts: ScriptFacts,
}

/// What a script is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScriptEvent {
    /// A login starts.
    Login,
    /// The step succeeded.
    Succeeded { step: u32 },
    /// The step failed.
    Failed { step: u32 },
}

/// What a script may know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ScriptFacts {
    /// Parameters of the latest request.
    pub(crate) params: Params,
    pub(crate) application: String,
    /// Who the person says they are.
    pub(crate) user: Option<String>,
    /// All steps of the application.
    pub(crate) steps: Vec<StepFact>,
}

/// A step of the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StepFact {
    pub(crate) number: u32,
    pub(crate) factor: FactorKind,
    /// Whether it has succeeded in this login.
    pub(crate) is_done: bool,
}

/// What a script decided.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Decision {
    /// Go through this step.
    Step {
        number: u32,
        /// Also when it has succeeded before.
        is_forced: bool,
        /// What the script wants to remember.
        progress: Value,
    },
    /// Nothing is left to do after a success.
    Done,
    /// Nothing is left to do after a failure.
    GivenUp,
    /// The script refuses the login.
    Refused,
    /// The script threw, looped or broke a limit.
    Broken(String),
}
