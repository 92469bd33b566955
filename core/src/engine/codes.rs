//! One-time codes.

use super::authenticator::Authenticator;
use super::mistake::Mistake;
use crate::error::Error;
use crate::model::AccountId;
use crate::otp::{OtpCode, OtpSecret};

impl Authenticator {
    /// The account's one-time code at this moment, by its server's clock.
    ///
    /// # Errors
    /// `account.no_one_time_codes`, `account.not_found`, or when storage fails.
    pub fn one_time_code(&self, id: &AccountId) -> Result<OtpCode, Error> {
        let account = self.known_account(id)?;
        let stored = self.store().otp(id)?.ok_or(Mistake::NoOneTimeCodes)?;
        let secret = OtpSecret::from_secret(&stored)
            .map_err(|_| crate::store::StoreError::CorruptRow { place: "account.otp" })?;
        Ok(secret.code_at(self.clocks.now(&account), account.counter))
    }
}
