//! The tenant's data and what every part of it needs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::consents::Consent;
use super::contacts::Contact;
use super::enrollments::{Enrollment, Invitation};
use super::log::LogEntry;
use super::oauth::OauthState;
use super::providers::Providers;
use super::push::SentPush;
use super::rates::Rates;
use super::tickets::Ticket;
use super::tokens::AccessToken;
use super::transactions::Transaction;
use super::users::User;
use super::{TenantClient, TenantSettings};
use crate::gateway::PushMessage;
use crate::random::Random;
use crate::speaks::Mode;

/// Everything of a tenant that can change. Logins and what belongs to them are not kept in the data file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct TenantState {
    pub(crate) settings: TenantSettings,
    pub(crate) providers: Providers,
    /// By user id.
    pub(crate) users: BTreeMap<String, User>,
    /// By client id.
    pub(crate) clients: BTreeMap<String, TenantClient>,
    /// By enrollment id, pending ones included.
    pub(crate) enrollments: BTreeMap<String, Enrollment>,
    /// By contact id.
    pub(crate) contacts: BTreeMap<String, Contact>,
    /// By the value a device presents: the `enrollment_tx_id`.
    pub(crate) invitations: BTreeMap<String, Invitation>,
    /// By ticket id.
    pub(crate) tickets: BTreeMap<String, Ticket>,
    /// By value.
    pub(crate) tokens: BTreeMap<String, AccessToken>,
    pub(crate) log: Vec<LogEntry>,
    /// Grants on their way to tokens.
    #[serde(skip)]
    pub(crate) oauth: OauthState,
    /// Key of the tenant's own tokens.
    pub(super) signing_key: Option<[u8; 32]>,
    /// By transaction id.
    #[serde(skip)]
    pub(crate) transactions: BTreeMap<String, Transaction>,
    /// By the transaction token that the push carries.
    #[serde(skip)]
    pub(crate) pushes: BTreeMap<String, SentPush>,
    /// By consent id.
    #[serde(skip)]
    pub(crate) consents: BTreeMap<String, Consent>,
    /// Enrollment and `jti` of proofs, with the time after which they cannot be accepted anyway.
    #[serde(skip)]
    pub(super) proofs: BTreeMap<(String, String), u64>,
    #[serde(skip)]
    pub(crate) rates: Rates,
    /// Pushes to send after the lock is released.
    #[serde(skip)]
    pub(super) outgoing: Vec<PushMessage>,
}

/// The present moment: what a change of the tenant may use besides its state.
pub(crate) struct TenantMoment<'a> {
    /// Seconds since 1970.
    pub(crate) now: u64,
    pub(crate) random: &'a mut Random,
    /// Base URL of the tenant, without a trailing slash.
    pub(crate) url: &'a str,
    pub(crate) mode: Mode,
}

impl TenantState {
    /// An empty tenant with the demo client.
    pub(crate) fn new() -> Self {
        let mut state = Self::default();
        let client = TenantClient::demo();
        state.clients.insert(client.client_id.clone(), client);
        state
    }

    /// The pushes that a change asked for.
    pub(crate) fn take_outgoing(&mut self) -> Vec<PushMessage> {
        std::mem::take(&mut self.outgoing)
    }
}

impl TenantMoment<'_> {
    /// `prefix` and 16 random characters of the id alphabet without `-` and `_`.
    pub(crate) fn id(&mut self, prefix: &str) -> String {
        format!("{prefix}{}", self.text(ALPHANUMERIC, 16))
    }

    /// `prefix` and 43 random characters: a value that nobody guesses.
    pub(crate) fn secret(&mut self, prefix: &str) -> String {
        format!("{prefix}{}", self.text(ALPHANUMERIC, 43))
    }

    /// `length` characters of `alphabet`, every one equally likely.
    pub(crate) fn text(&mut self, alphabet: &[u8], length: usize) -> String {
        let size = u32::try_from(alphabet.len()).expect("alphabets are short");
        let pick = |random: &mut Random| {
            let index = usize::try_from(random.below(size)).expect("an index fits a usize");
            char::from(alphabet[index])
        };
        (0..length).map(|_| pick(self.random)).collect()
    }

    /// Base URL of the device API and the browser's API.
    pub(crate) fn service_url(&self) -> String {
        format!("{}{SERVICE_PATH}", self.url)
    }
}

/// Path of the device API and the browser's API below the tenant.
pub(crate) const SERVICE_PATH: &str = "/appliance-mfa";
const ALPHANUMERIC: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
