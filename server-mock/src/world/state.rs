//! The state machine's data and what every part of it needs.

use std::collections::{BTreeMap, BTreeSet};

use super::backchannel::{BackchannelLogin, Client};
use super::counters::UsedCounter;
use super::effects::Effect;
use super::model::{Device, LoginRecord, Notice, NoticeKind, Ticket, User};
use super::{Issuer, Settings};
use crate::guardian::tenant::TenantState;
use crate::random::Random;
use crate::wso2::identity::IdentityState;

/// Everything that can change.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    pub(super) settings: Settings,
    pub(super) users: BTreeMap<String, User>,
    pub(super) devices: BTreeMap<String, Device>,
    /// By ticket value.
    pub(super) tickets: BTreeMap<String, Ticket>,
    /// Ticket values by offer id.
    pub(super) offers: BTreeMap<String, String>,
    pub(super) logins: BTreeMap<String, LoginRecord>,
    /// Ids of logins that may still wait, by user name.
    pub(super) open_logins: BTreeMap<String, Vec<String>>,
    /// Login ids by challenge id.
    pub(super) challenges: BTreeMap<String, String>,
    /// By device id and counter.
    pub(super) counters: BTreeMap<(String, u64), UsedCounter>,
    /// Device id and `jti` of proofs, with the time after which they cannot be accepted anyway.
    pub(super) proofs: BTreeMap<(String, String), u64>,
    /// Number of proofs at which outdated ones are dropped.
    pub(super) proofs_limit: usize,
    pub(super) clients: BTreeMap<String, Client>,
    /// By `auth_req_id`.
    pub(super) backchannel: BTreeMap<String, BackchannelLogin>,
    /// The Guardian tenant; it stays empty when the server speaks another protocol.
    pub(super) tenant: TenantState,
    /// The WSO2 server; it has one empty tenant when the server speaks another protocol.
    pub(super) identity: IdentityState,
    pub(super) effects: Vec<Effect>,
    pub(super) changed: BTreeSet<Row>,
}

/// The present moment: what a change of the state may use besides the state.
pub(crate) struct Moment<'a> {
    pub(crate) now: u64,
    pub(crate) random: &'a mut Random,
    pub(crate) issuer: &'a Issuer,
}

/// A part of the state that the data file keeps.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Row {
    User(String),
    Device(String),
    Ticket(String),
    Counter(String, u64),
    Tenant,
    Identity,
}

impl State {
    /// An empty world with the demo client.
    pub(crate) fn new() -> Self {
        let mut state = Self { tenant: TenantState::new(), identity: IdentityState::new(), ..Self::default() };
        let client = Client::demo();
        state.clients.insert(client.id.clone(), client);
        state
    }

    /// Marks a user as changed and returns it.
    pub(super) fn user_mut(&mut self, name: &str) -> Option<&mut User> {
        let user = self.users.get_mut(name)?;
        self.changed.insert(Row::User(name.to_owned()));
        Some(user)
    }

    /// Marks a device as changed and returns it.
    pub(super) fn device_mut(&mut self, id: &str) -> Option<&mut Device> {
        let device = self.devices.get_mut(id)?;
        self.changed.insert(Row::Device(id.to_owned()));
        Some(device)
    }

    pub(super) fn notify(&mut self, user: &str, kind: NoticeKind, device: &str, now: u64) {
        if let Some(user) = self.user_mut(user) {
            user.notices.push(Notice { time: now, kind, device: device.to_owned() });
        }
    }
}
