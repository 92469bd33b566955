//! Conditional authentication as WSO2 Identity Server scripts it: which steps a login takes, decided step by step.
//!
//! A script is not kept alive between requests. `executeStep` only appends a step; after a step, a fresh engine gets the
//! script and its variables back and runs the callback of that step, whose new steps come before those that were left.

mod context;
mod progress;
mod report;
mod script;
#[cfg(test)]
mod tests;
mod turn;

pub(crate) use context::{LoginContext, LoginRequest, StepView, Subject};
pub(crate) use progress::Progress;
pub(crate) use script::AdaptiveScript;
pub(crate) use turn::{Failure, LogLevel, LogLine, Next, StepOptions, StepResult, Turn};
