//! Accounts.

use countersign_core::model::{
    Account, AccountId, AccountState, DialectId, NumberPolicy, OneTimeCodes, Policy, PushTarget, Requirement, UnixTime,
};
use countersign_core::otp::OtpCode;
use countersign_core::store::{self, Row};

/// An enrolled account.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct AccountRecord {
    /// Its id on this device.
    pub id: AccountId,
    /// The language its server speaks.
    pub dialect: DialectId,
    /// Host name of its issuer, to be shown in full; empty when no server is ever asked.
    pub issuer_host: String,
    /// Issuer name.
    pub issuer_name: String,
    /// Account name at the issuer.
    pub account_name: String,
    /// What the person calls it, once renamed.
    pub label: Option<String>,
    /// Whether it has a device key; without one it only makes one-time codes.
    pub has_key: bool,
    /// Whether approving it uses a key that only the person can use: then every approval needs user verification.
    pub has_approval_key: bool,
    /// The weakest challenge the issuer may send.
    pub policy: Policy,
    /// Whether it has one-time codes, and what makes them change.
    pub one_time_codes: OneTimeCodes,
    /// Whether it can be used.
    pub state: AccountState,
    /// Whether the server still has to be told where pushes go.
    pub is_push_stale: bool,
    /// When it was enrolled, by the server's clock.
    pub enrolled_at: UnixTime,
}

/// All accounts.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct AccountList {
    /// In order of enrollment.
    pub accounts: Vec<AccountRecord>,
    /// Those that cannot be read. They are kept: show them, and offer to enroll again.
    pub damaged: Vec<DamagedRecord>,
}

/// What is known of a record that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DamagedRecord {
    /// Table and column that failed, for example `account.sealed`.
    pub place: String,
    /// The record's id as far as it is readable.
    pub row: String,
    /// The account it belongs to.
    pub account: Option<LostAccount>,
}

/// What stays known of an account that cannot be read: enough to enroll it again.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct LostAccount {
    /// Its id on this device.
    pub id: AccountId,
    /// The language its server speaks.
    pub dialect: DialectId,
    /// Host name of its issuer.
    pub issuer_host: String,
    /// When it was enrolled.
    pub enrolled_at: UnixTime,
}

/// A one-time code to show to the person.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct OneTimeCode {
    /// The digits, leading zeros included.
    pub digits: String,
    /// Seconds until the next code, at least 1; nothing for a code that stays until the person asks for the next.
    pub seconds_left: Option<u32>,
    /// Seconds from one code to the next, for a countdown; likewise.
    pub period_seconds: Option<u32>,
    /// After how many milliseconds to ask again in order to count down: within a second; likewise.
    pub again_millis: Option<u64>,
}

/// Whether an account has one-time codes, and what makes them change.
#[uniffi::remote(Enum)]
pub enum OneTimeCodes {
    /// It has none.
    #[uniffi(name = "NoCodes")]
    None,
    /// Each ends by itself after a while.
    Time,
    /// Each stays until the person asks for the next.
    Counter,
}

/// Whether an account can be used.
#[uniffi::remote(Enum)]
pub enum AccountState {
    /// In use.
    Active,
    /// The person removed it; the server has not confirmed yet.
    Removing,
    /// The server no longer knows this device. History stays; enroll again to use it.
    RemovedOnServer,
    /// The server refuses this device until an administrator helps.
    Suspended,
}

/// An account's policy: the weakest challenge its issuer may send.
#[uniffi::remote(Record)]
pub struct Policy {
    /// The weakest number challenge.
    pub number: NumberPolicy,
    /// Whether approving needs user verification.
    pub user_verification: Requirement,
}

/// The weakest number challenge an account accepts.
#[uniffi::remote(Enum)]
pub enum NumberPolicy {
    /// The number is typed, with at least this many digits.
    Enter {
        /// 2 to 8.
        digits: u8,
    },
    /// The number is picked, from at least this many.
    Select {
        /// 2 to 5.
        choices: u8,
    },
    /// Approving without a number is allowed.
    #[uniffi(name = "NoNumber")]
    None,
}

/// Whether something must be there.
#[uniffi::remote(Enum)]
pub enum Requirement {
    /// It may be missing.
    Optional,
    /// Nothing goes without it.
    Required,
}

/// A push provider's address of this device. Apps bring it; the one of Web Push is made here, with the secret that servers must know.
#[uniffi::remote(Record)]
pub struct PushTarget {
    /// `fcm`, `apns`, `webpush`...
    pub provider: String,
    /// The provider's token, at most 4,096 characters.
    pub token: String,
}

impl From<Account> for AccountRecord {
    fn from(account: Account) -> Self {
        let issuer_host = account.issuer_host();
        let Account {
            id,
            dialect,
            issuer: _,
            issuer_name,
            account_name,
            label,
            key,
            approval_key,
            next_key: _,
            policy,
            one_time_codes,
            dialect_state: _,
            state,
            counter: _,
            clock_offset: _,
            push,
            enrolled_at,
        } = account;
        Self {
            id,
            dialect,
            issuer_host,
            issuer_name,
            account_name,
            label,
            has_key: key.is_some(),
            has_approval_key: approval_key.is_some(),
            policy,
            one_time_codes,
            state,
            is_push_stale: push.is_stale(),
            enrolled_at,
        }
    }
}

impl From<Vec<Row<Account>>> for AccountList {
    fn from(rows: Vec<Row<Account>>) -> Self {
        let (accounts, damaged) = sorted(rows, AccountRecord::from);
        Self { accounts, damaged }
    }
}

impl From<store::QuarantinedRow> for DamagedRecord {
    fn from(row: store::QuarantinedRow) -> Self {
        let store::QuarantinedRow { place, row, account } = row;
        Self { place: place.to_owned(), row, account: account.map(LostAccount::from) }
    }
}

impl From<store::LostAccount> for LostAccount {
    fn from(account: store::LostAccount) -> Self {
        let store::LostAccount { id, dialect, issuer_host, enrolled_at } = account;
        Self { id, dialect, issuer_host, enrolled_at }
    }
}

impl From<OtpCode> for OneTimeCode {
    fn from(code: OtpCode) -> Self {
        Self {
            digits: code.digits().to_owned(),
            seconds_left: code.seconds_left(),
            period_seconds: code.period(),
            again_millis: code.again().map(|again| u64::try_from(again.as_millis()).unwrap_or(u64::MAX)),
        }
    }
}

/// The readable and the damaged ones of `rows`, each in order.
pub(super) fn sorted<T, U>(rows: Vec<Row<T>>, convert: impl Fn(T) -> U) -> (Vec<U>, Vec<DamagedRecord>) {
    let (mut intact, mut damaged) = (Vec::with_capacity(rows.len()), Vec::new());
    for row in rows {
        match row {
            Row::Intact(value) => intact.push(convert(value)),
            Row::Quarantined(row) => damaged.push(row.into()),
        }
    }
    (intact, damaged)
}
