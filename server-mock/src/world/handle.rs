//! The handle on the world that tests, routes and pages share.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::mpsc::UnboundedSender;

use super::effects::{Effect, PingMessage};
use super::state::{Moment, Row, State};
use super::store::Store;
use super::{Issuer, StoreError};
use crate::clock::Clock;
use crate::gateway::Gateway;
use crate::guardian::tenant::{TenantMoment, TenantState};
use crate::random::Random;
use crate::speaks::{Mode, Speaks};
use crate::sync::lock;
use crate::wso2::identity::{IdentityMoment, IdentityState};

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
    pub(crate) speaks: Speaks,
}

impl World {
    pub(crate) fn issuer(&self) -> &Issuer {
        &self.shared.surroundings.issuer
    }

    /// Whether the data file could not be written: nothing can be promised then.
    pub(crate) fn is_failing(&self) -> bool {
        self.shared.is_failing.load(Ordering::Relaxed)
    }

    pub(super) fn surroundings(&self) -> &Surroundings {
        &self.shared.surroundings
    }

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

    pub(super) fn read<T>(&self, look: impl FnOnce(&State, u64) -> T) -> T {
        look(&self.inner().state, self.shared.surroundings.clock.now())
    }

    pub(crate) fn mode(&self) -> Mode {
        self.shared.surroundings.speaks.mode()
    }

    pub(crate) fn read_tenant<T>(&self, look: impl FnOnce(&TenantState, u64) -> T) -> T {
        self.read(|state, now| look(&state.tenant, now))
    }

    pub(crate) fn change_tenant<T>(&self, operation: impl FnOnce(&mut TenantState, &mut TenantMoment<'_>) -> T) -> T {
        let mode = self.mode();
        self.change(|state, moment| {
            let (now, url) = (moment.now, moment.issuer.url.as_str());
            let mut moment = TenantMoment { now, random: &mut *moment.random, url, mode };
            let result = operation(&mut state.tenant, &mut moment);
            state.effects.extend(state.tenant.take_outgoing().into_iter().map(Effect::Push));
            state.changed.insert(Row::Tenant);
            result
        })
    }

    pub(crate) fn read_identity<T>(&self, look: impl FnOnce(&IdentityState, u64) -> T) -> T {
        self.read(|state, now| look(&state.identity, now))
    }

    pub(crate) fn change_identity<T>(
        &self,
        operation: impl FnOnce(&mut IdentityState, &mut IdentityMoment<'_>) -> T,
    ) -> T {
        let mode = self.mode();
        self.change(|state, moment| {
            let (now, url) = (moment.now, moment.issuer.url.as_str());
            let mut moment = IdentityMoment { now, random: &mut *moment.random, url, mode };
            let result = operation(&mut state.identity, &mut moment);
            state.effects.extend(state.identity.take_outgoing().into_iter().map(Effect::Push));
            state.changed.insert(Row::Identity);
            result
        })
    }

    /// Changes the state, saves what must outlive the process, then performs the effects.
    pub(super) fn change<T>(&self, operation: impl FnOnce(&mut State, &mut Moment<'_>) -> T) -> T {
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
            Effect::Hint(hint) => surroundings.gateway.send(hint.into()),
            Effect::Push(push) => surroundings.gateway.send(push.into()),
            Effect::Disconnect { device } => surroundings.gateway.disconnect(&device),
            Effect::Ping(ping) => {
                // The receiver is gone only while the server shuts down.
                let _ = surroundings.pings.send(ping);
            }
        }
    }

    fn note_saved(&self, result: Result<(), StoreError>) {
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

/// Stream of a seeded generator; keys come from another one, so that they do not depend on what the world drew.
const WORLD_STREAM: u64 = 1;
