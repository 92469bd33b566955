//! Replacing a device key. An approval key is never replaced: that would need the person every time a lost reply is asked for again.
//!
//! The new key is noted before the server hears of it, and the old one is deleted only after the server has confirmed. In between
//! either key may be the one in force; asking with the new key finds out.

use super::accounts::ManageError;
use super::authenticator::Authenticator;
use super::driver::Stopped;
use super::enroll::{approval_key_handle, key_handle};
use crate::dialect::{DialectError, Manage, RefusalCode, Wanted};
use crate::error::Error;
use crate::model::{Account, AccountChange, AccountId, DeviceKey, EventKind, KeyHandle, KeyPurpose};
use crate::platform::{KeySpec, Prompt};

impl Authenticator {
    /// Replaces the account's device key by a new one of the same kind. An approval key stays: whoever wants another enrolls again.
    ///
    /// # Errors
    /// When the server cannot be told: [`Authenticator::refresh`] goes on; until then both keys are kept. When the server
    /// refuses the new key, the old one stays.
    pub async fn rotate_key(&self, id: &AccountId) -> Result<(), Error> {
        let mut account = self.active_account(id)?;
        if !self.dialect(&account.dialect)?.capabilities().key_rotation {
            return Err(DialectError::Unsupported.into());
        }
        let current = account.key.as_ref().ok_or(DialectError::Unsupported)?;
        if account.next_key.is_none() {
            let handle = key_handle(id, generation(&current.handle) + 1);
            let spec = KeySpec { purpose: KeyPurpose::Device, algorithms: vec![current.public.algorithm()] };
            let public = self.platform.signer.generate(&handle, &spec).await?;
            account.next_key = Some(DeviceKey { handle, public });
            self.store().change_account(id, &AccountChange::NextKey(account.next_key.clone()))?;
        }
        self.complete_rotation(account).await?;
        Ok(())
    }

    /// Ends a rotation that is under way; returns the account as it is then.
    pub(super) async fn complete_rotation(&self, account: Account) -> Result<Account, Error> {
        let (Some(_), Some(next)) = (&account.key, account.next_key.clone()) else { return Ok(account) };
        let change = Manage::Rotate { next: next.public.clone() };
        match self.try_manage(&account, &change).await {
            Ok(_) => self.promote(account, next).await,
            Err(ManageError::During(stopped)) if is_signature_refused(&stopped) => {
                self.probe(&account, &next).await?;
                self.promote(account, next).await
            }
            Err(ManageError::During(stopped)) if is_rotation_refused(&stopped) => {
                self.store().change_account(&account.id, &AccountChange::NextKey(None))?;
                self.platform.signer.delete(&next.handle).await?;
                Err(stopped.into())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Asks with the new key: it works when the server took it and only the reply was lost.
    async fn probe(&self, account: &Account, next: &DeviceKey) -> Result<(), Error> {
        let with_next = Account { key: Some(next.clone()), ..account.clone() };
        let moment = self.moment(account)?;
        let flow = self.dialect(&account.dialect)?.pending(&with_next, Wanted::All, moment);
        self.exchange(&with_next, Prompt::Silent, flow).await?;
        Ok(())
    }

    async fn promote(&self, account: Account, next: DeviceKey) -> Result<Account, Error> {
        self.store().change_account(&account.id, &AccountChange::PromoteNextKey)?;
        for key in device_key_handles(&account).filter(|key| *key != next.handle) {
            self.platform.signer.delete(&key).await?;
        }
        self.note(&account, EventKind::KeyRotated);
        Ok(Account { key: Some(next), next_key: None, ..self.known_account(&account.id)? })
    }
}

/// Where keys of the account may be.
pub(super) fn key_handles(account: &Account) -> impl Iterator<Item = KeyHandle> {
    let approval = account.key.is_some().then(|| approval_key_handle(&account.id));
    device_key_handles(account).chain(approval)
}

/// Where device keys may be: the one in force, and its neighbors, which a crash during a rotation may have left behind.
fn device_key_handles(account: &Account) -> impl Iterator<Item = KeyHandle> {
    let id = account.id.clone();
    let generations = account.key.as_ref().map(|key| generation(&key.handle));
    let generations = generations.map(|current| current.saturating_sub(1)..=current.saturating_add(1));
    generations.into_iter().flatten().map(move |generation| key_handle(&id, generation))
}

/// The number at the end of a handle that [`key_handle`] made.
fn generation(handle: &KeyHandle) -> u64 {
    let number = handle.as_str().rsplit('-').next().and_then(|number| number.parse().ok());
    number.unwrap_or_default()
}

fn is_signature_refused(stopped: &Stopped) -> bool {
    matches!(stopped, Stopped::Dialect(DialectError::Refused(refusal)) if refusal.code == RefusalCode::SignatureRefused)
}

/// Whether the server verified the request with the old key and said no for good: the old key stays in force.
fn is_rotation_refused(stopped: &Stopped) -> bool {
    let Stopped::Dialect(DialectError::Refused(refusal)) = stopped else { return false };
    matches!(refusal.code, RefusalCode::AlgorithmRefused | RefusalCode::Malformed)
}
