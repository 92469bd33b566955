//! The handle on the world that tests, routes and pages share.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::mpsc::UnboundedSender;

use super::backchannel::{BackchannelError, Client, TokenReply};
use super::ciba::{BackchannelRequest, BackchannelStart};
use super::effects::{Effect, PingMessage};
use super::enrollment::EnrollmentState;
use super::model::{Device, DeviceView, LoginStatus, UserView};
use super::qr::Offer;
use super::refusal::{Refusal, Reply, WorldError};
use super::state::{Moment, State};
use super::store::Store;
use super::{Issuer, Login, LoginSpec, Settings, UserSpec};
use crate::clock::Clock;
use crate::gateway::{Gateway, SentHint};
use crate::json::Members;
use crate::random::Random;
use crate::sync::lock;

/// Users, devices, logins and rules of one server. Clones are the same world.
#[derive(Clone, Debug)]
pub struct World {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    inner: Mutex<Inner>,
    surroundings: Surroundings,
    is_failing: AtomicBool,
}

#[derive(Clone, Debug)]
struct Inner {
    state: State,
    random: Random,
}

/// The world and the time at one moment.
#[derive(Clone, Debug)]
pub(crate) struct WorldSnapshot {
    inner: Inner,
    time: u64,
}

/// Where a world's randomness, time and effects come from and go to.
#[derive(Debug)]
pub(crate) struct Surroundings {
    pub(crate) clock: Clock,
    pub(crate) issuer: Issuer,
    pub(crate) gateway: Gateway,
    pub(crate) pings: UnboundedSender<PingMessage>,
    pub(crate) store: Option<Store>,
    pub(crate) seed: Option<u64>,
}

