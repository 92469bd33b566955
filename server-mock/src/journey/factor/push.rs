//! An answer of a registered phone, and registering one on the way.

use super::identifier::identified;
use super::{Factor, FactorKind, Outcome};
use crate::journey::attempt::{Attempt, Channel, Person, User, locked};
use crate::journey::failure::Failure;
use crate::journey::ground::{Conclusion, Ground};
use crate::journey::input::Input;
use crate::journey::prompt::Prompt;

/// Asks all phones of a person and takes the first answer. Who is unknown sees the same as somebody who is not.
pub(super) struct Push;

impl Factor for Push {
    fn begin(&self, attempt: &mut Attempt, ground: &mut dyn Ground) -> Outcome {
        let user = match &attempt.person {
            Person::Nobody => return Outcome::Ask(Prompt::Identifier),
            Person::Unknown(_) => return pretend(attempt, ground),
            Person::Known(user) => user.clone(),
        };
        if let Some(failure) = locked(&user, ground) {
            return Outcome::Stop(failure);
        }
        // A proof of another step must come between agreeing to register a phone and seeing the code.
        if std::mem::take(&mut attempt.is_enrolling) && attempt.is_proven() {
            return show_code(&user, ground, Scan::First);
        }
        ask(&user, attempt, ground)
    }

    fn answer(&self, prompt: Prompt, input: &Input, attempt: &mut Attempt, ground: &mut dyn Ground) -> Outcome {
        match prompt {
            Prompt::Identifier if identified(input, attempt, ground) => self.begin(attempt, ground),
            Prompt::PushWait => while_waiting(input, attempt, ground),
            Prompt::EnrollConsent => consented(input, attempt),
            Prompt::EnrollQr { .. } => while_scanning(prompt, input, attempt, ground),
            Prompt::Identifier | Prompt::Password { .. } => Outcome::Ask(prompt),
        }
    }
}

/// Sends a push, or finds another way for somebody without a phone.
fn ask(user: &User, attempt: &mut Attempt, ground: &mut dyn Ground) -> Outcome {
    attempt.drop_push(ground);
    if ground.devices(&user.id).is_empty() {
        return without_device(user, attempt, ground);
    }
    match ground.start_push(&user.id, &attempt.application) {
        Ok(push) => {
            attempt.push = Some(push);
            Outcome::Ask(Prompt::PushWait)
        }
        Err(_) => Outcome::Stop(Failure::Internal),
    }
}

fn pretend(attempt: &mut Attempt, ground: &mut dyn Ground) -> Outcome {
    attempt.push = Some(ground.decoy_push());
    Outcome::Ask(Prompt::PushWait)
}

fn without_device(user: &User, attempt: &Attempt, ground: &mut dyn Ground) -> Outcome {
    if attempt.channel == Channel::Direct || !ground.settings().is_enrollment_on {
        return Outcome::Stop(Failure::NoDevice);
    }
    if attempt.is_proven() {
        return show_code(user, ground, Scan::First);
    }
    Outcome::Ask(Prompt::EnrollConsent)
}

/// Whether a code is shown for the first time, or because nobody scanned the former one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scan {
    First,
    Again,
}

fn show_code(user: &User, ground: &mut dyn Ground, scan: Scan) -> Outcome {
    let before = ground.devices(&user.id);
    if !ground.has_room(&user.id) {
        return Outcome::Stop(Failure::DeviceLimit);
    }
    match ground.registration_data(&user.id) {
        Some(data) => Outcome::Ask(Prompt::EnrollQr { data, before, is_missing: scan == Scan::Again }),
        None => Outcome::Stop(Failure::Internal),
    }
}

fn while_waiting(input: &Input, attempt: &mut Attempt, ground: &mut dyn Ground) -> Outcome {
    match input {
        Input::Proceed => conclude(attempt, ground),
        Input::Resend => resend(attempt, ground),
        Input::AddDevice => add_device(attempt, ground),
        Input::Identifier(_)
        | Input::Password { .. }
        | Input::InitEnrollment
        | Input::CancelEnrollment
        | Input::DeviceEnrolled
        | Input::CancelAddDevice
        | Input::Cancel => Outcome::Ask(Prompt::PushWait),
    }
}

