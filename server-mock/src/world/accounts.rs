//! Users, their failures and their lock.

use super::model::{NoticeKind, OtpSecret, User, UserView};
use super::passwords::PasswordHash;
use super::state::{Moment, Row, State};
use super::{UserSpec, WorldError};

impl State {
    pub(super) fn add_user(&mut self, spec: &UserSpec, moment: &mut Moment<'_>) -> Result<UserView, WorldError> {
        spec.check()?;
        if self.users.contains_key(&spec.name) {
            return Err(WorldError::UserExists);
        }
        let user = User {
            name: spec.name.clone(),
            id: moment.random.id(),
            password: spec.password.as_deref().map(|password| PasswordHash::new(password, moment.random)),
            policy: spec.policy,
            otp: spec.otp.then(|| OtpSecret::new(moment.random.bytes::<20>().to_vec())),
            failures: 0,
            locked: false,
            paused_until: 0,
            challenge_times: Vec::new(),
            notices: Vec::new(),
        };
        let view = user.view();
        self.changed.insert(Row::User(spec.name.clone()));
        self.users.insert(spec.name.clone(), user);
        Ok(view)
    }

    pub(super) fn remove_user(&mut self, name: &str, now: u64) -> Result<(), WorldError> {
        self.known(name)?;
        let devices: Vec<String> = self.devices_of(name).map(|device| device.id.clone()).collect();
        for device in devices {
            self.forget_device(&device, now);
        }
        let waiting: Vec<String> = self.waiting_of(name, now).map(|login| login.id.clone()).collect();
        for login in waiting {
            self.cancel(&login, now);
        }
        self.tickets.retain(|value, ticket| {
            let is_kept = ticket.user != name;
            if !is_kept {
                self.changed.insert(Row::Ticket(value.clone()));
                self.offers.remove(&ticket.offer);
            }
            is_kept
        });
        self.users.remove(name);
        self.changed.insert(Row::User(name.to_owned()));
        Ok(())
    }

    pub(super) fn known(&self, name: &str) -> Result<&User, WorldError> {
        self.users.get(name).ok_or(WorldError::UnknownUser)
    }

    pub(super) fn is_locked(&self, name: &str) -> bool {
        self.users.get(name).is_some_and(|user| user.locked)
    }

    pub(super) fn set_lock(&mut self, name: &str, locked: bool, now: u64) -> Result<(), WorldError> {
        let user = self.user_mut(name).ok_or(WorldError::UnknownUser)?;
        let is_change = user.locked != locked;
        user.locked = locked;
        if !locked {
            user.failures = 0;
            user.paused_until = 0;
        }
        if is_change {
            let kind = if locked { NoticeKind::AccountLocked } else { NoticeKind::AccountUnlocked };
            self.notify(name, kind, "", now);
        }
        Ok(())
    }

    /// Counts a failure on the account, whichever challenge it came from, and locks at the limit.
    pub(super) fn count_failure(&mut self, name: &str, now: u64) {
        let limit = self.settings.failure_limit;
        let Some(user) = self.user_mut(name) else { return };
        user.failures = user.failures.saturating_add(1);
        if user.failures >= limit && !user.locked {
            user.locked = true;
            self.notify(name, NoticeKind::AccountLocked, "", now);
        }
    }

    pub(super) fn clear_failures(&mut self, name: &str) {
        if let Some(user) = self.user_mut(name) {
            user.failures = 0;
        }
    }

    /// Whether `password` opens the account's pages; an account without password needs none.
    pub(super) fn check_password(&mut self, name: &str, password: &str, now: u64) -> bool {
        let Some(user) = self.users.get(name) else { return false };
        let is_right = user.password.as_ref().is_none_or(|hash| hash.accepts(password));
        if !is_right {
            self.count_failure(name, now);
        }
        is_right
    }
}

impl User {
    pub(super) fn view(&self) -> UserView {
        UserView {
            name: self.name.clone(),
            id: self.id.clone(),
            policy: self.policy,
            has_password: self.password.is_some(),
            has_otp: self.otp.is_some(),
            failures: self.failures,
            locked: self.locked,
            notices: self.notices.clone(),
        }
    }
}
