//! What is said when a login fails: the vendor's message key, and words.

use crate::journey::{Failure, Screen};

/// The message of a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Message {
    /// The vendor's key.
    pub(super) key: &'static str,
    /// Short name of the result, as part of page elements.
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) text: String,
}

impl Message {
    /// The message of a screen; of an internal error unless the screen is a failure.
    pub(super) fn of(screen: &Screen) -> Self {
        match screen {
            Screen::Failed(failure) => Self::about(*failure),
            Screen::Identifier
            | Screen::Password { .. }
            | Screen::PushWait(_)
            | Screen::EnrollConsent { .. }
            | Screen::EnrollQr { .. }
            | Screen::Done { .. } => Self::about(Failure::Internal),
        }
    }

    fn about(failure: Failure) -> Self {
        let (key, name, title, text) = match failure {
            Failure::Locked { minutes } => return Self::locked(minutes),
            Failure::ResendsExhausted => (
                "error.push.resent.count.exceeded",
                "too-many",
                "Asked too often",
                "Your phone was asked as often as it may be. Start again.",
            ),
            Failure::Denied => (
                "error.push.user.denied.consent",
                "denied",
                "Login denied",
                "The request was denied on your phone. If that was not you, tell your administrator.",
            ),
            Failure::WrongNumber => (
                "error.push.number.challenge.failed",
                "wrong-number",
                "Wrong number",
                "The number chosen on the phone was not the one on this page. Start again.",
            ),
            Failure::UnusableAnswer => (
                "error.push.token.response.failure",
                "unusable-answer",
                "Answer not accepted",
                "The phone's answer could not be checked. Start again.",
            ),
            Failure::ForeignAnswer => (
                "error.push.authentication.failed",
                "foreign-answer",
                "Answer not accepted",
                "The phone answered something else than what was asked. Start again.",
            ),
            Failure::Internal => (
                "error.push.internal.error",
                "failed",
                "That did not work",
                "Your phone could not be asked, or it has not answered. Start again.",
            ),
            Failure::NoDevice => (
                "error.push.registered.device.not.found",
                "no-device",
                "No phone to ask",
                "There is no phone for this account. Register one first.",
            ),
            Failure::DeviceLimit => (
                "error.push.max.device.limit.reached",
                "device-limit",
                "No room for another phone",
                "This account has as many phones as it may have. Remove one first.",
            ),
            Failure::UnprovenEnrollment => (
                "error.push.authentication.failed",
                "unproven",
                "A phone cannot be registered here",
                "The application has no other way to know that it is you.",
            ),
            Failure::Canceled => {
                (GENERAL, "canceled", "Login canceled", "Nothing was approved, and no phone was registered.")
            }
            Failure::Refused => {
                (GENERAL, "refused", "Login refused", "The rules of the application refuse this login.")
            }
            Failure::BrokenPlan => {
                (GENERAL, "broken", "That did not work", "The application's login flow cannot be followed.")
            }
        };
        Self { key, name, title, text: text.to_owned() }
    }

    fn locked(minutes: Option<u64>) -> Self {
        let text = match minutes {
            Some(1) => "Too many attempts failed. Try again in a minute.".to_owned(),
            Some(minutes) => format!("Too many attempts failed. Try again in {minutes} minutes."),
            None => "Too many attempts failed. An administrator can unlock the account.".to_owned(),
        };
        Self { key: "user.account.locked", name: "locked", title: "Account locked", text }
    }
}

/// Key of everything that has none of its own.
const GENERAL: &str = "authentication.fail.message";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_has_the_key_that_the_vendor_gives_it() {
        for (failure, key) in [
            (Failure::Locked { minutes: None }, "user.account.locked"),
            (Failure::ResendsExhausted, "error.push.resent.count.exceeded"),
            (Failure::Denied, "error.push.user.denied.consent"),
            (Failure::WrongNumber, "error.push.number.challenge.failed"),
            (Failure::UnusableAnswer, "error.push.token.response.failure"),
            (Failure::ForeignAnswer, "error.push.authentication.failed"),
            (Failure::Internal, "error.push.internal.error"),
            (Failure::NoDevice, "error.push.registered.device.not.found"),
            (Failure::DeviceLimit, "error.push.max.device.limit.reached"),
            (Failure::Canceled, "authentication.fail.message"),
        ] {
            assert_eq!(Message::of(&Screen::Failed(failure)).key, key, "{failure:?}");
        }
    }

    #[test]
    fn a_lock_says_for_how_long_when_that_is_known() {
        let text = |minutes| Message::of(&Screen::Failed(Failure::Locked { minutes })).text;

        assert!(text(Some(1)).contains("in a minute"));
        assert!(text(Some(5)).contains("in 5 minutes"));
        assert!(text(None).contains("administrator"));
    }
}
