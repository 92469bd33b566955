//! Accounts and enrollments inside their sealed columns.

use serde::{Deserialize, Serialize};

use super::bytes;
use crate::model::{
    Account, AccountId, AccountState, Algorithm, ApprovalKey, DeviceKey, DialectId, DialectState, Enrollment,
    KeyHandle, OneTimeCodes, Policy, PublicKey, PushSync, UnixTime,
};

/// `account.profile`.
#[derive(Serialize, Deserialize)]
pub(in crate::store) struct ProfileDocument {
    pub(in crate::store) dialect: DialectId,
    pub(in crate::store) enrolled_at: UnixTime,
    issuer: String,
    issuer_name: String,
    account_name: String,
    label: Option<String>,
    key: Option<KeyHandle>,
    public_key: Option<PublicKey>,
    next_key: Option<(KeyHandle, PublicKey)>,
    /// Written since there are approval keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    approval_key: Option<(KeyHandle, PublicKey)>,
    policy: Policy,
    has_otp: bool,
    /// Written since there are codes that change otherwise than by time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    has_counter: bool,
    push: PushSync,
    #[serde(with = "bytes")]
    dialect_state: Vec<u8>,
}

impl ProfileDocument {
    pub(in crate::store) fn of(account: &Account) -> Self {
        Self {
            dialect: account.dialect.clone(),
            enrolled_at: account.enrolled_at,
            issuer: account.issuer.clone(),
            issuer_name: account.issuer_name.clone(),
            account_name: account.account_name.clone(),
            label: account.label.clone(),
            key: account.key.as_ref().map(|key| key.handle.clone()),
            public_key: account.public_key().cloned(),
            next_key: account.next_key.clone().map(|key| (key.handle, key.public)),
            approval_key: account.approval_key.clone().map(|key| (key.handle, key.public)),
            policy: account.policy,
            has_otp: account.one_time_codes != OneTimeCodes::None,
            has_counter: account.one_time_codes == OneTimeCodes::Counter,
            push: account.push.clone(),
            dialect_state: account.dialect_state.0.clone(),
        }
    }

    /// The account, with what changes outside the document.
    pub(in crate::store) fn account(
        self,
        id: AccountId,
        state: AccountState,
        counter: u64,
        clock_offset: i64,
    ) -> Account {
        Account {
            id,
            dialect: self.dialect,
            issuer: self.issuer,
            issuer_name: self.issuer_name,
            account_name: self.account_name,
            label: self.label,
            key: self.key.zip(self.public_key).map(device_key),
            next_key: self.next_key.map(device_key),
            approval_key: self.approval_key.map(device_key),
            policy: self.policy,
            one_time_codes: match (self.has_otp, self.has_counter) {
                (false, _) => OneTimeCodes::None,
                (true, false) => OneTimeCodes::Time,
                (true, true) => OneTimeCodes::Counter,
            },
            dialect_state: DialectState(self.dialect_state),
            state,
            counter,
            clock_offset,
            push: self.push,
            enrolled_at: self.enrolled_at,
        }
    }
}

fn device_key((handle, public): (KeyHandle, PublicKey)) -> DeviceKey {
    DeviceKey { handle, public }
}

/// `enrollment.sealed`.
#[derive(Serialize, Deserialize)]
pub(in crate::store) struct EnrollmentDocument {
    dialect: DialectId,
    issuer: String,
    issuer_host: String,
    key: KeyHandle,
    algorithms: Vec<Algorithm>,
    /// Written since there are approval keys, as the next. Both missing means that there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    approval_key: Option<(KeyHandle, PublicKey)>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    is_approval_undecided: bool,
    started_at: UnixTime,
    #[serde(with = "bytes")]
    resume: Vec<u8>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    is_given_up: bool,
}

impl EnrollmentDocument {
    pub(in crate::store) fn of(enrollment: &Enrollment) -> Self {
        Self {
            dialect: enrollment.dialect.clone(),
            issuer: enrollment.issuer.clone(),
            issuer_host: enrollment.issuer_host.clone(),
            key: enrollment.key.clone(),
            algorithms: enrollment.algorithms.clone(),
            approval_key: match &enrollment.approval {
                ApprovalKey::With(key) => Some((key.handle.clone(), key.public.clone())),
                ApprovalKey::Undecided | ApprovalKey::Without => None,
            },
            is_approval_undecided: enrollment.approval == ApprovalKey::Undecided,
            started_at: enrollment.started_at,
            resume: enrollment.resume.0.clone(),
            is_given_up: enrollment.is_given_up,
        }
    }

    pub(in crate::store) fn enrollment(self, id: AccountId) -> Enrollment {
        Enrollment {
            id,
            dialect: self.dialect,
            issuer: self.issuer,
            issuer_host: self.issuer_host,
            key: self.key,
            algorithms: self.algorithms,
            approval: match (self.approval_key, self.is_approval_undecided) {
                (Some(key), _) => ApprovalKey::With(device_key(key)),
                (None, true) => ApprovalKey::Undecided,
                (None, false) => ApprovalKey::Without,
            },
            resume: DialectState(self.resume),
            started_at: self.started_at,
            is_given_up: self.is_given_up,
        }
    }
}
