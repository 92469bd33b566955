//! What cannot be done as asked, found out before anybody else is bothered.

use crate::model::{AccountId, Verdict};

/// Why the engine did not even try.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    /// The account is on this phone already. Remove it first to enroll it anew.
    #[error("this account is already enrolled on this device")]
    AlreadyEnrolled(AccountId),
    /// The code carries several accounts, or none, where one was asked for.
    #[error("the code does not carry exactly one account")]
    SeveralAccounts,
    /// The account's server reaches devices by push only, and this one has no push address that it sends to.
    #[error("the server cannot enroll a device without a push address that it sends to")]
    PushUnavailable,
    /// No such account on this phone.
    #[error("there is no such account on this device")]
    UnknownAccount,
    /// No such challenge on this phone.
    #[error("there is no such challenge on this device")]
    UnknownChallenge,
    /// The account speaks a dialect that this build does not have.
    #[error("this app does not speak the language of the account's server")]
    UnknownDialect,
    /// The account is being removed, was removed on the server, or is suspended.
    #[error("the account cannot be used")]
    NotActive,
    /// The account has no one-time codes.
    #[error("the account has no one-time codes")]
    NoOneTimeCodes,
    /// The account's one-time codes change by themselves.
    #[error("the one-time codes of the account change by themselves")]
    NoNextCode,
    /// The opposite was decided before. It stays.
    #[error("this login was answered before")]
    OtherDecision {
        /// What was decided.
        verdict: Verdict,
    },
    /// The challenge has something critical that this version does not know: it can only be denied.
    #[error("the challenge needs a newer version of this app; it can only be denied")]
    Restricted,
    /// The challenge says more than can be shown: it can only be denied.
    #[error("the challenge says more than can be shown; it can only be denied")]
    Undisplayable,
    /// Approving needs user verification and none is claimed.
    #[error("approving needs the screen lock, a fingerprint or a face")]
    VerificationRequired,
    /// The challenge is over by the server's clock.
    #[error("the login has expired")]
    Expired,
    /// A name that cannot be shown.
    #[error("the name is empty, too long or has control characters")]
    InvalidName,
    /// Other processes kept changing the same account.
    #[error("other processes kept changing the account")]
    Contended,
}
