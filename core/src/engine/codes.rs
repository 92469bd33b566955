//! One-time codes.

use super::authenticator::Authenticator;
use super::mistake::Mistake;
use crate::error::Error;
use crate::model::{AccountId, OneTimeCodes, Secret};
use crate::otp::{OtpCode, OtpKind, OtpSecret};
use crate::store::StoreError;

impl Authenticator {
    /// The account's one-time code at this moment, by its server's clock. A counter-based code stays the same until
    /// [`Authenticator::next_one_time_code`] is called. To count down, call it again as [`OtpCode::again`] says.
    ///
    /// # Errors
    /// `account.no_one_time_codes`, `account.not_found`, or when storage fails.
    pub fn one_time_code(&self, id: &AccountId) -> Result<OtpCode, Error> {
        let account = self.known_account(id)?;
        let secret = self.otp_secret(id)?;
        let (now, into_second) = self.clocks.now_within(&account);
        Ok(secret.code_at(now, account.counter).into_second(into_second))
    }

    /// Gives up the account's counter-based code for the next one, for good: no two calls in any process show the same. Call it
    /// when the person says that a code was used, not merely shown, since servers look ahead only a few codes.
    ///
    /// # Errors
    /// `account.no_next_code` for codes that change by themselves, else as [`Authenticator::one_time_code`].
    pub fn next_one_time_code(&self, id: &AccountId) -> Result<OtpCode, Error> {
        let account = self.known_account(id)?;
        let secret = self.otp_secret(id)?;
        if account.one_time_codes != OneTimeCodes::Counter {
            return Err(Mistake::NoNextCode.into());
        }
        let steps = self.store().next_counter(id)?;
        Ok(secret.code_at(self.clocks.now(&account), steps))
    }

    fn otp_secret(&self, id: &AccountId) -> Result<OtpSecret, Error> {
        let stored = self.store().otp(id)?.ok_or(Mistake::NoOneTimeCodes)?;
        Ok(read(&stored)?)
    }
}

/// What makes the codes of `otp` change.
pub(super) fn one_time_codes(otp: Option<&Secret>) -> Result<OneTimeCodes, StoreError> {
    let Some(otp) = otp else { return Ok(OneTimeCodes::None) };
    Ok(match read(otp)?.parameters().kind() {
        OtpKind::Time { .. } => OneTimeCodes::Time,
        OtpKind::Counter { .. } => OneTimeCodes::Counter,
    })
}

fn read(stored: &Secret) -> Result<OtpSecret, StoreError> {
    OtpSecret::from_secret(stored).map_err(|_| StoreError::CorruptRow { place: "account.otp" })
}
