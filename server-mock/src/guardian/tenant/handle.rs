//! The handle on a tenant that tests and routes share.

use super::enrollments::{Enrollment, Factor};
use super::links::{barcode_uri, enrollment_uri};
use super::state::{TenantMoment, TenantState};
use super::tickets::{TicketSpec, ticket_url};
use super::tokens::Grant;
use super::{
    AccessSpec, EnrollmentInvite, EnrollmentTicket, EnrollmentView, LogEntry, LoginContext, TenantClient,
    TenantSettings, TenantUser, TenantUserView, TransactionView,
};
use crate::gateway::SentHint;
use crate::guardian::GuardianError;
use crate::speaks::Mode;
use crate::world::{World, WorldError};

/// Users, enrollments and logins of a Guardian tenant. Clones are the same tenant.
#[derive(Clone, Debug)]
pub struct Tenant {
    world: World,
}

impl Tenant {
    pub(crate) fn new(world: World) -> Self {
        Self { world }
    }

    /// Looks at the state at the present time.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&TenantState, u64) -> T) -> T {
        self.world.read_tenant(look)
    }

    /// Changes the state, saves it and sends the pushes that were asked for.
    pub(crate) fn change<T>(&self, operation: impl FnOnce(&mut TenantState, &mut TenantMoment<'_>) -> T) -> T {
        self.world.change_tenant(operation)
    }

    /// How strictly requests are read.
    pub(crate) fn mode(&self) -> Mode {
        self.world.mode()
    }

    /// Base URL, without a trailing slash.
    pub(crate) fn url(&self) -> &str {
        &self.world.issuer().url
    }

    /// Adds a user.
    ///
    /// # Errors
    /// `UserExists`, or `InvalidSpec` naming the member that breaks a limit.
    pub fn add_user(&self, spec: &TenantUser) -> Result<TenantUserView, WorldError> {
        self.change(|state, moment| state.add_user(spec, moment)).map(|user| user.view())
    }

    /// All users by id.
    #[must_use]
    pub fn users(&self) -> Vec<TenantUserView> {
        self.read(|state, _| state.users.values().map(super::User::view).collect())
    }

    /// The user with this id, email address or user name.
    #[must_use]
    pub fn user(&self, login: &str) -> Option<TenantUserView> {
        self.read(|state, _| state.user_called(login).map(super::User::view))
    }

    /// Makes an enrollment ticket as an administrator does: good for one enrollment within five days.
    ///
    /// # Errors
    /// `UnknownUser`.
    pub fn enrollment_ticket(&self, user: &str) -> Result<EnrollmentTicket, WorldError> {
        let ticket = self.change(|state, moment| {
            let user = known(state, user)?;
            state.add_ticket(&user, TicketSpec::default(), moment).map_err(|_| WorldError::UnknownUser)
        })?;
        let ticket_url = ticket_url(self.url(), &ticket.id);
        Ok(EnrollmentTicket { ticket_id: ticket.id, ticket_url, expires_at: ticket.expires_at })
    }

    /// Makes a pending push enrollment and the links that a phone completes it with.
    ///
    /// # Errors
    /// `UnknownUser`.
    pub fn invite(&self, user: &str) -> Result<EnrollmentInvite, WorldError> {
        self.change(|state, moment| {
            let user = known(state, user)?;
            let pending = state.begin_enrollment(&user, Factor::Push, moment).map_err(|_| WorldError::UnknownUser)?;
            let invitation = state.invite(&pending.id, None, moment);
            Ok(EnrollmentInvite {
                uri: enrollment_uri(state, &pending, &invitation.value, moment),
                barcode_uri: barcode_uri(state, &pending, &invitation.value, moment),
                enrollment_id: pending.id,
                enrollment_tx_id: invitation.value,
                recovery_code: pending.recovery_code,
                expires_at: invitation.expires_at,
            })
        })
    }

    /// A token with which a browser starts the second factor of a user's login, valid for five minutes.
    ///
    /// # Errors
    /// `UnknownUser`.
    pub fn request_token(&self, user: &str) -> Result<String, WorldError> {
        self.change(|state, moment| {
            let user = known(state, user)?;
            state.request_token(&user, moment).map_err(|_| WorldError::UnknownUser)
        })
    }

    /// Issues an access token without the login that would give one.
    ///
    /// # Errors
    /// `UnknownUser`; `InvalidSpec` when it would live longer than a day.
    pub fn access_token(&self, spec: AccessSpec) -> Result<String, WorldError> {
        let lifetime = spec.lifetime.unwrap_or(3_600);
        if lifetime > 86_400 {
            return Err(WorldError::InvalidSpec("lifetime"));
        }
        self.change(|state, moment| {
            let subject = spec.user.as_deref().map(|user| known(state, user)).transpose()?;
            let audience = spec.audience.unwrap_or_else(|| format!("{}/api/v2/", moment.url));
            let grant = Grant { prefix: "", audience, scopes: spec.scopes, subject, client: spec.client, lifetime };
            Ok(state.issue(grant, moment))
        })
    }

    /// The enrollments of all users, pending ones included.
    #[must_use]
    pub fn enrollments(&self) -> Vec<EnrollmentView> {
        self.read(|state, _| state.enrollments.values().map(Enrollment::view).collect())
    }

    /// Forgets an enrollment, as an administrator does.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn remove_enrollment(&self, id: &str) -> Result<(), WorldError> {
        self.change(|state, moment| state.remove_enrollment(id, moment.now)).map_err(|_| WorldError::NotFound)
    }

    /// Starts a login that waits for an answer by push; returns the transaction's id.
    ///
    /// # Errors
    /// `UnknownUser`, `NoDevice` when no phone can be reached, `RateLimited`, `InvalidSpec`.
    pub fn start_login(&self, user: &str, context: LoginContext) -> Result<String, WorldError> {
        context.check()?;
        self.change(|state, moment| {
            let user = known(state, user)?;
            let now = moment.now;
            state.start_push(&user, context, moment).map(|transaction| transaction.id).map_err(|error| {
                match error.retry_at() {
                    Some(retry_at) => WorldError::RateLimited { retry_after: retry_at.saturating_sub(now) },
                    None => WorldError::NoDevice,
                }
            })
        })
    }

    /// How a login stands.
    #[must_use]
    pub fn transaction(&self, id: &str) -> Option<TransactionView> {
        self.read(|state, now| state.transactions.get(id).map(|transaction| transaction.view(now)))
    }

    /// All logins by id.
    #[must_use]
    pub fn transactions(&self) -> Vec<TransactionView> {
        self.read(|state, now| state.transactions.values().map(|transaction| transaction.view(now)).collect())
    }

    /// The tenant log, oldest entry first.
    #[must_use]
    pub fn log(&self) -> Vec<LogEntry> {
        self.read(|state, _| state.log.clone())
    }

    /// Every push sent so far, oldest first.
    #[must_use]
    pub fn pushes(&self) -> Vec<SentHint> {
        self.world.hints()
    }

    /// The tenant's rules.
    #[must_use]
    pub fn settings(&self) -> TenantSettings {
        self.read(|state, _| state.settings.clone())
    }

    /// Replaces the tenant's rules.
    ///
    /// # Errors
    /// `InvalidSpec` naming the member that breaks a limit; nothing changes then.
    pub fn set_settings(&self, settings: TenantSettings) -> Result<(), WorldError> {
        settings.check()?;
        self.change(|state, _| state.settings = settings);
        Ok(())
    }

    /// The applications that use the tenant.
    #[must_use]
    pub fn clients(&self) -> Vec<TenantClient> {
        self.read(|state, _| state.clients.values().cloned().collect())
    }

    /// Adds an application or replaces the one with the same id.
    ///
    /// # Errors
    /// `InvalidSpec` when the id or name is unusable.
    pub fn set_client(&self, client: TenantClient) -> Result<(), WorldError> {
        client.check()?;
        self.change(|state, _| state.clients.insert(client.client_id.clone(), client));
        Ok(())
    }

    /// Promises nothing when the data file could not be written.
    pub(crate) fn check_durable(&self) -> Result<(), GuardianError> {
        if self.world.is_failing() { Err(GuardianError::Unavailable) } else { Ok(()) }
    }
}

/// The id of the user that a caller means.
fn known(state: &TenantState, login: &str) -> Result<String, WorldError> {
    state.user_called(login).map(|user| user.id.clone()).ok_or(WorldError::UnknownUser)
}
