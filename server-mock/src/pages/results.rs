//! How a login ended, in words.

use axum::response::Response;
use minijinja::context;

use super::render::page;
use crate::world::{LoginState, LoginStatus, WorldError};

/// What a result page says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    name: &'static str,
    title: &'static str,
    text: &'static str,
}

impl Outcome {
    /// The end of a login; a locked account matters more than what locked it.
    pub(super) fn of(status: &LoginStatus) -> Self {
        if status.account_locked {
            return LOCKED;
        }
        match status.state {
            LoginState::Approved => APPROVED,
            LoginState::Denied => DENIED,
            LoginState::DeniedSuspicious => SUSPICIOUS,
            LoginState::WrongNumber => WRONG_NUMBER,
            LoginState::Expired | LoginState::Waiting => EXPIRED,
            LoginState::Canceled => CANCELED,
        }
    }

    /// Why a login did not start. Unknown users look like users without a phone.
    pub(super) fn of_error(error: &WorldError) -> Self {
        match error {
            WorldError::Locked => LOCKED,
            WorldError::RateLimited { .. } => TOO_MANY,
            WorldError::UnknownUser
            | WorldError::NoDevice
            | WorldError::UserExists
            | WorldError::NotFound
            | WorldError::InvalidSpec(_) => NO_DEVICE,
        }
    }

    pub(super) fn page(self, status: u16) -> Response {
        page(status, "result.html", context! { name => self.name, title => self.title, text => self.text })
    }
}

const APPROVED: Outcome = Outcome { name: "approved", title: "You are logged in", text: "You can close this page." };
const DENIED: Outcome =
    Outcome { name: "denied", title: "Login denied", text: "The request was denied on your phone." };
const SUSPICIOUS: Outcome = Outcome {
    name: "denied-suspicious",
    title: "Login denied as suspicious",
    text: "The request was reported on the phone. If that was you, start again in a moment.",
};
const WRONG_NUMBER: Outcome = Outcome {
    name: "wrong-number",
    title: "Wrong number",
    text: "The number entered on the phone was not the one on this page. Start again.",
};
const EXPIRED: Outcome =
    Outcome { name: "expired", title: "Time is up", text: "Nobody answered in time. Start again." };
const CANCELED: Outcome = Outcome { name: "canceled", title: "Login canceled", text: "Nothing was approved." };
const LOCKED: Outcome = Outcome {
    name: "locked",
    title: "Account locked",
    text: "Nobody can log in to this account until an administrator unlocks it.",
};
const NO_DEVICE: Outcome = Outcome {
    name: "no-device",
    title: "No phone to ask",
    text: "There is no phone for this account. Enroll one first.",
};
const TOO_MANY: Outcome =
    Outcome { name: "too-many", title: "Too many attempts", text: "Wait a little before you start again." };
