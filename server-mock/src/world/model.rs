//! What the world is made of, and the views of it that callers get.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::device_keys::{ApprovalKey, FormerKey};
use super::outcome::{ChallengeState, Outcome};
use super::passwords::PasswordHash;
use super::{Policy, PolicyDocument};
use crate::jose::PublicKey;

/// An account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct User {
    pub(super) name: String,
    pub(super) id: String,
    pub(super) password: Option<PasswordHash>,
    pub(super) policy: Policy,
    pub(super) otp: Option<OtpSecret>,
    pub(super) failures: u32,
    pub(super) locked: bool,
    pub(super) paused_until: u64,
    #[serde(skip)]
    pub(super) challenge_times: Vec<u64>,
    pub(super) notices: Vec<Notice>,
}

/// The one-time-code secret of an account and the last time step that was used.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct OtpSecret {
    pub(crate) secret: Vec<u8>,
    pub(super) last_step: u64,
}

impl fmt::Debug for OtpSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("OtpSecret").finish_non_exhaustive()
    }
}

/// Something the person is told about the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Notice {
    /// Seconds since 1970.
    pub time: u64,
    /// What happened.
    pub kind: NoticeKind,
    /// Name of the device it is about; empty when there is none.
    pub device: String,
}

/// What a [`Notice`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// A device was enrolled.
    DeviceAdded,
    /// A device was unenrolled or removed.
    DeviceRemoved,
    /// A device was suspended, by hand or because a counter was used twice.
    DeviceSuspended,
    /// A suspended device was allowed again.
    DeviceResumed,
    /// A device's key, or its approval key, was replaced by its owner.
    KeyRotated,
    /// A device reported something suspicious.
    SuspicionReported,
    /// The account was locked.
    AccountLocked,
    /// The account was unlocked.
    AccountUnlocked,
}

/// An enrolled phone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Device {
    pub(super) id: String,
    pub(super) user: String,
    pub(super) name: String,
    pub(super) platform: String,
    pub(super) app: String,
    pub(super) push: Option<Push>,
    pub(super) key: PublicKey,
    #[serde(default)]
    pub(super) former_key: Option<FormerKey>,
    #[serde(default)]
    pub(super) approval: Option<ApprovalKey>,
    pub(super) hint: String,
    pub(super) enrolled_at: u64,
    pub(super) suspended: bool,
    pub(super) last_update: u64,
}

/// Where pushes for a device go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Push {
    /// Id of the push provider.
    pub provider: String,
    /// The provider's address of the device.
    pub token: String,
}

/// An enrollment ticket and, once used, the keys it belongs to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Ticket {
    pub(super) offer: String,
    pub(super) value: String,
    pub(super) user: String,
    pub(super) nonce: String,
    pub(super) expires_at: u64,
    pub(super) bound: Option<Bound>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Bound {
    pub(super) thumbprint: String,
    #[serde(default)]
    pub(super) approval: Option<String>,
    pub(super) device: String,
    pub(super) receipt: String,
}

/// A login and its one challenge.
#[derive(Clone, Debug)]
pub(super) struct LoginRecord {
    pub(super) id: String,
    pub(super) user: String,
    pub(super) session: Option<String>,
    pub(super) challenge: String,
    pub(super) number: Option<String>,
    /// Whether the number is among the choices that the device shows.
    pub(super) has_choices: bool,
    pub(super) requires_verification: bool,
    /// Position among all logins, which tells apart those of one second.
    pub(super) order: usize,
    pub(super) created_at: u64,
    pub(super) expires_at: u64,
    /// The signed challenge of each device, by device id.
    pub(super) messages: BTreeMap<String, String>,
    pub(super) decision: Option<Decision>,
    pub(super) canceled: bool,
    /// The `auth_req_id` when a relying party asked through CIBA.
    pub(super) backchannel: Option<String>,
    /// When a one-time code was accepted instead.
    pub(super) code_accepted_at: Option<u64>,
}