/// For tests and tools: what an administrator and a login page do.
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
        self.read(|state, _| state.users.values().map(super::model::User::view).collect())
    }

    /// One user.
    #[must_use]
    pub fn user(&self, name: &str) -> Option<UserView> {
        self.read(|state, _| state.users.get(name).map(super::model::User::view))
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
        self.shared.surroundings.gateway.outbox()
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

/// For the routes.
impl World {
    pub(crate) fn issuer(&self) -> &Issuer {
        &self.shared.surroundings.issuer
    }

    /// Whether the data file could not be written: nothing can be promised then.
    pub(crate) fn is_failing(&self) -> bool {
        self.shared.is_failing.load(Ordering::Relaxed)
    }

    pub(crate) fn check_password(&self, user: &str, password: &str) -> bool {
        self.change(|state, moment| state.check_password(user, password, moment.now))
    }

    pub(crate) fn accept_code(&self, login: &str, code: &str) -> Result<bool, WorldError> {
        self.change(|state, moment| state.accept_code(login, code, moment.now))
    }

    pub(crate) fn enrollment(&self, offer: &str) -> Result<(String, EnrollmentState), WorldError> {
        self.read(|state, now| state.enrollment(offer, now))
    }

    pub(crate) fn session_of(&self, login: &str) -> Option<String> {
        self.read(|state, _| state.logins.get(login).and_then(|login| login.session.clone()))
    }

    /// Whether the phone shows the number among others, instead of asking for it.
    pub(crate) fn shows_choices(&self, login: &str) -> bool {
        self.read(|state, _| state.logins.get(login).is_some_and(|login| login.has_choices))
    }

    pub(crate) fn preview(&self, body: &Members) -> Reply {
        self.change(|state, moment| Reply::from(state.preview(body, moment)))
    }

    /// Takes a signed POST of a device in.
    pub(crate) fn post(&self, request: DevicePost, text: &str) -> Reply {
        self.change(|state, moment| match request {
            DevicePost::Enroll => state.enroll(text, moment),
            DevicePost::Answer => state.answer(text, moment),
            DevicePost::Update => state.update(text, moment),
            DevicePost::Rotate => state.rotate(text, moment),
            DevicePost::Unenroll => state.unenroll(text, moment),
            DevicePost::Report => state.report(text, moment),
        })
    }

    /// Answers a GET of a device that carries `proof`.
    pub(crate) fn get(&self, request: &DeviceGet, proof: &str) -> Reply {
        self.change(|state, moment| {
            let device = match state.prove(proof, &request.suffix(), moment) {
                Ok(device) => device,
                Err(refusal) => return Reply::from(Err(refusal)),
            };
            Reply::from(match request {
                DeviceGet::Challenges => Ok(state.waiting_challenges(&device, moment.now)),
                DeviceGet::Challenge(id) => state.waiting_challenge(&device, id, moment.now),
                DeviceGet::Outcome(id) => state.challenge_outcome(&device, id, moment.now),
            })
        })
    }

    /// The device that may listen for hints.
    pub(crate) fn listener(&self, proof: &str) -> Result<String, Refusal> {
        self.change(|state, moment| state.prove(proof, "/hints", moment)).map(|device| device.id)
    }

    pub(crate) fn authenticate_client(&self, id: &str, secret: &str) -> Result<Client, BackchannelError> {
        self.read(|state, _| state.authenticate_client(id, secret))
    }

    pub(crate) fn start_backchannel(
        &self,
        client: &Client,
        request: &BackchannelRequest,
    ) -> Result<BackchannelStart, BackchannelError> {
        self.change(|state, moment| state.start_backchannel(client, request, moment))
    }

    pub(crate) fn token(&self, client: &str, request: &str) -> Result<TokenReply, BackchannelError> {
        self.change(|state, moment| state.token(client, request, moment))
    }

    pub(crate) fn new_session(&self) -> String {
        self.change(|_, moment| moment.random.id())
    }
}

/// For the server that owns the world.
impl World {
    pub(crate) fn new(surroundings: Surroundings, state: State) -> Self {
        let inner = Inner { state, random: surroundings.random() };
        let shared = Shared { inner: Mutex::new(inner), surroundings, is_failing: AtomicBool::new(false) };
        Self { shared: Arc::new(shared) }
    }

    pub(crate) fn snapshot(&self) -> WorldSnapshot {
        let inner = self.inner();
        WorldSnapshot { inner: inner.clone(), time: self.shared.surroundings.clock.now() }
    }

    pub(crate) fn restore(&self, snapshot: &WorldSnapshot) {
        self.shared.surroundings.clock.set(snapshot.time);
        self.replace(snapshot.inner.clone());
    }

    /// Forgets everything but the issuer's keys; a seeded world starts over with the same values.
    pub(crate) fn reset(&self) {
        self.replace(Inner { state: State::new(), random: self.shared.surroundings.random() });
    }

    fn replace(&self, new: Inner) {
        let mut inner = self.inner();
        self.shared.surroundings.gateway.disconnect_all();
        *inner = new;
        if let Some(store) = &self.shared.surroundings.store {
            self.note_saved(store.replace(&inner.state));
        }
    }

    fn read<T>(&self, look: impl FnOnce(&State, u64) -> T) -> T {
        look(&self.inner().state, self.shared.surroundings.clock.now())
    }

    /// Changes the state, saves what must outlive the process, then performs the effects.
    fn change<T>(&self, operation: impl FnOnce(&mut State, &mut Moment<'_>) -> T) -> T {
        let surroundings = &self.shared.surroundings;
        let mut inner = self.inner();
        let Inner { state, random } = &mut *inner;
        let mut moment = Moment { now: surroundings.clock.now(), random, issuer: &surroundings.issuer };
        let result = operation(state, &mut moment);
        let changed = std::mem::take(&mut state.changed);
        let effects = std::mem::take(&mut state.effects);
        if let Some(store) = surroundings.store.as_ref().filter(|_| !changed.is_empty()) {
            self.note_saved(store.save(state, &changed));
        }
        drop(inner);
        effects.into_iter().for_each(|effect| self.perform(effect));
        result
    }

    fn perform(&self, effect: Effect) {
        let surroundings = &self.shared.surroundings;
        match effect {
            Effect::Hint(hint) => surroundings.gateway.send(&hint),
            Effect::Disconnect { device } => surroundings.gateway.disconnect(&device),
            Effect::Ping(ping) => {
                // The receiver is gone only while the server shuts down.
                let _ = surroundings.pings.send(ping);
            }
        }
    }

    fn note_saved(&self, result: Result<(), super::StoreError>) {
        if let Err(error) = &result {
            tracing::error!(%error, "the data file cannot be written");
        }
        self.shared.is_failing.store(result.is_err(), Ordering::Relaxed);
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        lock(&self.shared.inner)
    }
}

impl Surroundings {
    fn random(&self) -> Random {
        self.seed.map_or_else(Random::system, |seed| Random::seeded(seed, WORLD_STREAM))
    }
}

/// A signed POST of the device API.
#[derive(Clone, Copy, Debug)]
pub(crate) enum DevicePost {
    Enroll,
    Answer,
    Update,
    Rotate,
    Unenroll,
    Report,
}

/// A GET of the device API.
#[derive(Clone, Debug)]
pub(crate) enum DeviceGet {
    Challenges,
    Challenge(String),
    Outcome(String),
}

impl DeviceGet {
    /// The path below the device API, as the proof must name it.
    fn suffix(&self) -> String {
        match self {
            Self::Challenges => "/challenges".to_owned(),
            Self::Challenge(id) => format!("/challenges/{id}"),
            Self::Outcome(id) => format!("/challenges/{id}/outcome"),
        }
    }
}

/// Stream of a seeded generator; keys come from another one, so that they do not depend on what the world drew.
const WORLD_STREAM: u64 = 1;
