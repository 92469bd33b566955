//! What the product talks about: accounts, challenges, decisions.
//!
//! Pure data. Nothing here knows a wire format, a clock or a database.

mod account;
mod challenge;
mod decision;
mod history;
mod id;
mod key;
mod policy;
mod secret;
mod time;

pub use account::{
    Account, AccountChange, AccountState, ApprovalKey, DialectState, Enrollment, OneTimeCodes, PushSync, PushTarget,
};
pub use challenge::{
    AuthorizationDetail, Challenge, ChallengeDigest, Detail, LoginContext, NumberChallenge, RelyingParty, Restriction,
};
pub use decision::{
    ChallengeStatus, Decision, DecisionState, DenyReason, JournalEntry, Number, NumberError, Recorded, Settlement,
    UserVerification, Verdict,
};
pub use history::{Event, EventKind, HistoryEntry, HistoryPage};
pub use id::{AccountId, ChallengeId, DialectId, IdError, KeyHandle, ServerId};
pub use key::{Algorithm, DeviceKey, KeyPurpose, PublicKey, Signature};
pub use policy::{NumberPolicy, Policy, Requirement, Weakness};
pub use secret::Secret;
pub use time::UnixTime;
