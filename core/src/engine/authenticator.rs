//! The one object that apps hold.

use std::sync::{Arc, Mutex, PoisonError};

use super::clocks::ServerClocks;
use super::driver::{Exchange, Keys, Stopped};
use super::failures::Failures;
use super::mistake::Mistake;
use crate::dialect::{DeviceInfo, Dialect, DialectError, Moment, RefusalCode, Registry};
use crate::error::Error;
use crate::model::{
    Account, AccountChange, AccountId, AccountState, DialectId, Event, EventKind, PushTarget, UnixTime,
};
use crate::platform::{Clock, Entropy, Prompt, Signer, Transport};
use crate::protocol::Flow;
use crate::protocol::url_rules::UrlRules;
use crate::store::{Store, StoreError};

/// A clock that differs by less than this many seconds is not worth a write.
const CLOCK_TOLERANCE: i64 = 5;

/// Everything the authenticator needs from the world.
#[derive(Clone)]
pub struct Platform {
    /// Accounts, challenges, journal.
    pub store: Arc<dyn Store>,
    /// Device keys.
    pub signer: Arc<dyn Signer>,
    /// HTTP.
    pub transport: Arc<dyn Transport>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// What servers are told about this device.
    pub device: DeviceInfo,
    /// What an issuer's address may be.
    pub rules: UrlRules,
}

/// A push authenticator: all accounts of one person on one device.
///
/// Cheap to create; holds no lock while it waits. See the [module documentation](super) for what survives a crash.
pub struct Authenticator {
    pub(super) platform: Platform,
    pub(super) dialects: Registry,
    pub(super) clocks: ServerClocks,
    pub(super) failures: Failures,
    /// Where pushes go, for accounts that are enrolled from now on.
    push: Mutex<Option<PushTarget>>,
}

impl Authenticator {
    /// An authenticator over `platform`. Contacts nobody.
    pub fn new(platform: Platform) -> Self {
        let clocks = ServerClocks::new(Arc::clone(&platform.clock));
        let push = Mutex::new(platform.device.push.clone());
        Self { platform, dialects: Registry::standard(), clocks, failures: Failures::default(), push }
    }

    pub(super) fn store(&self) -> &dyn Store {
        self.platform.store.as_ref()
    }

    pub(super) fn dialect(&self, id: &DialectId) -> Result<&dyn Dialect, Mistake> {
        self.dialects.dialect(id).ok_or(Mistake::UnknownDialect)
    }

    pub(super) fn push_target(&self) -> Option<PushTarget> {
        self.push.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn remember_push_target(&self, target: Option<PushTarget>) {
        *self.push.lock().unwrap_or_else(PoisonError::into_inner) = target;
    }

    /// The header by which an app that chose to be counted is counted.
    pub(super) fn telemetry(&self, dialect: &dyn Dialect) -> Option<(&'static str, String)> {
        self.platform.device.telemetry.as_ref().and_then(|about| dialect.telemetry(about))
    }

    /// The account, wherever it stands.
    pub(super) fn known_account(&self, id: &AccountId) -> Result<Account, Error> {
        match self.store().account(id) {
            Err(StoreError::NotFound) => Err(Mistake::UnknownAccount.into()),
            other => Ok(other?),
        }
    }

    /// The account, if it can be used.
    pub(super) fn active_account(&self, id: &AccountId) -> Result<Account, Error> {
        let account = self.known_account(id)?;
        if account.state == AccountState::Active { Ok(account) } else { Err(Mistake::NotActive.into()) }
    }

    /// Fresh randomness and the account's server time.
    pub(super) fn moment(&self, account: &Account) -> Result<Moment, Error> {
        self.moment_at(self.clocks.now(account))
    }

    pub(super) fn moment_at(&self, now: UnixTime) -> Result<Moment, Error> {
        let mut random = [0; 32];
        self.platform.entropy.fill(&mut random)?;
        Ok(Moment { now, random })
    }

    /// Runs a flow of an account with its own keys, and learns from what the server says about the device.
    pub(super) async fn exchange<T>(
        &self,
        account: &Account,
        prompt: Prompt,
        flow: Result<Flow<T>, DialectError>,
    ) -> Result<T, Stopped> {
        let exchange = Exchange {
            issuer: &account.issuer,
            clock_offset: account.clock_offset,
            keys: Keys::of(account),
            prompt,
            telemetry: self.dialects.dialect(&account.dialect).and_then(|dialect| self.telemetry(dialect)),
        };
        let result = self.drive(exchange, flow?).await;
        self.learn(account, &result);
        result
    }

    /// Keeps what an exchange taught about clock and device. A failure to store it changes nothing for the caller: the next exchange
    /// teaches it again.
    fn learn<T>(&self, account: &Account, result: &Result<T, Stopped>) {
        if let Some(offset) = self.clocks.offset(&account.issuer)
            && (offset.saturating_sub(account.clock_offset)).abs() > CLOCK_TOLERANCE
        {
            self.try_change(account, &AccountChange::ClockOffset(offset));
        }
        let Err(Stopped::Dialect(DialectError::Refused(refusal))) = result else { return };
        let is_suspended = matches!(refusal.code, RefusalCode::DeviceSuspended | RefusalCode::CounterReused);
        let (state, event) = if refusal.code == RefusalCode::DeviceUnknown {
            (AccountState::RemovedOnServer, EventKind::RemovedOnServer)
        } else {
            (AccountState::Suspended, EventKind::Suspended)
        };
        if account.state == AccountState::Active && (is_suspended || refusal.code == RefusalCode::DeviceUnknown) {
            self.try_change(account, &AccountChange::State(state));
            self.note(account, event);
        }
    }

    fn try_change(&self, account: &Account, change: &AccountChange) {
        if let Err(error) = self.store().change_account(&account.id, change) {
            tracing::warn!(account = %account.id, %error, "could not update the account");
        }
    }

    /// Adds a line to history; never the reason for a failure.
    pub(super) fn note(&self, account: &Account, kind: EventKind) -> Event {
        let event = Event {
            at: self.clocks.now(account),
            account: account.id.clone(),
            kind,
            account_name: account.account_name.clone(),
        };
        if let Err(error) = self.store().append_event(&event) {
            tracing::warn!(account = %account.id, %error, "could not write history");
        }
        event
    }
}
