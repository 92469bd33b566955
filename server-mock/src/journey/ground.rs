//! What a journey stands on: the server's users, devices, pushes and rules.

use std::collections::BTreeSet;

use super::attempt::{SentPush, User};
use super::factor::FactorKind;

/// Everything outside of a journey, at one moment. Users are named by their id.
pub(crate) trait Ground {
    /// Seconds since 1970.
    fn now(&self) -> u64;

    /// The rules that apply at this moment.
    fn settings(&self) -> JourneySettings;

    /// The user that a person means.
    fn user_called(&self, name: &str) -> Option<User>;

    /// Whether this is the user's password.
    fn accepts_password(&mut self, user: &str, password: &str) -> bool;

    /// How long the account stays locked; `None` when it is not.
    fn lock(&self, user: &str) -> Option<Lock>;

    /// A proof failed; enough of them lock the account.
    fn note_failure(&mut self, user: &str, factor: FactorKind);

    /// A proof succeeded.
    fn note_success(&mut self, user: &str, factor: FactorKind);

    /// Ids of the user's devices.
    fn devices(&self, user: &str) -> BTreeSet<String>;

    /// Whether the user may have one more device.
    fn has_room(&self, user: &str) -> bool;

    /// The text of a new code that registers a device; `None` when it cannot be made.
    fn registration_data(&mut self, user: &str) -> Option<String>;

    /// Asks all devices of the user on behalf of the application.
    fn start_push(&mut self, user: &str, application: &str) -> Result<SentPush, PushTrouble>;

    /// What a push of somebody unknown looks like. Nothing is sent.
    fn decoy_push(&mut self) -> SentPush;

    /// What the answer to a push means. The push is over afterwards.
    fn conclude(&mut self, push: &str) -> Conclusion;

    /// A push is no longer waited for.
    fn forget_push(&mut self, push: &str);

    /// Says to the operator why a login cannot go on.
    fn complain(&mut self, application: &str, text: &str);
}

/// The rules of a journey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct JourneySettings {
    /// Seconds between two pushes.
    pub(crate) resend_interval: u64,
    /// How often a push may be repeated.
    pub(crate) resend_limit: u32,
    /// Whether people without a device may register one while they sign in.
    pub(crate) is_enrollment_on: bool,
    /// Whether people with a device may register one more while they sign in.
    pub(crate) is_adding_on: bool,
}

/// A locked account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lock {
    /// `None` when only an administrator unlocks it.
    pub(crate) seconds_left: Option<u64>,
}

/// No device could be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PushTrouble;

/// What an answer means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Conclusion {
    Approved,
    Denied,
    WrongNumber,
    /// There is none.
    NoAnswer,
    /// It cannot be read or is not valid any more.
    Unusable,
    /// It is the answer to another request.
    Foreign,
}
