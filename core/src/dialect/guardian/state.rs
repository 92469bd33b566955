//! What this dialect remembers between exchanges.

use crate::dialect::DialectError;
use crate::dialect::record::{Texts, stored_url};
use crate::model::{Account, DialectState, ServerId};
use crate::protocol::url_rules::IssuerUrl;

/// Of an offer, until the server has enrolled the device.
pub(super) struct OfferData {
    /// Base URL of the device API.
    pub(super) base: String,
    pub(super) ticket: String,
    pub(super) issuer_name: String,
    pub(super) account_name: String,
}

impl OfferData {
    pub(super) fn load(state: &DialectState) -> Result<Self, DialectError> {
        let texts = Texts::load(state)?;
        Ok(Self {
            base: texts.required("base")?,
            ticket: texts.required("ticket")?,
            issuer_name: texts.required("issuer_name")?,
            account_name: texts.required("account_name")?,
        })
    }

    pub(super) fn save(&self) -> DialectState {
        Texts::save(&[
            ("base", Some(&self.base)),
            ("ticket", Some(&self.ticket)),
            ("issuer_name", Some(&self.issuer_name)),
            ("account_name", Some(&self.account_name)),
        ])
    }
}

/// Of an account.
pub(super) struct AccountData {
    /// Base URL of the device API.
    pub(super) base: String,
    /// Id of the device account at the server; pushes are addressed to it.
    pub(super) enrollment: ServerId,
    /// Id of the person at the server.
    pub(super) user: String,
    /// What the server calls this device in answers.
    pub(super) identifier: String,
}

impl AccountData {
    pub(super) fn load(account: &Account) -> Result<Self, DialectError> {
        let texts = Texts::load(&account.dialect_state)?;
        Ok(Self {
            base: texts.required("base")?,
            enrollment: texts.required("enrollment")?.parse().map_err(|_| DialectError::State)?,
            user: texts.required("user")?,
            identifier: texts.required("identifier")?,
        })
    }

    pub(super) fn save(&self) -> DialectState {
        Texts::save(&[
            ("base", Some(&self.base)),
            ("enrollment", Some(self.enrollment.as_str())),
            ("user", Some(&self.user)),
            ("identifier", Some(&self.identifier)),
        ])
    }

    /// Base URL of the device API.
    pub(super) fn base(&self) -> Result<IssuerUrl, DialectError> {
        stored_url(&self.base)
    }
}
