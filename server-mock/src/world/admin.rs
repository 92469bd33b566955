//! What an administrator, a test and a login page do with the world.

use super::backchannel::Client;
use super::model::{Device, DeviceView, LoginStatus, User, UserView};
use super::qr::Offer;
use super::refusal::WorldError;
use super::{Login, LoginSpec, Settings, UserSpec, World};
use crate::gateway::SentHint;

impl World {
    /// Adds a user.
    ///
    /// # Errors
    /// `UserExists`, or `InvalidSpec` when the name or policy breaks a limit.
    pub fn add_user(&self, spec: UserSpec) -> Result<UserView, WorldError> {
        self.change(|state, moment| state.add_user(&spec, moment))
    }

    /// Removes a user with all devices; waiting logins are withdrawn.
    ///
    /// # Errors
    /// `UnknownUser`.
    pub fn remove_user(&self, name: &str) -> Result<(), WorldError> {
        self.change(|state, moment| state.remove_user(name, moment.now))
    }

    /// All users by name.
    #[must_use]
    pub fn users(&self) -> Vec<UserView> {
        self.read(|state, _| state.users.values().map(User::view).collect())
    }

    /// One user.
    #[must_use]
    pub fn user(&self, name: &str) -> Option<UserView> {
        self.read(|state, _| state.users.get(name).map(User::view))
    }

    /// Makes an enrollment offer with a fresh single-use ticket.
    ///
    /// # Errors
    /// `UnknownUser`.
    pub fn offer(&self, user: &str) -> Result<Offer, WorldError> {
        self.change(|state, moment| state.offer(user, moment)).map(Offer::draw)
    }

    /// An offer made earlier, by its id.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn offer_again(&self, id: &str) -> Result<Offer, WorldError> {
        self.change(|state, moment| state.offer_again(id, moment)).map(Offer::draw)
    }

    /// Starts a login: every device of the account that is not suspended gets a challenge and a hint.
    ///
    /// # Errors
    /// `UnknownUser`, `Locked`, `NoDevice`, `RateLimited` or `InvalidSpec`.
    pub fn start_login(&self, user: &str, spec: LoginSpec) -> Result<Login, WorldError> {
        self.change(|state, moment| state.start_login(user, &spec, moment))
    }

    /// How a login stands.
    #[must_use]
    pub fn login(&self, id: &str) -> Option<LoginStatus> {
        self.read(|state, now| state.login_status(id, now))
    }

    /// All logins by time.
    #[must_use]
    pub fn logins(&self) -> Vec<LoginStatus> {
        self.read(|state, now| state.login_statuses(now))
    }

    /// Withdraws a waiting login; what is decided or over stays as it is.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn cancel_login(&self, id: &str) -> Result<(), WorldError> {
        let is_known = self.change(|state, moment| state.cancel(id, moment.now));
        if is_known { Ok(()) } else { Err(WorldError::NotFound) }
    }

    /// The devices of a user; none when the user does not exist.
    #[must_use]
    pub fn devices(&self, user: &str) -> Vec<DeviceView> {
        self.read(|state, _| state.devices_of(user).map(Device::view).collect())
    }

    /// The devices of all users.
    #[must_use]
    pub fn all_devices(&self) -> Vec<DeviceView> {
        self.read(|state, _| state.devices.values().map(Device::view).collect())
    }

    /// Forgets a device, as an administrator does.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn remove_device(&self, id: &str) -> Result<(), WorldError> {
        self.change(|state, moment| state.remove_device(id, moment.now))
    }

    /// Refuses everything from a device until it is resumed.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn suspend_device(&self, id: &str) -> Result<(), WorldError> {
        self.change(|state, moment| state.suspend_device(id, moment.now))
    }

    /// Accepts a suspended device again.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn resume_device(&self, id: &str) -> Result<(), WorldError> {
        self.change(|state, moment| state.resume_device(id, moment.now))
    }

    /// Locks an account: nobody logs in to it.
    ///
    /// # Errors
    /// `UnknownUser`.
    pub fn lock(&self, user: &str) -> Result<(), WorldError> {
        self.change(|state, moment| state.set_lock(user, true, moment.now))
    }

    /// Unlocks an account and forgets its failures and its pause.
    ///
    /// # Errors
    /// `UnknownUser`.
    pub fn unlock(&self, user: &str) -> Result<(), WorldError> {
        self.change(|state, moment| state.set_lock(user, false, moment.now))
    }

    /// Failures in a row on the account; 0 when it does not exist.
    #[must_use]
    pub fn failed_attempts(&self, user: &str) -> u32 {
        self.read(|state, _| state.users.get(user).map_or(0, |user| user.failures))
    }

    /// Every answer message that was ever recorded for a challenge: never more than one.
    #[must_use]
    pub fn accepted_answers(&self, challenge: &str) -> Vec<String> {
        self.read(|state, _| state.accepted_answers(challenge))
    }

    /// Every push hint sent so far, oldest first.
    #[must_use]
    pub fn hints(&self) -> Vec<SentHint> {
        self.surroundings().gateway.outbox()
    }

    /// Waits until the endpoint of every Web Push sent so far has replied or was given up. What a fault delays does not
    /// count as sent.
    pub async fn web_pushes_settled(&self) {
        self.surroundings().gateway.settled().await;
    }

    /// The server's rules.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.read(|state, _| state.settings.clone())
    }

    /// Replaces the server's rules.
    ///
    /// # Errors
    /// `InvalidSpec` naming the member that breaks a limit; nothing changes then.
    pub fn set_settings(&self, settings: Settings) -> Result<(), WorldError> {
        settings.check()?;
        self.change(|state, _| state.settings = settings);
        Ok(())
    }

    /// The clients that may use OpenID CIBA.
    #[must_use]
    pub fn clients(&self) -> Vec<Client> {
        self.read(|state, _| state.clients.values().cloned().collect())
    }

    /// Adds a client or replaces the one with the same id.
    ///
    /// # Errors
    /// `InvalidSpec` when the id, name or notification endpoint is unusable.
    pub fn set_client(&self, client: Client) -> Result<(), WorldError> {
        client.check()?;
        self.change(|state, _| state.clients.insert(client.id.clone(), client));
        Ok(())
    }

    /// A CIBA `login_hint_token` for a user, valid for `lifetime` seconds.
    ///
    /// # Errors
    /// `UnknownUser`.
    pub fn login_hint_token(&self, user: &str, lifetime: u64) -> Result<String, WorldError> {
        self.change(|state, moment| state.login_hint_token(user, lifetime, moment))
    }
}
