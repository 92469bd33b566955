//! Telling servers where pushes go.

use super::authenticator::Authenticator;
use super::inbox::Problem;
use crate::dialect::Manage;
use crate::error::Error;
use crate::model::{Account, AccountChange, AccountId, PushSync, PushTarget};
use crate::platform::Prompt;
use crate::protocol::HttpRequest;

impl Authenticator {
    /// Sets where pushes go, for all accounts and those enrolled later in this process, and tells their servers. Servers that cannot be told now are told by the
    /// next [`Authenticator::refresh`]; those accounts are returned.
    ///
    /// # Errors
    /// Only when storage fails.
    pub async fn set_push_target(&self, target: Option<PushTarget>) -> Result<Vec<Problem>, Error> {
        self.remember_push_target(target.clone());
        let mut problems = Vec::new();
        for mut account in self.active_accounts()? {
            if !self.dialect(&account.dialect)?.capabilities().challenges {
                continue;
            }
            if account.push.wanted != target {
                account.push.wanted.clone_from(&target);
                self.store().change_account(&account.id, &AccountChange::Push(account.push.clone()))?;
            }
            if let Err(error) = self.sync_push(&account).await {
                problems.push(Problem { account: account.id, error });
            }
        }
        Ok(problems)
    }

    /// The requests that open streams of hints, for devices without a push provider. What arrives on them goes to
    /// [`Authenticator::handle_push`]. A request serves once; ask again after a stream has ended.
    ///
    /// # Errors
    /// When storage or the key fail.
    pub async fn hint_streams(&self) -> Result<Vec<(AccountId, HttpRequest)>, Error> {
        let mut streams = Vec::new();
        for account in self.active_accounts()? {
            let moment = self.moment(&account)?;
            if let Some(flow) = self.dialect(&account.dialect)?.hint_stream(&account, moment) {
                let request = self.exchange(&account, Prompt::Silent, flow).await?;
                streams.push((account.id, request));
            }
        }
        Ok(streams)
    }

    /// Tells the server what it does not know yet. The new target counts as known only after the server has confirmed.
    pub(super) async fn sync_push(&self, account: &Account) -> Result<(), Error> {
        if !account.push.is_stale() {
            return Ok(());
        }
        let wanted = account.push.wanted.clone();
        self.manage(account, &Manage::Push(wanted.clone())).await?;
        let synced = PushSync { acknowledged: wanted.clone(), wanted };
        Ok(self.store().change_account(&account.id, &AccountChange::Push(synced))?)
    }
}
