//! Telephone numbers and addresses that administrators registered for codes.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::state::{TenantMoment, TenantState};
use crate::guardian::GuardianError;

/// A telephone number or email address of a user.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Contact {
    /// `dev_` and random characters.
    pub(crate) id: String,
    pub(crate) user: String,
    pub(crate) kind: ContactKind,
    /// The number or address itself.
    pub(crate) address: String,
    pub(crate) name: Option<String>,
    /// How a telephone is to be reached, when that was said.
    pub(crate) preferred: Option<Channel>,
    /// Seconds since 1970.
    pub(crate) created_at: u64,
}

/// What a contact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ContactKind {
    Phone,
    Email,
}

/// How a telephone gets a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Channel {
    Sms,
    Voice,
}

impl Channel {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Voice => "voice",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        [Self::Sms, Self::Voice].into_iter().find(|channel| channel.name() == name)
    }
}

impl fmt::Debug for Contact {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Contact").field("id", &self.id).field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// A contact to register.
#[derive(Clone)]
pub(crate) struct ContactSpec {
    pub(crate) kind: ContactKind,
    pub(crate) address: String,
    pub(crate) name: Option<String>,
    pub(crate) preferred: Option<Channel>,
}

impl TenantState {
    /// Registers a contact, unless the user has the same one already.
    pub(crate) fn add_contact(
        &mut self,
        user: &str,
        spec: ContactSpec,
        moment: &mut TenantMoment<'_>,
    ) -> Result<Contact, GuardianError> {
        self.user(user)?;
        if self.contacts_of(user).any(|known| known.kind == spec.kind && known.address == spec.address) {
            return Err(GuardianError::EnrollmentConflict);
        }
        let contact = Contact {
            id: moment.id("dev_"),
            user: user.to_owned(),
            kind: spec.kind,
            address: spec.address,
            name: spec.name,
            preferred: spec.preferred,
            created_at: moment.now,
        };
        self.contacts.insert(contact.id.clone(), contact.clone());
        Ok(contact)
    }

    pub(crate) fn contacts_of<'a>(&'a self, user: &'a str) -> impl Iterator<Item = &'a Contact> {
        self.contacts.values().filter(move |contact| contact.user == user)
    }
}
