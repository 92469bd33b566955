//! Accounts that lock after too many failed push logins.

use serde_json::json;

use super::state::{IdentityMoment, IdentityState};
use super::users::User;
use crate::wso2::IdentityError;

impl User {
    /// Seconds until the account unlocks; none when it is not locked.
    pub(crate) fn locked_seconds(&self, now: u64) -> Option<u64> {
        self.locked_until.and_then(|until| until.checked_sub(now)).filter(|seconds| *seconds > 0)
    }
}

impl IdentityState {
    /// Seconds until the account unlocks; none when it is not locked.
    pub(crate) fn is_locked(&self, user: &str, now: u64) -> Option<u64> {
        self.users.get(user)?.locked_seconds(now)
    }

    /// Counts a denied or wrong answer; the account locks when there were too many.
    pub(crate) fn note_failure(&mut self, user: &str, now: u64) {
        let Some(organization) = self.users.get(user).map(|user| user.organization.clone()) else { return };
        let Ok(rules) = self.organization_keyed(&organization).map(|found| found.lock_settings.clone()) else { return };
        let Some(found) = self.users.get_mut(user).filter(|_| rules.is_enabled) else { return };
        found.failed_push_attempts += 1;
        if found.failed_push_attempts >= rules.maximum_attempts {
            self.lock(user, rules.unlock_seconds, now);
        }
    }

    /// Forgets the failed attempts after a success.
    pub(crate) fn note_success(&mut self, user: &str) {
        if let Some(user) = self.users.get_mut(user) {
            user.failed_push_attempts = 0;
        }
    }

    /// Locks an account for as long as its organization says.
    pub(crate) fn lock_user(&mut self, user: &str, moment: &IdentityMoment<'_>) -> Result<(), IdentityError> {
        let organization = self.user(user)?.organization.clone();
        let seconds = self.organization_keyed(&organization)?.lock_settings.unlock_seconds;
        self.lock(user, seconds, moment.now);
        Ok(())
    }

    /// Unlocks an account and forgets its failed attempts.
    pub(crate) fn unlock_user(&mut self, user: &str, now: u64) -> Result<(), IdentityError> {
        let found = self.users.get_mut(user).ok_or(IdentityError::UnknownUser)?;
        found.locked_until = None;
        found.failed_push_attempts = 0;
        self.note("Unlock-User", user, user, json!({}), now);
        Ok(())
    }

    fn lock(&mut self, user: &str, seconds: u64, now: u64) {
        let Some(found) = self.users.get_mut(user) else { return };
        found.locked_until = Some(now + seconds);
        found.failed_push_attempts = 0;
        self.note("Lock-User", user, user, json!({"seconds": seconds}), now);
    }
}
