//! What the steps of one login share.

use std::fmt;

use super::factor::FactorKind;
use super::failure::Failure;
use super::ground::{Ground, Lock};

/// How a login shows itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Channel {
    /// Pages in a browser.
    Pages,
    /// Steps for an app of the application's own, which cannot register devices.
    Direct,
}

/// A user of the server.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct User {
    pub(crate) id: String,
    /// As pages show it.
    pub(crate) name: String,
}

impl fmt::Debug for User {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("User").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Who a person says they are.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Person {
    Nobody,
    /// The server knows no such user, and does not say so.
    Unknown(String),
    Known(User),
}

impl Person {
    /// As they wrote it, or as the server has it.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Self::Nobody => None,
            Self::Unknown(name) => Some(name),
            Self::Known(user) => Some(&user.name),
        }
    }

    pub(crate) fn called(name: &str, ground: &dyn Ground) -> Self {
        match ground.user_called(name) {
            Some(user) => Self::Known(user),
            None => Self::Unknown(name.to_owned()),
        }
    }
}

impl fmt::Debug for Person {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nobody => formatter.write_str("Nobody"),
            Self::Unknown(_) => formatter.write_str("Unknown"),
            Self::Known(user) => user.fmt(formatter),
        }
    }
}

/// A push that is waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SentPush {
    pub(crate) id: String,
    /// What the page shows, when numbers are compared.
    pub(crate) number: Option<String>,
    /// Seconds since 1970.
    pub(crate) sent_at: u64,
}

/// A factor that a step has proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Proof {
    pub(crate) step: u32,
    pub(crate) factor: FactorKind,
}

/// One login on its way.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    /// Name of the application, as phones show it.
    pub(crate) application: String,
    pub(crate) channel: Channel,
    pub(crate) person: Person,
    pub(crate) proofs: Vec<Proof>,
    pub(crate) push: Option<SentPush>,
    /// Pushes that were repeated so far.
    pub(crate) resends: u32,
    /// The person agreed to register a phone and proves who they are first.
    pub(crate) is_enrolling: bool,
}

impl Attempt {
    pub(crate) fn new(application: String, channel: Channel) -> Self {
        Self {
            application,
            channel,
            person: Person::Nobody,
            proofs: Vec::new(),
            push: None,
            resends: 0,
            is_enrolling: false,
        }
    }

    /// Whether some step has proven who the person is.
    pub(crate) fn is_proven(&self) -> bool {
        !self.proofs.is_empty()
    }

    /// Withdraws the push that is waited for.
    pub(crate) fn drop_push(&mut self, ground: &mut dyn Ground) {
        if let Some(push) = self.push.take() {
            ground.forget_push(&push.id);
        }
    }
}

/// Why this user cannot sign in at all.
pub(crate) fn locked(user: &User, ground: &dyn Ground) -> Option<Failure> {
    let Lock { seconds_left } = ground.lock(&user.id)?;
    Some(Failure::Locked { minutes: seconds_left.map(|seconds| seconds.div_ceil(60)) })
}