impl LoginRecord {
    pub(super) fn challenge_state(&self, now: u64) -> ChallengeState {
        match &self.decision {
            Some(decision) => decision.state,
            None if self.canceled => ChallengeState::Canceled,
            None if now >= self.expires_at => ChallengeState::Expired,
            None => ChallengeState::Pending,
        }
    }

    pub(super) fn outcome(&self, now: u64) -> Outcome {
        let answer = self.decision.as_ref().map(|decision| decision.digest.clone());
        Outcome { challenge: self.challenge.clone(), state: self.challenge_state(now), answer }
    }

    pub(super) fn state(&self, now: u64) -> LoginState {
        if self.code_accepted_at.is_some() {
            return LoginState::Approved;
        }
        match self.challenge_state(now) {
            ChallengeState::Pending => LoginState::Waiting,
            ChallengeState::Approved => LoginState::Approved,
            ChallengeState::Denied if self.decision.as_ref().is_some_and(|decision| decision.is_suspicious) => {
                LoginState::DeniedSuspicious
            }
            ChallengeState::Denied => LoginState::Denied,
            ChallengeState::WrongNumber => LoginState::WrongNumber,
            ChallengeState::Expired => LoginState::Expired,
            ChallengeState::Canceled => LoginState::Canceled,
        }
    }
}

/// The answer that decided.
#[derive(Clone, Debug)]
pub(super) struct Decision {
    pub(super) state: ChallengeState,
    pub(super) is_suspicious: bool,
    pub(super) device: String,
    pub(super) verification: String,
    pub(super) message: String,
    pub(super) digest: String,
    pub(super) at: u64,
}

/// How a login stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LoginState {
    /// Nobody has answered yet.
    Waiting,
    /// A device approved, or a one-time code was accepted.
    Approved,
    /// A device denied.
    Denied,
    /// A device denied and called the login suspicious.
    DeniedSuspicious,
    /// A device approved with a wrong number.
    WrongNumber,
    /// The time was up.
    Expired,
    /// The login was withdrawn.
    Canceled,
}

/// A login as its page, a relying party or a test sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LoginStatus {
    /// Login id.
    pub id: String,
    /// User name.
    pub user: String,
    /// The `cid` of the challenge that its devices got.
    pub challenge_id: String,
    /// How the login stands.
    pub state: LoginState,
    /// What the login page shows, unless the style is `none`.
    pub number: Option<String>,
    /// Seconds since 1970.
    pub expires_at: u64,
    /// Id of the device whose answer decided.
    pub decided_by: Option<String>,
    /// Whether a one-time code was accepted instead of an answer.
    pub by_code: bool,
    /// Whether the account is locked now.
    pub account_locked: bool,
}

/// A user without secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UserView {
    /// User name.
    pub name: String,
    /// Account id, the `sub` of receipts, challenges and ID tokens.
    pub id: String,
    /// What challenges of the account must be like.
    #[schema(value_type = PolicyDocument)]
    pub policy: Policy,
    /// Whether the pages ask for a password.
    pub has_password: bool,
    /// Whether devices receive a one-time-code secret.
    pub has_otp: bool,
    /// Failures in a row.
    pub failures: u32,
    /// Whether nobody can log in.
    pub locked: bool,
    /// What the person was told, oldest first.
    pub notices: Vec<Notice>,
}

/// A device without secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DeviceView {
    /// Device id.
    pub id: String,
    /// User name.
    pub user: String,
    /// Name that the person gave it.
    pub name: String,
    /// Platform id.
    pub platform: String,
    /// App name and version.
    pub app: String,
    /// Where its pushes go.
    pub push: Option<Push>,
    /// Thumbprint of its key.
    pub thumbprint: String,
    /// Thumbprint of its approval key, when it has one: it alone approves then.
    pub approval_thumbprint: Option<String>,
    /// What push hints call its account.
    pub hint: String,
    /// Seconds since 1970.
    pub enrolled_at: u64,
    /// Whether the server refuses it.
    pub suspended: bool,
}
