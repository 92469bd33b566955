//! One-time codes and recovery codes.

use serde_json::json;

use super::FactorName;
use super::rates::MAX_FAILURES;
use super::state::{TenantMoment, TenantState};
use crate::guardian::GuardianError;
use crate::jose::sha256;

impl TenantMoment<'_> {
    /// A recovery code: 24 upper-case letters and digits.
    pub(crate) fn recovery_code(&mut self) -> String {
        self.text(b"ABCDEFGHIJKLMNPQRSTUVWXYZ123456789", 24)
    }
}

impl TenantState {
    /// Takes a one-time code of any of the user's confirmed enrollments and returns which; every code counts once.
    pub(crate) fn accept_otp(&mut self, user: &str, code: &str, now: u64) -> Result<String, GuardianError> {
        if !self.settings.is_enabled(FactorName::Otp) {
            return Err(GuardianError::FeatureDisabledByAdmin);
        }
        self.may_try(user, "gd_otp_rate_limit_exceed", now)?;
        let mut own =
            self.enrollments.values_mut().filter(|enrollment| enrollment.user == user && enrollment.is_confirmed);
        let Some(enrollment) = own.find_map(|enrollment| enrollment.otp.accepts(code, now).then_some(enrollment))
        else {
            self.rates.count_failure(user, now);
            self.note("gd_auth_failed", user, json!({"reason": "invalid_otp"}), now);
            return Err(GuardianError::InvalidOtp);
        };
        enrollment.last_auth = Some(now);
        let id = enrollment.id.clone();
        self.rates.clear_failures(user);
        Ok(id)
    }

    /// Takes the first code of a pending enrollment and confirms it.
    pub(crate) fn confirm_otp(&mut self, enrollment: &str, code: &str, now: u64) -> Result<(), GuardianError> {
        let pending = self.enrollments.get(enrollment).ok_or(GuardianError::EnrollmentNotFound)?;
        let user = pending.user.clone();
        self.may_try(&user, "gd_otp_rate_limit_exceed", now)?;
        let is_right = self.enrollments.get_mut(enrollment).is_some_and(|pending| pending.otp.accepts(code, now));
        if !is_right {
            self.rates.count_failure(&user, now);
            return Err(GuardianError::InvalidOtp);
        }
        self.rates.clear_failures(&user);
        self.confirm_enrollment(enrollment, now)
    }

    /// Takes the user's recovery code and returns the one that takes its place.
    pub(crate) fn recover(
        &mut self,
        user: &str,
        code: &str,
        moment: &mut TenantMoment<'_>,
    ) -> Result<String, GuardianError> {
        if !self.settings.is_enabled(FactorName::RecoveryCode) {
            return Err(GuardianError::FeatureDisabledByAdmin);
        }
        self.may_try(user, "gd_recovery_rate_limit_exceed", moment.now)?;
        let expected = self.user(user)?.recovery_code.clone();
        if expected.is_none_or(|expected| expected != digest(code)) {
            self.rates.count_failure(user, moment.now);
            self.note("gd_recovery_failed", user, json!({}), moment.now);
            return Err(GuardianError::InvalidRecoveryCode);
        }
        self.rates.clear_failures(user);
        self.note("gd_recovery_succeed", user, json!({}), moment.now);
        self.renew_recovery_code(user, moment)
    }

    /// Gives the user another recovery code.
    pub(crate) fn renew_recovery_code(
        &mut self,
        user: &str,
        moment: &mut TenantMoment<'_>,
    ) -> Result<String, GuardianError> {
        let code = moment.recovery_code();
        self.users.get_mut(user).ok_or(GuardianError::UserNotFound)?.recovery_code = Some(digest(&code));
        Ok(code)
    }

    fn may_try(&mut self, user: &str, event: &str, now: u64) -> Result<(), GuardianError> {
        let result = self.rates.check_failures(user, now);
        if result.is_err() {
            self.note(event, user, json!({}), now);
        }
        result.map_err(|retry_at| GuardianError::TooManyAttempts { limit: MAX_FAILURES, retry_at })
    }
}

/// What is kept of a recovery code. It has more than 120 random bits, so that a plain hash hides it.
pub(super) fn digest(code: &str) -> String {
    sha256(code.as_bytes())
}
