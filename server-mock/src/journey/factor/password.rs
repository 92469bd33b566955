//! A password, with the name when nobody gave it yet.

use super::{Factor, FactorKind, Outcome};
use crate::journey::attempt::{Attempt, Person, locked};
use crate::journey::ground::Ground;
use crate::journey::input::Input;
use crate::journey::prompt::Prompt;

/// Asks for a password until it is right or the account is locked. Unknown users have no right one.
pub(super) struct Password;

impl Factor for Password {
    fn begin(&self, _: &mut Attempt, _: &mut dyn Ground) -> Outcome {
        Outcome::Ask(Prompt::Password { is_wrong: false })
    }

    fn answer(&self, prompt: Prompt, input: &Input, attempt: &mut Attempt, ground: &mut dyn Ground) -> Outcome {
        let Input::Password { username, password } = input else { return Outcome::Ask(prompt) };
        let wrong = Outcome::Ask(Prompt::Password { is_wrong: true });
        let name = username.as_deref().map(str::trim).filter(|name| !name.is_empty());
        let person = match (&attempt.person, name) {
            (Person::Nobody, None) => return Outcome::Ask(prompt),
            (Person::Nobody, Some(name)) => Person::called(name, ground),
            // Who has said who they are does not become somebody else on the way.
            (person, Some(name)) if Person::called(name, ground) != *person => return wrong,
            (person, _) => person.clone(),
        };
        let Person::Known(user) = &person else { return wrong };
        if let Some(failure) = locked(user, ground) {
            return Outcome::Stop(failure);
        }
        if ground.accepts_password(&user.id, password) {
            ground.note_success(&user.id, FactorKind::Password);
            attempt.person = person;
            return Outcome::Succeeded;
        }
        ground.note_failure(&user.id, FactorKind::Password);
        locked(user, ground).map_or(wrong, Outcome::Stop)
    }
}
