//! The handle on the server's users and devices that tests and routes share.

use super::organizations::Organization;
use super::state::{IdentityMoment, IdentityState};
use super::tokens::Grant;
use super::{
    AuditEntry, Conclusion, IdentityUser, IdentityUserView, LoginOrigin, OrganizationSpec, OrganizationView,
    PushAuthView, PushDeviceView, PushOutcome, TokenSpec,
};
use crate::gateway::SentHint;
use crate::speaks::Mode;
use crate::world::{World, WorldError};
use crate::wso2::IdentityError;

/// Organizations, users, devices and push logins of a WSO2 server. Clones are the same server.
///
/// An `organization` is the domain of a root tenant, such as `carbon.super`, or the id of an organization below one; a
/// `user` is a user id, or the name of a user of `carbon.super`.
#[derive(Clone, Debug)]
pub struct IdentityServer {
    world: World,
}

impl IdentityServer {
    pub(crate) fn new(world: World) -> Self {
        Self { world }
    }

    /// Looks at the state at the present time.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&IdentityState, u64) -> T) -> T {
        self.world.read_identity(look)
    }

    /// Changes the state, saves it and sends the pushes that were asked for.
    pub(crate) fn change<T>(&self, operation: impl FnOnce(&mut IdentityState, &mut IdentityMoment<'_>) -> T) -> T {
        self.world.change_identity(operation)
    }

    /// How strictly requests are read.
    pub(crate) fn mode(&self) -> Mode {
        self.world.mode()
    }

    /// Promises nothing when the data file could not be written.
    pub(crate) fn check_durable(&self) -> Result<(), IdentityError> {
        if self.world.is_failing() { Err(IdentityError::Unavailable) } else { Ok(()) }
    }

    /// Adds a root tenant, or an organization below one.
    ///
    /// # Errors
    /// `NotFound` when there is no such parent, `InvalidSpec` naming the member that breaks a limit or is taken.
    pub fn add_organization(&self, spec: &OrganizationSpec) -> Result<OrganizationView, WorldError> {
        self.change(|state, moment| state.add_organization(spec, moment)).map(|added| added.view())
    }

    /// All root tenants and organizations.
    #[must_use]
    pub fn organizations(&self) -> Vec<OrganizationView> {
        self.read(|state, _| state.organizations.values().map(Organization::view).collect())
    }

    /// Adds a user.
    ///
    /// # Errors
    /// `UserExists`, `NotFound` when there is no such organization, or `InvalidSpec` naming the member that breaks a limit.
    pub fn add_user(&self, spec: &IdentityUser) -> Result<IdentityUserView, WorldError> {
        self.change(|state, moment| state.add_user(spec, moment).map(|user| user.view(moment.now)))
    }

    /// All users by id.
    #[must_use]
    pub fn users(&self) -> Vec<IdentityUserView> {
        self.read(|state, now| state.users.values().map(|user| user.view(now)).collect())
    }

    /// One user.
    #[must_use]
    pub fn user(&self, user: &str) -> Option<IdentityUserView> {
        self.read(|state, now| state.users.get(&known(state, user).ok()?).map(|user| user.view(now)))
    }

    /// Forgets a user with all devices, tokens and logins.
    ///
    /// # Errors
    /// `UnknownUser`.
    pub fn remove_user(&self, user: &str) -> Result<(), WorldError> {
        self.change(|state, _| {
            let user = known(state, user)?;
            state.remove_user(&user).map_err(|_| WorldError::UnknownUser)
        })
    }

    /// Locks an account for as long as its organization's rules say.
    ///
    /// # Errors
    /// `UnknownUser`.
    pub fn lock(&self, user: &str) -> Result<(), WorldError> {
        self.change(|state, moment| {
            let user = known(state, user)?;
            state.lock_user(&user, moment).map_err(|_| WorldError::UnknownUser)
        })
    }

    /// Unlocks an account and forgets its failed attempts.
    ///
    /// # Errors
    /// `UnknownUser`.
    pub fn unlock(&self, user: &str) -> Result<(), WorldError> {
        self.change(|state, moment| {
            let user = known(state, user)?;
            state.unlock_user(&user, moment.now).map_err(|_| WorldError::UnknownUser)
        })
    }

    /// Makes discovery data, the JSON that a QR code shows: good for one registration within 180 seconds.
    ///
    /// # Errors
    /// `UnknownUser`.
    pub fn discovery(&self, user: &str) -> Result<String, WorldError> {
        self.change(|state, moment| {
            let user = known(state, user)?;
            let data = state.discovery(&user, moment).map_err(|_| WorldError::UnknownUser)?;
            Ok(data.json())
        })
    }

    /// The devices of all users.
    #[must_use]
    pub fn devices(&self) -> Vec<PushDeviceView> {
        self.read(|state, _| state.devices.values().map(super::Device::view).collect())
    }

    /// Takes a device away, as an administrator does.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn remove_device(&self, id: &str) -> Result<(), WorldError> {
        self.change(|state, moment| state.remove_device(id, "", moment.now)).map_err(|_| WorldError::NotFound)
    }

    /// Asks the phones of a user whether a login is theirs, as a login page does; returns the push id and the number
    /// that the page would show.
    ///
    /// # Errors
    /// `UnknownUser`, `Locked`, `NoDevice` when no phone can be reached, `InvalidSpec`.
    pub fn start_push(&self, user: &str, application: &str, origin: &LoginOrigin) -> Result<PushAuthView, WorldError> {
        origin.check()?;
        let mode = self.mode();
        self.change(|state, moment| {
            let user = known(state, user)?;
            if state.is_locked(&user, moment.now).is_some() {
                return Err(WorldError::Locked);
            }
            let push = state.start_push(&user, application, origin, moment).map_err(|_| WorldError::NoDevice)?;
            state.push_view(&push.id, mode, moment.now).ok_or(WorldError::NotFound)
        })
    }

    /// How a push login stands.
    #[must_use]
    pub fn push(&self, id: &str) -> Option<PushAuthView> {
        self.read(|state, now| state.push_view(id, self.mode(), now))
    }

    /// All push logins that are not forgotten.
    #[must_use]
    pub fn push_logins(&self) -> Vec<PushAuthView> {
        let mode = self.mode();
        self.read(|state, now| state.pushes.keys().filter_map(|id| state.push_view(id, mode, now)).collect())
    }

    /// Ends an answered push login as a login page does when it goes on: failed attempts are counted, and the state says
    /// what the answer amounted to.
    ///
    /// # Errors
    /// `NotFound` when there is no such login, it is over, or nobody answered.
    pub fn conclude_push(&self, id: &str) -> Result<PushAuthView, WorldError> {
        let mode = self.mode();
        self.change(|state, moment| {
            let is_open = state.pushes.get(id).is_some_and(|push| push.answer.is_some() && !push.is_over);
            let view = state.push_view(id, mode, moment.now).filter(|_| is_open).ok_or(WorldError::NotFound)?;
            match state.conclude(id, moment) {
                Conclusion::Approved => state.note_success(&view.user),
                Conclusion::Denied | Conclusion::WrongNumber => state.note_failure(&view.user, moment.now),
                Conclusion::NoAnswer | Conclusion::Failed | Conclusion::Foreign => {}
            }
            Ok(view)
        })
    }

    /// What the push provider answers for a push token from now on.
    pub fn set_push_outcome(&self, push_token: &str, outcome: PushOutcome) {
        self.change(|state, _| state.outcomes.insert(push_token.to_owned(), outcome));
    }

    /// Every push sent so far, oldest first.
    #[must_use]
    pub fn pushes(&self) -> Vec<SentHint> {
        self.world.hints()
    }

    /// Issues an access token without the login that would give one.
    ///
    /// # Errors
    /// `UnknownUser`, `NotFound` when there is no such organization; `InvalidSpec` when it would live longer than a day.
    pub fn access_token(&self, spec: TokenSpec) -> Result<String, WorldError> {
        let lifetime = spec.lifetime.unwrap_or(3_600);
        if lifetime > 86_400 {
            return Err(WorldError::InvalidSpec("lifetime"));
        }
        self.change(|state, moment| {
            let user = spec.user.as_deref().map(|user| known(state, user)).transpose()?;
            let home = user.as_ref().and_then(|user| state.users.get(user)).map(|user| user.organization.clone());
            let organization = spec.organization.or(home).unwrap_or_else(|| Organization::ROOT.to_owned());
            state.organization_keyed(&organization).map_err(|_| WorldError::NotFound)?;
            let grant = Grant { organization, user, scopes: spec.scopes, client: None, lifetime };
            Ok(state.issue_token(grant, moment))
        })
    }

    /// The audit log, oldest entry first.
    #[must_use]
    pub fn log(&self) -> Vec<AuditEntry> {
        self.read(|state, _| state.log.clone())
    }
}

/// The id of the user that a caller means.
fn known(state: &IdentityState, user: &str) -> Result<String, WorldError> {
    let found = state.users.get(user).or_else(|| state.user_called(Organization::ROOT, user));
    found.map(|user| user.id.clone()).ok_or(WorldError::UnknownUser)
}
