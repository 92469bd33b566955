//! Enrollment tickets: what an administrator mails to a user, good for one enrollment.

use serde::{Deserialize, Serialize};

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
}

/// Where a person uses the ticket.
pub(crate) fn ticket_url(url: &str, id: &str) -> String {
    format!("{url}/guardian/enroll?ticket={id}")
}
