//! Looking after accounts.

use super::authenticator::Authenticator;
use super::driver::Stopped;
use super::enroll::Person;
use super::mistake::Mistake;
use super::rotate::key_handles;
use crate::dialect::{Capabilities, Manage, Managed, ReportKind};
use crate::error::Error;
use crate::model::{Account, AccountChange, AccountId, AccountState, ApprovalKey, ChallengeId, Enrollment, EventKind};
use crate::platform::Prompt;
use crate::protocol::text::display_text;
use crate::store::{Row, StoreError};

/// The most characters of an account's own name.
const MAX_LABEL: usize = 64;

/// How far a removal goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Removal {
    /// Tell the server, then forget. Stays in progress until the server has confirmed.
    Everywhere,
    /// Forget here at once. The server may go on sending challenges nobody can answer.
    OnlyHere,
}

impl Authenticator {
    /// All accounts in order of enrollment, damaged ones included.
    ///
    /// # Errors
    /// When storage fails.
    pub fn accounts(&self) -> Result<Vec<Row<Account>>, Error> {
        Ok(self.store().accounts()?)
    }

    /// One account.
    ///
    /// # Errors
    /// `account.not_found`, or when storage fails.
    pub fn account(&self, id: &AccountId) -> Result<Account, Error> {
        self.known_account(id)
    }

    /// What the account's server can do, so that an app offers nothing else: a lockout, another key, a search for logins whose
    /// push got lost.
    ///
    /// # Errors
    /// `account.not_found`, `core.feature_disabled` for an account of a dialect that this build does not speak, or when storage
    /// fails.
    pub fn capabilities(&self, id: &AccountId) -> Result<Capabilities, Error> {
        let account = self.known_account(id)?;
        Ok(self.dialect(&account.dialect)?.capabilities())
    }

    /// Sets what the person calls an account on this device; an empty name takes it back. Contacts nobody.
    ///
    /// # Errors
    /// `core.invalid_name` for more than 64 characters or control characters.
    pub fn rename(&self, id: &AccountId, name: &str) -> Result<(), Error> {
        let label = display_text(name.trim(), MAX_LABEL).map_err(|_| Mistake::InvalidName)?;
        self.known_account(id)?;
        Ok(self.store().change_account(id, &AccountChange::Label((!label.is_empty()).then_some(label)))?)
    }

    /// Sets the name of this device in the account's device list on the server.
    ///
    /// # Errors
    /// `core.invalid_name`, or why the server did not take it.
    pub async fn name_device(&self, id: &AccountId, name: &str) -> Result<(), Error> {
        let name = display_text(name.trim(), MAX_LABEL).map_err(|_| Mistake::InvalidName)?;
        if name.is_empty() {
            return Err(Mistake::InvalidName.into());
        }
        let account = self.active_account(id)?;
        self.manage(&account, &Manage::Name(name)).await?;
        Ok(())
    }

    /// Removes an account. History stays.
    ///
    /// # Errors
    /// When the server cannot be told: the account is then marked as being removed, and [`Authenticator::refresh`] goes on.
    /// Also serves enrollments that never finished.
    pub async fn remove(&self, id: &AccountId, removal: Removal) -> Result<(), Error> {
        if let Some(enrollment) = self.unfinished(id)? {
            if removal == Removal::OnlyHere || enrollment.approval == ApprovalKey::Undecided {
                return self.abandon(enrollment).await;
            }
            // The server may have the device without our knowing, and lets only an enrolled device leave.
            if let Err(error) = self.finish(enrollment, Person::Away).await {
                return if self.unfinished(id)?.is_some() { Err(error) } else { Ok(()) };
            }
        }
        let account = self.known_account(id)?;
        let is_known_there = matches!(account.state, AccountState::Active | AccountState::Removing);
        if removal == Removal::OnlyHere || !is_known_there {
            return self.forget(&account).await;
        }
        self.store().change_account(id, &AccountChange::State(AccountState::Removing))?;
        self.finish_removal(&Account { state: AccountState::Removing, ..account }).await
    }

    /// Tells the issuer that somebody is attacking the account, and asks it to let nobody in.
    ///
    /// # Errors
    /// Why the issuer did not take the report.
    pub async fn lock_out(&self, id: &AccountId, challenge: Option<&ChallengeId>) -> Result<(), Error> {
        let account = self.active_account(id)?;
        let challenge = challenge.map(|challenge| challenge.server.clone());
        self.manage(&account, &Manage::Report { kind: ReportKind::Lockout, challenge }).await?;
        self.note(&account, EventKind::LockedOut);
        Ok(())
    }

    pub(super) async fn finish_removal(&self, account: &Account) -> Result<(), Error> {
        let account = self.complete_rotation(account.clone()).await?;
        match self.manage(&account, &Manage::Unenroll).await? {
            Managed::Done | Managed::DeviceGone => {}
        }
        // Without its key the account could not ask again, so the answer is kept before the key goes.
        self.store().change_account(&account.id, &AccountChange::State(AccountState::RemovedOnServer))?;
        self.forget(&account).await
    }

    async fn forget(&self, account: &Account) -> Result<(), Error> {
        for key in key_handles(account) {
            self.platform.signer.delete(&key).await?;
        }
        self.note(account, EventKind::Removed);
        Ok(self.store().remove_account(&account.id)?)
    }

    pub(super) fn unfinished(&self, id: &AccountId) -> Result<Option<Enrollment>, Error> {
        let mut enrollments = self.store().enrollments()?.into_iter().filter_map(Row::intact);
        Ok(enrollments.find(|enrollment| enrollment.id == *id))
    }

    /// Sends one change of the registration with a counter of its own.
    pub(super) async fn manage(&self, account: &Account, change: &Manage) -> Result<Managed, Error> {
        Ok(self.try_manage(account, change).await?)
    }

    /// The same, telling why it stopped.
    pub(super) async fn try_manage(&self, account: &Account, change: &Manage) -> Result<Managed, ManageError> {
        // Only signed messages need a counter of their own; without a key it counts codes.
        let counter = if account.key.is_some() { self.store().next_counter(&account.id)? } else { account.counter };
        let moment = self.moment(account)?;
        let flow = self.dialect(&account.dialect).map_err(Error::from)?.manage(account, change, counter, moment);
        Ok(self.exchange(account, Prompt::Silent, flow).await?)
    }
}

/// Why a change did not take effect: before or during the exchange.
#[derive(Debug)]
pub(super) enum ManageError {
    Before(Error),
    During(Stopped),
}

impl From<Error> for ManageError {
    fn from(error: Error) -> Self {
        Self::Before(error)
    }
}

impl From<StoreError> for ManageError {
    fn from(error: StoreError) -> Self {
        Self::Before(error.into())
    }
}

impl From<Stopped> for ManageError {
    fn from(stopped: Stopped) -> Self {
        Self::During(stopped)
    }
}

impl From<ManageError> for Error {
    fn from(error: ManageError) -> Self {
        match error {
            ManageError::Before(error) => error,
            ManageError::During(stopped) => stopped.into(),
        }
    }
}
