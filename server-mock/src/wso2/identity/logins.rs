//! Logins on their way, by the key that pages and apps carry.

use super::place::Place;
use super::state::{IdentityMoment, IdentityState};
use crate::journey::{Channel, Journey};
use crate::wso2::oauth::AuthorizationRequest;

/// One login of an application's user.
#[derive(Clone, Debug)]
pub(crate) struct LoginSession {
    /// Where the login was started; all its pages are there.
    pub(crate) place: Place,
    /// Key of the tenant or organization.
    pub(crate) organization: String,
    pub(crate) channel: Channel,
    pub(crate) request: AuthorizationRequest,
    pub(crate) journey: Journey,
    /// Seconds since 1970.
    pub(crate) started_at: u64,
}

impl IdentityState {
    /// Keeps a login and returns its key.
    pub(crate) fn add_login(&mut self, login: LoginSession, moment: &mut IdentityMoment<'_>) -> String {
        self.logins.retain(|_, old| old.started_at + LIFETIME > moment.now);
        let key = moment.uuid();
        self.logins.insert(key.clone(), login);
        key
    }

    /// Takes a login of this channel out to go on with it; put it back with [`put_login`](Self::put_login).
    pub(crate) fn take_login(&mut self, key: &str, channel: Channel, now: u64) -> Option<LoginSession> {
        let is_alive = |login: &&LoginSession| login.channel == channel && login.started_at + LIFETIME > now;
        self.logins.get(key).filter(is_alive)?;
        self.logins.remove(key)
    }

    /// Puts a login back under its key.
    pub(crate) fn put_login(&mut self, key: &str, login: LoginSession) {
        self.logins.insert(key.to_owned(), login);
    }
}

/// Seconds in which a login must come to its end.
const LIFETIME: u64 = 1_200;
