//! Approve and deny, and how the phone puts into words what came of it.

use std::time::Instant;

use countersign_core::engine::Approval;
use countersign_core::error::{Error, ErrorKind};
use countersign_core::model::{ChallengeId, DecisionState, DenyReason, Requirement, UserVerification};

use super::form::{Approving, Denying, Reason};
use super::handset::Handset;
use super::place::Place;
use super::views::{ResultView, Tone};

/// The person tapped "approve".
pub(super) async fn approve(handset: &Handset, form: &Approving) {
    let Ok(id) = form.id.parse::<ChallengeId>() else { return };
    if !handset.moment().is_armed(&id, Instant::now()) {
        handset.moment().mistake = Some((id, "That was quick. Read it first, then tap again.".to_owned()));
        return;
    }
    match try_approve(handset, &id, &form.number).await {
        Ok(_) => show(handset, Tone::Good, "Approved", "The login goes on in the browser."),
        Err(error) if is_typing_mistake(&error) => {
            handset.moment().mistake = Some((id, sentence(&error.detail)));
        }
        Err(error) => show_error(handset, &error),
    }
}

/// The person tapped "deny" or "this was not me".
pub(super) async fn deny(handset: &Handset, form: &Denying) {
    let Ok(id) = form.id.parse::<ChallengeId>() else { return };
    let reason = match form.reason {
        Reason::Mistake => DenyReason::Mistake,
        Reason::Suspicious => DenyReason::Suspicious,
    };
    match (handset.core.deny(&id, Some(reason)).await, form.reason) {
        (Ok(_), Reason::Mistake) => show(handset, Tone::Neutral, "Denied", "Nobody was logged in."),
        (Ok(_), Reason::Suspicious) => {
            handset.moment().place = Place::Result(ResultView {
                tone: Tone::Bad,
                title: "Denied and reported".to_owned(),
                text: "Nobody was logged in. If this happens again and again, lock the account.".to_owned(),
                lock_out: Some(id.to_string()),
            });
        }
        (Err(error), _) => show_error(handset, &error),
    }
}

/// The person asks to let nobody in any more.
pub(super) async fn lock_out(handset: &Handset, id: &str) {
    let Ok(id) = id.parse::<ChallengeId>() else { return };
    match handset.core.lock_out(&id.account, Some(&id)).await {
        Ok(()) => show(handset, Tone::Bad, "Account locked", "Nobody can log in until an administrator has looked."),
        Err(error) => show_error(handset, &error),
    }
}

/// Something went wrong: says what, and where a decision stands.
pub(super) fn show_error(handset: &Handset, error: &Error) {
    let (title, text) = words(error);
    show(handset, Tone::Bad, title, &text);
}

pub(super) fn show(handset: &Handset, tone: Tone, title: &str, text: &str) {
    let result = ResultView { tone, title: title.to_owned(), text: text.to_owned(), lock_out: None };
    handset.moment().place = Place::Result(result);
}

async fn try_approve(handset: &Handset, id: &ChallengeId, number: &str) -> Result<DecisionState, Error> {
    let approval = if number.is_empty() { Approval::without_number() } else { Approval::with_number(number)? };
    let (challenge, _) = handset.core.challenge(id)?;
    // A phone in a browser has no screen lock; being here counts.
    let verification = match challenge.user_verification {
        Requirement::Required => UserVerification::Device,
        Requirement::Optional => UserVerification::None,
    };
    handset.core.approve(id, approval.verified_by(verification)).await
}

/// Whether nothing was sent and another number may be typed.
fn is_typing_mistake(error: &Error) -> bool {
    error.kind == ErrorKind::Answer && error.decision == Some(DecisionState::NotSent)
}

fn words(error: &Error) -> (&'static str, String) {
    match (error.code, error.decision) {
        ("answer.number_mismatch", _) => {
            ("Wrong number", "It was not the number on the login page. Nobody was logged in. Start again.".to_owned())
        }
        ("challenge.expired", _) => ("Too late", "The login ended before it was answered.".to_owned()),
        (_, Some(DecisionState::Unknown)) => {
            ("Not confirmed yet", "Your answer was sent. The phone will ask what became of it.".to_owned())
        }
        _ => ("That did not work", sentence(&error.detail)),
    }
}

/// With a capital letter and a full stop.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().map(|letter| letter.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_texts_become_sentences() {
        assert_eq!(sentence("the number must have 6 digits"), "The number must have 6 digits.");
        assert_eq!(sentence("über"), "Über.");
    }

    #[test]
    fn a_number_of_the_wrong_length_may_be_typed_again() {
        let mistyped = Approval::with_number("12a").unwrap_err();

        assert!(is_typing_mistake(&mistyped));
    }
}
