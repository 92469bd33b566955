//! What an answer amounts to, judged when the login goes on.

use serde_json::json;

use super::answers::{CLAIMS, HEADER};
use super::message::DeviceMessage;
use super::pushes::PushContext;
use super::state::{IdentityMoment, IdentityState};
use crate::speaks::Mode;

/// How a push login ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Conclusion {
    Approved,
    Denied,
    /// Approved, but without the number that the browser shows.
    WrongNumber,
    NoAnswer,
    /// The answer cannot be used: from a device that was not asked or is gone, with a bad signature or response.
    Failed,
    /// The answer is one to another push.
    Foreign,
}

impl Conclusion {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Denied => "denied",
            Self::WrongNumber => "wrong_number",
            Self::NoAnswer => "no_answer",
            Self::Failed | Self::Foreign => "failed",
        }
    }
}

impl IdentityState {
    /// Judges the answer to a push and ends the login when there is one. Failed attempts are not counted here.
    pub(crate) fn conclude(&mut self, id: &str, moment: &IdentityMoment<'_>) -> Conclusion {
        let Some(push) = self.pushes.get(id).filter(|push| !push.is_over) else { return Conclusion::Failed };
        let conclusion = self.conclusion(push, moment.mode);
        if conclusion == Conclusion::NoAnswer {
            return conclusion;
        }
        let user = push.user.clone();
        let details = json!({"outcome": conclusion.name()});
        self.note("Push-Authentication-Concluded", &user, id, details, moment.now);
        self.forget_push(id);
        conclusion
    }

    /// What the answer to `push` amounts to.
    pub(super) fn conclusion(&self, push: &PushContext, mode: Mode) -> Conclusion {
        let Some(answer) = &push.answer else { return Conclusion::NoAnswer };
        let Some(device) = self.devices.get(&answer.device).filter(|_| push.notified.contains(&answer.device)) else {
            return Conclusion::Failed;
        };
        let Ok(message) = DeviceMessage::parse(&answer.token, &HEADER, &CLAIMS, mode) else {
            return Conclusion::Failed;
        };
        if message.verify_signature(&device.key).is_err() {
            return Conclusion::Failed;
        }
        if message.claims().text("challenge") != Ok(push.challenge.as_str()) {
            return Conclusion::Foreign;
        }
        match message.claims().text("response") {
            Ok("DENIED") => Conclusion::Denied,
            Ok("APPROVED") => {
                let number = message.claims().text("numberChallenge").ok();
                let is_right = push.number.is_none() || push.number.as_deref() == number;
                if is_right { Conclusion::Approved } else { Conclusion::WrongNumber }
            }
            Ok(_) | Err(_) => Conclusion::Failed,
        }
    }
}
