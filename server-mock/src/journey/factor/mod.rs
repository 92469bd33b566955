//! The ways to prove who somebody is: one file each, behind one trait.

mod identifier;
mod password;
mod push;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(super) use push::can_add_device;

use super::attempt::Attempt;
use super::failure::Failure;
use super::ground::Ground;
use super::input::Input;
use super::prompt::Prompt;

/// A factor by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum FactorKind {
    /// Says who somebody is and proves nothing.
    Identifier,
    /// Name and password.
    Password,
    /// An answer of a registered phone.
    Push,
}

/// What a factor does with a step.
pub(super) trait Factor {
    /// The step starts, perhaps once more.
    fn begin(&self, attempt: &mut Attempt, ground: &mut dyn Ground) -> Outcome;

    /// The person did something while the factor asked `prompt`.
    fn answer(&self, prompt: Prompt, input: &Input, attempt: &mut Attempt, ground: &mut dyn Ground) -> Outcome;
}

/// Where a step stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Ask(Prompt),
    Succeeded,
    /// The step failed; a script may know what to do.
    Failed(Failure),
    /// The login ends here, whatever a script thinks.
    Stop(Failure),
}

impl FactorKind {
    pub(super) fn factor(self) -> &'static dyn Factor {
        match self {
            Self::Identifier => &identifier::Identifier,
            Self::Password => &password::Password,
            Self::Push => &push::Push,
        }
    }

    /// Whether success says more than who somebody claims to be.
    pub(crate) fn is_proof(self) -> bool {
        match self {
            Self::Identifier => false,
            Self::Password | Self::Push => true,
        }
    }
}
