//! What to show.

use super::factor::FactorKind;
use super::failure::Failure;

/// What a person sees, whether as a page or as a step of an app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Screen {
    Identifier,
    Password {
        /// `None` when the name is asked for too.
        username: Option<String>,
        is_wrong: bool,
    },
    PushWait(PushWait),
    EnrollConsent {
        username: String,
    },
    EnrollQr {
        username: String,
        /// Text of the code.
        data: String,
        /// No phone has scanned the code yet, though the person said so.
        is_missing: bool,
        /// Whether there is a request to go back to.
        can_go_back: bool,
    },
    Done {
        /// Id of the user.
        user: String,
        /// What proved it, in order.
        factors: Vec<FactorKind>,
    },
    Failed(Failure),
}

/// Waiting for a phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PushWait {
    pub(crate) push: String,
    pub(crate) number: Option<String>,
    pub(crate) username: String,
    /// Seconds until the phone may be asked again; 0 when it may be.
    pub(crate) seconds_left: u64,
    /// Seconds between two pushes.
    pub(crate) interval: u64,
    pub(crate) resends_left: u32,
    /// Whether one more phone can be registered.
    pub(crate) can_add_device: bool,
}
