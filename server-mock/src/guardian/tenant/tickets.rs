//! Enrollment tickets: what an administrator mails to a user, good for one enrollment.

use serde::{Deserialize, Serialize};

use super::FactorName;
use super::enrollments::Factor;
use super::links::{enrollment_uri, label};
use super::state::{TenantMoment, TenantState};
use crate::guardian::GuardianError;

/// An enrollment ticket.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Ticket {
    /// `gten_` and random characters; also the secret.
    pub(crate) id: String,
    pub(crate) user: String,
    /// Seconds since 1970.
    pub(crate) expires_at: u64,
    pub(crate) is_used: bool,
    /// The factor that the page is to offer, when the ticket names one.
    pub(crate) factor: Option<String>,
    /// Whether a user who has an enrollment may add another with it.
    pub(crate) allows_multiple: bool,
}

/// What a ticket is to be like.
#[derive(Clone, Debug, Default)]
pub(crate) struct TicketSpec {
    pub(crate) factor: Option<String>,
    pub(crate) allows_multiple: bool,
}

impl TenantState {
    pub(crate) fn add_ticket(
        &mut self,
        user: &str,
        spec: TicketSpec,
        moment: &mut TenantMoment<'_>,
    ) -> Result<Ticket, GuardianError> {
        self.user(user)?;
        let ticket = Ticket {
            id: moment.id("gten_"),
            user: user.to_owned(),
            expires_at: moment.now + self.settings.ticket_lifetime,
            is_used: false,
            factor: spec.factor,
            allows_multiple: spec.allows_multiple,
        };
        self.tickets.insert(ticket.id.clone(), ticket.clone());
        Ok(ticket)
    }

    /// A ticket that still may be used.
    pub(crate) fn open_ticket(&self, id: &str, now: u64) -> Result<&Ticket, GuardianError> {
        let ticket = self.tickets.get(id).ok_or(GuardianError::InvalidToken("invalid ticket"))?;
        if ticket.is_used {
            return Err(GuardianError::InvalidToken("the ticket was used"));
        }
        if ticket.expires_at <= now {
            return Err(GuardianError::InvalidToken("expired ticket"));
        }
        Ok(ticket)
    }

    /// Refuses a ticket whose user has an enrollment already, unless it is for a further one.
    pub(super) fn check_room(&self, id: &str) -> Result<(), GuardianError> {
        let is_full = |ticket: &Ticket| !ticket.allows_multiple && self.is_enrolled(&ticket.user);
        if self.tickets.get(id).is_some_and(is_full) { Err(GuardianError::EnrollmentConflict) } else { Ok(()) }
    }
}

/// What the page behind a ticket shows.
#[derive(Clone, Debug)]
pub(crate) struct TicketOffer {
    /// The link for the phone.
    pub(crate) uri: String,
    /// What the person knows the account by.
    pub(crate) label: String,
    pub(crate) issuer: String,
    pub(crate) recovery_code: Option<String>,
    /// Seconds that the link is good for.
    pub(crate) lifetime: u64,
}

impl TenantState {
    /// Invites a phone in the name of a ticket; what the ticket invited to before is withdrawn.
    pub(crate) fn offer_for_ticket(
        &mut self,
        id: &str,
        moment: &mut TenantMoment<'_>,
    ) -> Result<TicketOffer, GuardianError> {
        let ticket = self.open_ticket(id, moment.now)?.clone();
        self.check_room(id)?;
        if !self.settings.is_enabled(FactorName::PushNotification)
            || ticket.factor.is_some_and(|factor| factor != "push-notification")
        {
            return Err(GuardianError::FeatureDisabled);
        }
        let former = self.invitations.values().filter(|invitation| invitation.ticket.as_deref() == Some(id));
        for (value, enrollment) in
            former.map(|former| (former.value.clone(), former.enrollment.clone())).collect::<Vec<_>>()
        {
            self.invitations.remove(&value);
            self.enrollments.remove(&enrollment);
        }
        let pending = self.begin_enrollment(&ticket.user, Factor::Push, moment)?;
        let invitation = self.invite(&pending.id, Some(id), moment);
        Ok(TicketOffer {
            uri: enrollment_uri(self, &pending, &invitation.value, moment),
            label: label(self, &pending),
            issuer: self.settings.friendly_name.clone(),
            recovery_code: pending.recovery_code,
            lifetime: self.settings.transaction_lifetime,
        })
    }

    /// The link that the page behind a ticket showed last, as long as it is good.
    pub(crate) fn link_of_ticket(&self, id: &str, moment: &TenantMoment<'_>) -> Option<String> {
        self.open_ticket(id, moment.now).ok()?;
        let invitation = self.invitations.values().find(|invitation| invitation.ticket.as_deref() == Some(id))?;
        if invitation.is_used || invitation.expires_at <= moment.now {
            return None;
        }
        let pending = self.pending(&invitation.enrollment).ok()?;
        Some(enrollment_uri(self, pending, &invitation.value, moment))
    }
}

/// Where a person uses the ticket.
pub(crate) fn ticket_url(url: &str, id: &str) -> String {
    format!("{url}/guardian/enroll?ticket={id}")
}
