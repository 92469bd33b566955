//! Challenges and decisions.

use countersign_core::engine;
use countersign_core::model::{
    self, AccountId, AuthorizationDetail, Challenge, ChallengeId, DenyReason, Detail, LoginContext, NumberChallenge,
    RelyingParty, Requirement, Restriction, UnixTime, UserVerification, Verdict,
};

use crate::DecisionState;

/// A verified challenge, exactly as it is shown to the person.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct ChallengeRecord {
    /// Which challenge this is.
    pub id: ChallengeId,
    /// The account that it is for.
    pub account: AccountId,
    /// When the server made it, by the server's clock.
    pub issued_at: UnixTime,
    /// When it ends, by the server's clock, where the server says so. Otherwise show its age.
    pub expires_at: Option<UnixTime>,
    /// When it no longer waits for the person, by the server's clock.
    pub leaves_at: UnixTime,
    /// Who asks.
    pub relying_party: RelyingParty,
    /// Where the login comes from, as the server saw it.
    pub context: LoginContext,
    /// Free text of the server, at most 500 characters.
    pub text: Option<String>,
    /// Labeled facts to show in order (amount, payee, scope), at most 20.
    pub details: Vec<Detail>,
    /// What is to be authorized, typed, for apps that know the type. All of it is in `details` too.
    pub authorization_details: Vec<AuthorizationDetail>,
    /// What approving asks for.
    pub number: NumberChallenge,
    /// Whether approving needs user verification.
    pub user_verification: Requirement,
    /// Why it can be denied but not approved, if so.
    pub restriction: Option<Restriction>,
}

/// One challenge and all there is to know about it now.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct ChallengeReport {
    /// The challenge.
    pub challenge: ChallengeRecord,
    /// Where it stands.
    pub status: ChallengeStatus,
    /// How many seconds ago the server made it, by the server's clock.
    pub age_seconds: u64,
    /// Whether unusually many requests came for its account shortly before.
    pub burst: Option<Burst>,
}

/// Many requests in a short time: somebody may be hoping for a tired tap. Warn the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct Burst {
    /// How many requests.
    pub requests: u64,
    /// Within how many seconds.
    pub window_seconds: i64,
}

/// Where a challenge stands on this device.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum ChallengeStatus {
    /// Waiting for the person.
    Pending,
    /// The person denied, but the key could not sign yet. Nothing can turn this into an approve.
    Latched {
        /// The reason the person gave.
        reason: Option<DenyReason>,
    },
    /// The answer is on disk; the server has not confirmed it.
    Decided {
        /// Approve or deny.
        verdict: Verdict,
    },
    /// Over.
    Settled {
        /// What this device had decided, if anything.
        verdict: Option<Verdict>,
        /// What the server recorded, and whether it was our answer.
        decision: DecisionState,
        /// When this device learned of it.
        at: UnixTime,
    },
}

/// Who asks for the login.
#[uniffi::remote(Record)]
pub struct RelyingParty {
    /// Display name, at most 64 characters.
    pub name: String,
    /// Host name where the person is logging in, if the server says.
    pub host: Option<String>,
}

/// Where a login comes from. Every field is a claim of the server, at most 128 characters.
#[uniffi::remote(Record)]
pub struct LoginContext {
    /// Application.
    pub app: Option<String>,
    /// IP address.
    pub ip: Option<String>,
    /// City, country.
    pub place: Option<String>,
    /// Operating system.
    pub os: Option<String>,
    /// Browser.
    pub browser: Option<String>,
}

/// One labeled fact.
#[uniffi::remote(Record)]
pub struct Detail {
    /// At most 64 characters.
    pub label: String,
    /// At most 256 characters.
    pub value: String,
}

/// One element of `authorization_details` (RFC 9396 section 2).
#[uniffi::remote(Record)]
pub struct AuthorizationDetail {
    /// Its `type`.
    pub kind: String,
    /// The whole element as JSON.
    pub json: String,
}

/// How approving is tied to the login page.
#[uniffi::remote(Enum)]
pub enum NumberChallenge {
    /// The person types what the login page shows. The device never knows the number beforehand.
    Enter {
        /// How many digits, 2 to 8.
        digits: u8,
    },
    /// The person picks the number that the login page shows.
    Select {
        /// 2 to 5 different strings of digits, to be shown in this order, each as it is.
        choices: Vec<String>,
    },
    /// No number.
    #[uniffi(name = "NoNumber")]
    None,
}

/// Why a challenge can only be denied.
#[uniffi::remote(Enum)]
pub enum Restriction {
    /// The server marked something as critical that this version does not know.
    UnknownCritical,
    /// The server sent more than can be shown. What is not shown must not be approved.
    Undisplayable,
}

/// Approve or deny.
#[uniffi::remote(Enum)]
pub enum Verdict {
    /// It is me.
    Approve,
    /// It is not me.
    Deny,
}

/// Why a login was denied.
#[uniffi::remote(Enum)]
pub enum DenyReason {
    /// Started by mistake.
    Mistake,
    /// Somebody else is trying to get in.
    Suspicious,
    /// The number picked was not the one on the login page. Never a person's choice.
    WrongNumber,
}

/// How the person was verified while deciding.
#[uniffi::remote(Enum)]
pub enum UserVerification {
    /// Not at all.
    #[uniffi(name = "Unverified")]
    None,
    /// By the device's screen lock.
    Device,
    /// By fingerprint or face.
    Biometric,
}

impl From<Challenge> for ChallengeRecord {
    fn from(challenge: Challenge) -> Self {
        let leaves_at = challenge.leaves_at();
        let Challenge {
            id,
            digest: _,
            issued_at,
            expires_at,
            relying_party,
            context,
            text,
            details,
            authorization_details,
            number,
            user_verification,
            restriction,
            dialect_state: _,
        } = challenge;
        Self {
            account: id.account.clone(),
            id,
            issued_at,
            expires_at,
            leaves_at,
            relying_party,
            context,
            text,
            details,
            authorization_details,
            number,
            user_verification,
            restriction,
        }
    }
}

impl From<model::ChallengeStatus> for ChallengeStatus {
    fn from(status: model::ChallengeStatus) -> Self {
        match status {
            model::ChallengeStatus::Pending => Self::Pending,
            model::ChallengeStatus::Latched { reason } => Self::Latched { reason },
            model::ChallengeStatus::Decided { verdict } => Self::Decided { verdict },
            model::ChallengeStatus::Settled { verdict, settlement } => {
                Self::Settled { verdict, decision: settlement.state().into(), at: settlement.at }
            }
        }
    }
}

impl From<engine::Burst> for Burst {
    fn from(burst: engine::Burst) -> Self {
        let engine::Burst { requests, window } = burst;
        Self { requests: u64::try_from(requests).unwrap_or(u64::MAX), window_seconds: window }
    }
}
