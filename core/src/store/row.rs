//! Rows that may be damaged.

use crate::model::{AccountId, DialectId, UnixTime};

/// A row that could be read, or what is known of one that could not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row<T> {
    /// As stored.
    Intact(T),
    /// Damaged. It stays in the file, untouched; everything else works.
    Quarantined(QuarantinedRow),
}

impl<T> Row<T> {
    /// The value, when intact.
    pub fn intact(self) -> Option<T> {
        match self {
            Self::Intact(value) => Some(value),
            Self::Quarantined(_) => None,
        }
    }
}

/// What is known of a row that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarantinedRow {
    /// Table and column that failed, for example `account.sealed`.
    pub place: &'static str,
    /// The row's id as far as it is readable.
    pub row: String,
    /// The account it belongs to.
    pub account: Option<LostAccount>,
}

/// What stays known of an account whose sealed part is unreadable: enough to enroll it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostAccount {
    /// Its id on this phone.
    pub id: AccountId,
    /// The language its server speaks.
    pub dialect: DialectId,
    /// Host name of its issuer.
    pub issuer_host: String,
    /// When it was enrolled.
    pub enrolled_at: UnixTime,
}
