//! The server's data and what every part of it needs.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::codes::AuthorizationCode;
use super::devices::Device;
use super::discovery::Registration;
use super::log::AuditEntry;
use super::logins::LoginSession;
use super::organizations::Organization;
use super::portals::PortalSession;
use super::pushes::PushContext;
use super::script_log::ScriptEntry;
use super::tokens::AccessToken;
use super::users::User;
use super::{IdentityApplication, PushOutcome, Switches};
use crate::gateway::PushMessage;
use crate::random::Random;
use crate::speaks::Mode;

/// Everything of the server that can change. Logins and what belongs to them are not kept in the data file.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct IdentityState {
    pub(crate) switches: Switches,
    /// By key: the domain of a root tenant or the id of an organization.
    pub(crate) organizations: BTreeMap<String, Organization>,
    /// By user id.
    pub(crate) users: BTreeMap<String, User>,
    /// By device id.
    pub(crate) devices: BTreeMap<String, Device>,
    /// By client id, besides those that are there from the start.
    pub(crate) applications: BTreeMap<String, IdentityApplication>,
    /// By value.
    pub(crate) tokens: BTreeMap<String, AccessToken>,
    pub(crate) log: Vec<AuditEntry>,
    /// What may become a device, by device id.
    #[serde(skip)]
    pub(crate) registrations: BTreeMap<String, Registration>,
    /// By push id.
    #[serde(skip)]
    pub(crate) pushes: BTreeMap<String, PushContext>,
    /// By key.
    #[serde(skip)]
    pub(super) logins: BTreeMap<String, LoginSession>,
    /// By value.
    #[serde(skip)]
    pub(super) codes: BTreeMap<String, AuthorizationCode>,
    /// Who is signed in to the pages for owners and administrators, by what the browser keeps.
    #[serde(skip)]
    pub(crate) portals: BTreeMap<String, PortalSession>,
    /// What the scripts of applications said.
    #[serde(skip)]
    pub(crate) script_log: Vec<ScriptEntry>,
    /// What the push provider answers for a device's token; it delivers to all others.
    #[serde(skip)]
    pub(crate) outcomes: BTreeMap<String, PushOutcome>,
    /// Pushes to send after the lock is released.
    #[serde(skip)]
    pub(super) outgoing: Vec<PushMessage>,
}

/// The present moment: what a change of the server may use besides its state.
pub(crate) struct IdentityMoment<'a> {
    /// Seconds since 1970.
    pub(crate) now: u64,
    pub(crate) random: &'a mut Random,
    /// Base URL of the server, without a trailing slash.
    pub(crate) url: &'a str,
    pub(crate) mode: Mode,
}

impl IdentityState {
    /// A server with the root tenant `carbon.super`, which has a mock FCM sender and no users.
    pub(crate) fn new() -> Self {
        let root = Organization::tenant(Organization::ROOT);
        Self { organizations: BTreeMap::from([(root.key.clone(), root)]), ..Self::default() }
    }

    /// The pushes that a change asked for.
    pub(crate) fn take_outgoing(&mut self) -> Vec<PushMessage> {
        std::mem::take(&mut self.outgoing)
    }
}

/// Says how much there is: keys of maps are tokens and addresses.
impl fmt::Debug for IdentityState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("IdentityState")
            .field("organizations", &self.organizations.len())
            .field("users", &self.users.len())
            .field("devices", &self.devices.len())
            .field("pushes", &self.pushes.len())
            .finish_non_exhaustive()
    }
}

impl IdentityMoment<'_> {
    /// A random UUID (version 4).
    pub(crate) fn uuid(&mut self) -> String {
        uuid(self.random)
    }

    /// 43 random characters: a value that nobody guesses.
    pub(crate) fn secret(&mut self) -> String {
        data_encoding::BASE64URL_NOPAD.encode(&self.random.bytes::<32>())
    }
}

/// A random UUID (version 4).
pub(crate) fn uuid(random: &mut Random) -> String {
    let mut bytes = random.bytes::<16>();
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = |part: &[u8]| data_encoding::HEXLOWER.encode(part);
    let groups = [&bytes[..4], &bytes[4..6], &bytes[6..8], &bytes[8..10], &bytes[10..]];
    groups.map(hex).join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_uuids_say_that_they_are_version_four() {
        let id = uuid(&mut Random::seeded(1, 0));

        let groups: Vec<usize> = id.split('-').map(str::len).collect();
        assert_eq!(groups, [8, 4, 4, 4, 12]);
        assert_eq!(id.chars().nth(14), Some('4'));
        assert!("89ab".contains(id.chars().nth(19).unwrap()));
    }
}
