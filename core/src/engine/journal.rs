//! From a stored decision to a recorded one.

use super::authenticator::Authenticator;
use super::decide::conclude;
use super::driver::Stopped;
use crate::dialect::{Attribution, DialectError, RefusalCode, Reported};
use crate::error::Error;
use crate::model::{
    Account, AccountState, ChallengeId, ChallengeStatus, DecisionState, JournalEntry, Recorded, Settlement,
};
use crate::platform::Prompt;
use crate::store::Row;

/// How long after the end of a challenge a server must still know what it recorded, in seconds.
const OUTCOME_LIFE: i64 = 24 * 60 * 60;

impl Authenticator {
    /// Sends a fresh answer. When no trustworthy reply comes, asks what the server recorded.
    pub(super) async fn deliver(&self, account: &Account, entry: &JournalEntry) -> Result<DecisionState, Error> {
        match self.send_answer(account, entry).await {
            Ok(settlement) => conclude(entry.verdict, settlement),
            Err(stopped) if stopped.was_surely_not_sent() => {
                Err(Error::from(stopped).with_decision(DecisionState::NotSent))
            }
            Err(stopped) if is_refused(&stopped) => Err(Error::from(stopped).with_decision(DecisionState::NotSent)),
            Err(stopped) => match self.reconcile(account, entry).await {
                Ok(settlement) => conclude(entry.verdict, settlement),
                Err(_) => Err(Error::from(stopped).with_decision(DecisionState::Unknown)),
            },
        }
    }

    /// Goes on with a journaled decision after a crash or a lost reply.
    pub(super) async fn conclude_journaled(&self, id: &ChallengeId) -> Result<DecisionState, Error> {
        let entry = self.store().journal_entry(id)?.ok_or(super::Mistake::UnknownChallenge)?;
        let account = self.active_account(&id.account).map_err(unknown)?;
        let account = self.complete_rotation(account).await.map_err(unknown)?;
        let settlement = self.reconcile(&account, &entry).await.map_err(|stopped| unknown(stopped.into()))?;
        conclude(entry.verdict, settlement)
    }

    /// Finds out what became of every answer that is not confirmed, and sends again what the server does not have.
    /// Returns how many are settled now.
    ///
    /// # Errors
    /// Only when storage fails; what the network does not allow now is tried again next time.
    pub async fn settle_journal(&self) -> Result<usize, Error> {
        let mut settled = 0;
        for entry in self.store().unsettled()?.into_iter().filter_map(Row::intact) {
            let Ok(account) = self.store().account(&entry.challenge.account) else { continue };
            if account.state != AccountState::Active || self.is_forgotten(&account, &entry) {
                continue;
            }
            let Ok(account) = self.complete_rotation(account).await else { continue };
            match self.reconcile(&account, &entry).await {
                Ok(_) => settled += 1,
                Err(stopped) => tracing::info!(challenge = %entry.challenge, reason = ?stopped, "not settled yet"),
            }
        }
        Ok(settled + self.sign_latched_denies().await?)
    }

    /// Asks first where the server can tell, sends only when nothing is recorded.
    async fn reconcile(&self, account: &Account, entry: &JournalEntry) -> Result<Settlement, Stopped> {
        let dialect = self.dialect(&account.dialect).map_err(|_| DialectError::Unsupported)?;
        if !dialect.capabilities().outcome {
            return self.send_answer(account, entry).await;
        }
        match self.ask(account, &entry.challenge, Some(entry)).await? {
            Reported::Recorded(recorded, attribution) => {
                Ok(self.settle(account, &entry.challenge, recorded, attribution))
            }
            Reported::Pending => self.send_answer(account, entry).await,
        }
    }

    async fn send_answer(&self, account: &Account, entry: &JournalEntry) -> Result<Settlement, Stopped> {
        let moment = self.moment(account).map_err(|_| DialectError::Unsupported)?;
        let dialect = self.dialect(&account.dialect).map_err(|_| DialectError::Unsupported)?;
        let flow = dialect.deliver(account, entry, moment);
        match self.exchange(account, Prompt::Silent, flow).await? {
            Reported::Recorded(recorded, attribution) => {
                Ok(self.settle(account, &entry.challenge, recorded, attribution))
            }
            Reported::Pending => Err(DialectError::Unacceptable("outcome").into()),
        }
    }

    /// Asks what the server recorded for a challenge.
    pub(super) async fn ask(
        &self,
        account: &Account,
        id: &ChallengeId,
        entry: Option<&JournalEntry>,
    ) -> Result<Reported, Stopped> {
        let moment = self.moment(account).map_err(|_| DialectError::Unsupported)?;
        let dialect = self.dialect(&account.dialect).map_err(|_| DialectError::Unsupported)?;
        self.exchange(account, Prompt::Silent, dialect.outcome(account, id, entry, moment)).await
    }

    /// Writes down how a challenge ended. When that fails the server is simply asked again later.
    pub(super) fn settle(
        &self,
        account: &Account,
        id: &ChallengeId,
        recorded: Recorded,
        attribution: Attribution,
    ) -> Settlement {
        let by_us = attribution == Attribution::ThisAnswer;
        let settlement = Settlement { recorded, by_us, at: self.clocks.now(account) };
        self.store().settle(id, &settlement).unwrap_or_else(|error| {
            tracing::warn!(challenge = %id, %error, "could not store how a challenge ended");
            settlement
        })
    }

    /// Whether the server need not remember the challenge any more, so that asking would never end. A challenge whose record
    /// is damaged counts from when it was decided.
    fn is_forgotten(&self, account: &Account, entry: &JournalEntry) -> bool {
        let expires_at = self.store().challenge(&entry.challenge).ok().and_then(|(challenge, _)| challenge.expires_at);
        self.clocks.now(account).since(expires_at.unwrap_or(entry.decided_at)) > OUTCOME_LIFE
    }

    /// Denies whose key was locked when the person decided.
    async fn sign_latched_denies(&self) -> Result<usize, Error> {
        let mut sent = 0;
        for challenge in self.store().latched(self.clocks.local())?.into_iter().filter_map(Row::intact) {
            let Ok((_, ChallengeStatus::Latched { reason })) = self.store().challenge(&challenge.id) else { continue };
            match self.deny(&challenge.id, reason).await {
                Ok(_) => sent += 1,
                Err(error) => {
                    tracing::info!(challenge = %challenge.id, code = error.code, "a latched deny is not sent yet");
                }
            }
        }
        Ok(sent)
    }
}

/// Whether the server said clearly that it did not record this answer.
fn is_refused(stopped: &Stopped) -> bool {
    let Stopped::Dialect(DialectError::Refused(refusal)) = stopped else { return false };
    !matches!(refusal.code, RefusalCode::Unavailable | RefusalCode::Redirect | RefusalCode::Other)
}

fn unknown(error: Error) -> Error {
    error.with_decision(DecisionState::Unknown)
}
