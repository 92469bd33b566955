//! The grants for one-time codes and recovery codes.

use super::grants::Tokens;
use crate::guardian::GuardianError;
use crate::guardian::oauth::OauthError;
use crate::guardian::tenant::{Enrollment, Factor, TenantClient, TenantMoment, TenantState};

impl TenantState {
    /// Tokens for a one-time code. The first code of a code generator that waits for it confirms it.
    pub(crate) fn otp_grant(
        &mut self,
        client: &TenantClient,
        mfa_token: &str,
        otp: &str,
        moment: &mut TenantMoment<'_>,
    ) -> Result<Tokens, OauthError> {
        let login = self.mfa_grant_user(client, mfa_token, moment)?;
        let accepted = match self.pending_generator(&login.user, otp, moment.now) {
            Some(pending) if login.is_logged_in || !self.is_enrolled(&login.user) => {
                self.confirm_otp(&pending, otp, moment.now)
            }
            Some(_) | None if login.is_logged_in => return Err(OauthError::MalformedMfaToken),
            Some(_) | None => self.accept_otp(&login.user, otp, moment.now).map(|_| ()),
        };
        accepted.map_err(|error| refusal(error, OauthError::InvalidOtp))?;
        let tokens = self.user_tokens(login.session(moment.now), moment)?;
        self.end_mfa_token(mfa_token);
        Ok(tokens)
    }

    /// Tokens for the recovery code, with the code that takes its place.
    pub(crate) fn recovery_grant(
        &mut self,
        client: &TenantClient,
        mfa_token: &str,
        code: &str,
        moment: &mut TenantMoment<'_>,
    ) -> Result<Tokens, OauthError> {
        let login = self.mfa_grant_user(client, mfa_token, moment)?;
        if login.is_logged_in {
            return Err(OauthError::MalformedMfaToken);
        }
        let next =
            self.recover(&login.user, code, moment).map_err(|error| refusal(error, OauthError::InvalidRecoveryCode))?;
        let tokens = self.user_tokens(login.session(moment.now), moment)?;
        self.end_mfa_token(mfa_token);
        Ok(Tokens { recovery_code: Some(next), ..tokens })
    }

    /// The code generator that waits for its first code: the one that gives `code`, or else the latest.
    fn pending_generator(&self, user: &str, code: &str, now: u64) -> Option<String> {
        let pending = self.enrollments.values().filter(|enrollment| {
            enrollment.user == user && enrollment.factor == Factor::Otp && !enrollment.is_confirmed
        });
        let gives_code = |enrollment: &Enrollment| enrollment.otp.clone().accepts(code, now);
        let best = pending.max_by_key(|enrollment| (gives_code(enrollment), enrollment.created_at));
        best.map(|enrollment| enrollment.id.clone())
    }
}

/// Too many wrong codes are said as such; everything else is `wrong`.
fn refusal(error: GuardianError, wrong: OauthError) -> OauthError {
    match error.retry_at() {
        Some(retry_at) => OauthError::TooManyAttempts { retry_at },
        None => wrong,
    }
}
