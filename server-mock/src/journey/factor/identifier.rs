//! Who is it?

use super::{Factor, Outcome};
use crate::journey::attempt::{Attempt, Person};
use crate::journey::ground::Ground;
use crate::journey::input::Input;
use crate::journey::prompt::Prompt;

/// Asks for a name and believes it.
pub(super) struct Identifier;

impl Factor for Identifier {
    fn begin(&self, attempt: &mut Attempt, _: &mut dyn Ground) -> Outcome {
        match attempt.person {
            Person::Nobody => Outcome::Ask(Prompt::Identifier),
            Person::Unknown(_) | Person::Known(_) => Outcome::Succeeded,
        }
    }

    fn answer(&self, prompt: Prompt, input: &Input, attempt: &mut Attempt, ground: &mut dyn Ground) -> Outcome {
        if prompt == Prompt::Identifier && identified(input, attempt, ground) {
            return Outcome::Succeeded;
        }
        Outcome::Ask(prompt)
    }
}

/// Notes the name that the person gave, if they gave one.
pub(super) fn identified(input: &Input, attempt: &mut Attempt, ground: &dyn Ground) -> bool {
    let Input::Identifier(name) = input else { return false };
    let name = name.trim();
    if name.is_empty() {
        return false;
    }
    attempt.person = Person::called(name, ground);
    true
}
