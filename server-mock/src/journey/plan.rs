//! The steps of an application's login, and how to get from one to the next.

use serde_json::Value;

use super::attempt::Channel;
use super::factor::FactorKind;

/// One step as the application is set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// Starts with 1.
    pub(crate) number: u32,
    pub(crate) factor: FactorKind,
}

/// What a login is to go through.
#[derive(Clone, Debug)]
pub(crate) struct Itinerary {
    /// Name of the application, as phones show it.
    pub(crate) application: String,
    pub(crate) channel: Channel,
    pub(crate) steps: Vec<Step>,
    /// Decides about the steps; without a script they follow each other.
    pub(crate) script: Option<String>,
}

/// A script and what it remembers between the steps.
#[derive(Clone, Debug)]
pub(super) struct Scripted {
    pub(super) source: String,
    pub(super) progress: Option<Value>,
}

/// The steps of one login.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) steps: Vec<Step>,
    pub(super) script: Option<Scripted>,
}

impl Plan {
    pub(super) fn new(steps: Vec<Step>, script: Option<String>) -> Self {
        Self { steps, script: script.map(|source| Scripted { source, progress: None }) }
    }

    pub(super) fn step(&self, number: u32) -> Option<Step> {
        self.steps.iter().copied().find(|step| step.number == number)
    }

    /// The step that follows `number` when no script decides.
    pub(super) fn after(&self, number: u32) -> Option<Step> {
        self.steps.iter().copied().filter(|step| step.number > number).min_by_key(|step| step.number)
    }
}