fn conclude(attempt: &mut Attempt, ground: &mut dyn Ground) -> Outcome {
    let push = attempt.push.take();
    // Nobody answers the push of an unknown user: the same as no answer.
    let Person::Known(user) = &attempt.person else { return Outcome::Failed(Failure::Internal) };
    let conclusion = push.map_or(Conclusion::NoAnswer, |push| ground.conclude(&push.id));
    if let Some(failure) = locked(user, ground) {
        return Outcome::Failed(failure);
    }
    let failure = match conclusion {
        Conclusion::Approved => {
            ground.note_success(&user.id, FactorKind::Push);
            return Outcome::Succeeded;
        }
        Conclusion::Denied => Failure::Denied,
        Conclusion::WrongNumber => Failure::WrongNumber,
        Conclusion::NoAnswer => return Outcome::Failed(Failure::Internal),
        Conclusion::Unusable => return Outcome::Failed(Failure::UnusableAnswer),
        Conclusion::Foreign => return Outcome::Failed(Failure::ForeignAnswer),
    };
    ground.note_failure(&user.id, FactorKind::Push);
    Outcome::Failed(failure)
}

fn resend(attempt: &mut Attempt, ground: &mut dyn Ground) -> Outcome {
    let settings = ground.settings();
    let is_early = attempt.push.as_ref().is_some_and(|push| push.sent_at + settings.resend_interval > ground.now());
    if is_early {
        return Outcome::Ask(Prompt::PushWait);
    }
    if let Person::Known(user) = &attempt.person
        && let Some(failure) = locked(user, ground)
    {
        return Outcome::Stop(failure);
    }
    if attempt.resends >= settings.resend_limit {
        return Outcome::Stop(Failure::ResendsExhausted);
    }
    attempt.resends += 1;
    match attempt.person.clone() {
        Person::Known(user) => ask(&user, attempt, ground),
        Person::Unknown(_) | Person::Nobody => pretend(attempt, ground),
    }
}

/// One more phone: as for the first one, somebody proves first who they are. The push keeps waiting.
fn add_device(attempt: &Attempt, ground: &mut dyn Ground) -> Outcome {
    if !can_add_device(attempt, ground) {
        return Outcome::Ask(Prompt::PushWait);
    }
    match &attempt.person {
        Person::Known(user) if attempt.is_proven() => show_code(user, ground, Scan::First),
        Person::Known(_) | Person::Unknown(_) | Person::Nobody => Outcome::Ask(Prompt::EnrollConsent),
    }
}

/// Whether the wait page offers to register one more phone. Unknown users see the offer too.
pub(in crate::journey) fn can_add_device(attempt: &Attempt, ground: &dyn Ground) -> bool {
    attempt.channel == Channel::Pages && ground.settings().is_adding_on
}

fn consented(input: &Input, attempt: &mut Attempt) -> Outcome {
    match input {
        Input::InitEnrollment => {
            attempt.is_enrolling = true;
            Outcome::Failed(Failure::UnprovenEnrollment)
        }
        Input::CancelEnrollment | Input::CancelAddDevice if attempt.push.is_some() => Outcome::Ask(Prompt::PushWait),
        Input::CancelEnrollment => Outcome::Failed(Failure::Canceled),
        Input::Identifier(_)
        | Input::Password { .. }
        | Input::Proceed
        | Input::Resend
        | Input::DeviceEnrolled
        | Input::AddDevice
        | Input::CancelAddDevice
        | Input::Cancel => Outcome::Ask(Prompt::EnrollConsent),
    }
}

fn while_scanning(prompt: Prompt, input: &Input, attempt: &mut Attempt, ground: &mut dyn Ground) -> Outcome {
    let (Person::Known(user), Prompt::EnrollQr { before, .. }) = (attempt.person.clone(), &prompt) else {
        return Outcome::Ask(prompt);
    };
    match input {
        Input::DeviceEnrolled if ground.devices(&user.id).is_subset(before) => show_code(&user, ground, Scan::Again),
        Input::DeviceEnrolled => ask(&user, attempt, ground),
        Input::CancelEnrollment | Input::CancelAddDevice if attempt.push.is_some() => Outcome::Ask(Prompt::PushWait),
        Input::CancelEnrollment | Input::CancelAddDevice if before.is_empty() => Outcome::Failed(Failure::Canceled),
        Input::CancelEnrollment | Input::CancelAddDevice => ask(&user, attempt, ground),
        Input::Identifier(_)
        | Input::Password { .. }
        | Input::Proceed
        | Input::Resend
        | Input::InitEnrollment
        | Input::AddDevice
        | Input::Cancel => Outcome::Ask(prompt),
    }
}
