//! What waits for the person: by push, by asking, and from storage.

use std::collections::HashSet;
use std::time::Duration;

use super::authenticator::Authenticator;
use super::driver::Stopped;
use crate::dialect::{
    ChallengeError, DialectError, Hint, Incoming, Notice, NoticeKind, Pushed, RefusalCode, Reported, Wanted,
};
use crate::error::Error;
use crate::model::{
    Account, AccountId, AccountState, Challenge, ChallengeId, ChallengeStatus, Event, EventKind, HistoryEntry,
    HistoryPage,
};
use crate::platform::Prompt;
use crate::store::{Intake, Row};

/// What a push turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PushOutcome {
    /// Not for this software: pass it on.
    NotOurs,
    /// For no account on this device, or about a challenge that is over. Show nothing.
    Nothing,
    /// A challenge waits. Show it.
    Waiting(Box<Challenge>),
    /// News for the person to read, now in history: nothing is to be answered, and nothing proves it but that the server says so.
    Notice(Event),
}

/// What asking all servers brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refreshed {
    /// Challenges seen for the first time.
    pub new: Vec<Challenge>,
    /// What went wrong, account by account; the others are up to date.
    pub problems: Vec<Problem>,
}

/// What went wrong with one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The account.
    pub account: AccountId,
    /// Why.
    pub error: Error,
}

/// Many requests in a short time: somebody may be hoping for a tired tap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Burst {
    /// How many requests.
    pub requests: usize,
    /// Within how many seconds.
    pub window: i64,
}

impl Burst {
    /// From this many requests within [`Burst::WINDOW`] seconds on, the person is warned.
    pub const THRESHOLD: usize = 4;
    /// Ten minutes.
    pub const WINDOW: i64 = 600;
}

impl Authenticator {
    /// Takes a push payload. Where the server has more to say than the push, it is asked; nothing else in the push is shown or
    /// believed then. The same payload may be taken again, after a failure or because it arrived twice: it is one challenge.
    ///
    /// # Errors
    /// When it is ours but malformed, the server cannot be reached, or the challenge is refused as unsafe.
    pub async fn handle_push(&self, payload: &[u8]) -> Result<PushOutcome, Error> {
        let Some((dialect, pushed)) = self.dialects.parse_push(payload) else { return Ok(PushOutcome::NotOurs) };
        let (id, pushed) = (dialect.id(), pushed?);
        let address = match &pushed {
            Pushed::Challenge(hint) => &hint.address,
            Pushed::Notice(notice) => &notice.address,
        };
        let addressed = |account: &Account| account.dialect == id && dialect.is_addressed(account, address);
        let Some(account) = self.active_accounts()?.into_iter().find(addressed) else {
            return Ok(PushOutcome::Nothing);
        };
        let hint = match pushed {
            Pushed::Challenge(hint) => hint,
            Pushed::Notice(Notice { kind: NoticeKind::DeviceAdded, .. }) => {
                return Ok(PushOutcome::Notice(self.note(&account, EventKind::DeviceAdded)));
            }
        };
        let account = self.complete_rotation(account).await?;
        self.fetch_hinted(&account, &hint).await
    }

    async fn fetch_hinted(&self, account: &Account, hint: &Hint) -> Result<PushOutcome, Error> {
        let challenge = match self.fetch(account, Wanted::One(hint.clone())).await {
            Ok(incoming) => incoming.into_iter().next(),
            Err(Stopped::Dialect(DialectError::Refused(refusal))) if refusal.code == RefusalCode::NotFound => None,
            Err(stopped) => return Err(stopped.into()),
        };
        match challenge {
            None | Some(Err(ChallengeError::Expired)) => Ok(PushOutcome::Nothing),
            Some(Err(refused)) => {
                self.note_refused(account, refused);
                Err(refused.into())
            }
            Some(Ok(challenge)) => Ok(match self.store().record_challenge(&challenge)? {
                Intake::New | Intake::Known(ChallengeStatus::Pending) => {
                    PushOutcome::Waiting(Box::new(self.known_challenge(&challenge.id)?.0))
                }
                Intake::Known(_) => PushOutcome::Nothing,
            }),
        }
    }

    /// Asks every server what waits, and brings everything else up to date on the way: unconfirmed answers, interrupted
    /// enrollments, rotations and removals, push registration, challenges that ended elsewhere.
    ///
    /// # Errors
    /// Only when storage fails. What goes wrong with one account is in [`Refreshed::problems`].
    pub async fn refresh(&self) -> Result<Refreshed, Error> {
        self.resume_enrollments().await?;
        self.settle_journal().await?;
        self.ask_servers(&HashSet::new()).await
    }

    /// Asks what waits and brings the accounts up to date, all but those that are left alone.
    pub(super) async fn ask_servers(&self, left_alone: &HashSet<AccountId>) -> Result<Refreshed, Error> {
        let mut refreshed = Refreshed::default();
        for account in self.store().accounts()?.into_iter().filter_map(Row::intact) {
            if left_alone.contains(&account.id) {
                continue;
            }
            let result = match account.state {
                AccountState::Active => self.refresh_account(account.clone(), &mut refreshed.new).await,
                AccountState::Removing => self.finish_removal(&account).await,
                AccountState::RemovedOnServer | AccountState::Suspended => Ok(()),
            };
            if let Err(error) = result {
                refreshed.problems.push(Problem { account: account.id, error });
            }
        }
        Ok(refreshed)
    }

    async fn refresh_account(&self, account: Account, new: &mut Vec<Challenge>) -> Result<(), Error> {
        let account = self.complete_rotation(account).await?;
        let incoming = self.fetch(&account, Wanted::All).await?;
        let mut waiting = HashSet::new();
        let mut refused = None;
        for challenge in incoming {
            match challenge {
                Ok(challenge) => {
                    if self.store().record_challenge(&challenge)? == Intake::New {
                        new.push(challenge.clone());
                    }
                    waiting.insert(challenge.id);
                }
                Err(ChallengeError::Expired) => {}
                Err(error) => refused = Some(error),
            }
        }
        if self.dialect(&account.dialect)?.capabilities().polling {
            self.settle_vanished(&account, &waiting).await?;
        }
        self.sync_push(&account).await?;
        match refused {
            Some(error) => {
                self.note_refused(&account, error);
                Err(error.into())
            }
            None => Ok(()),
        }
    }

    async fn fetch(&self, account: &Account, wanted: Wanted) -> Result<Vec<Incoming>, Stopped> {
        let moment = self.moment(account).map_err(|_| DialectError::Unsupported)?;
        let dialect = self.dialect(&account.dialect).map_err(|_| DialectError::Unsupported)?;
        self.exchange(account, Prompt::Silent, dialect.pending(account, wanted, moment)).await
    }

    /// Challenges that waited here and are no longer at the server: somebody or something ended them.
    async fn settle_vanished(&self, account: &Account, waiting: &HashSet<ChallengeId>) -> Result<(), Error> {
        for challenge in self.store().pending(self.clocks.local())?.into_iter().filter_map(Row::intact) {
            if challenge.id.account != account.id || waiting.contains(&challenge.id) {
                continue;
            }
            let Reported::Recorded(recorded, attribution) = self.ask(account, &challenge.id, None).await? else {
                continue;
            };
            // Another process may have answered meanwhile: then whose answer it was is for the journal to say.
            if self.store().journal_entry(&challenge.id)?.is_none() {
                self.settle(account, &challenge.id, recorded, attribution);
            }
        }
        Ok(())
    }

    /// Challenges that wait for the person, oldest first, as stored on this device. Contacts nobody.
    ///
    /// # Errors
    /// When storage fails.
    pub fn pending(&self) -> Result<Vec<Challenge>, Error> {
        let rows = self.store().pending(self.clocks.local())?;
        let waiting = rows.into_iter().filter_map(Row::intact).filter(|challenge| !self.is_over(challenge));
        Ok(waiting.collect())
    }

    fn is_over(&self, challenge: &Challenge) -> bool {
        let Ok(account) = self.store().account(&challenge.id.account) else { return false };
        challenge.leaves_at() <= self.clocks.now(&account)
    }

    /// How long ago the server made a challenge, by the server's clock: to be shown beside it, above all where no end is known.
    pub fn age(&self, challenge: &Challenge) -> Duration {
        let now = self
            .store()
            .account(&challenge.id.account)
            .map_or_else(|_| self.clocks.local(), |account| self.clocks.now(&account));
        challenge.issued_at.until(now)
    }

    /// One challenge and where it stands.
    ///
    /// # Errors
    /// `challenge.not_found`, or when storage fails.
    pub fn challenge(&self, id: &ChallengeId) -> Result<(Challenge, ChallengeStatus), Error> {
        self.known_challenge(id)
    }

    /// What happened, newest first.
    ///
    /// # Errors
    /// When storage fails.
    pub fn history(&self, page: &HistoryPage) -> Result<Vec<Row<HistoryEntry>>, Error> {
        Ok(self.store().history(page, self.clocks.local())?)
    }

    /// Whether unusually many requests came for the account of `challenge` shortly before it.
    ///
    /// # Errors
    /// When storage fails.
    pub fn burst(&self, challenge: &Challenge) -> Result<Option<Burst>, Error> {
        let since = challenge.issued_at.plus(-Burst::WINDOW);
        let page = HistoryPage { account: Some(challenge.id.account.clone()), before: None, limit: 50 };
        let recent = self.store().history(&page, self.clocks.local())?.into_iter().filter_map(Row::intact);
        let over =
            recent.filter(|entry| matches!(entry, HistoryEntry::Challenge { .. }) && entry.at() >= since).count();
        let waiting = self.pending()?.iter().filter(|other| other.id.account == challenge.id.account).count();
        let requests = over + waiting;
        Ok((requests >= Burst::THRESHOLD).then_some(Burst { requests, window: Burst::WINDOW }))
    }

    fn note_refused(&self, account: &Account, error: ChallengeError) {
        let kind = match error {
            ChallengeError::Weak(_) => EventKind::WeakChallengeRefused,
            ChallengeError::Unverifiable(_)
            | ChallengeError::NotForUs
            | ChallengeError::Lifetime
            | ChallengeError::Expired
            | ChallengeError::Text(_)
            | ChallengeError::Member => EventKind::ForgedChallengeRefused,
        };
        self.note(account, kind);
    }

    pub(super) fn active_accounts(&self) -> Result<Vec<Account>, Error> {
        let accounts = self.store().accounts()?.into_iter().filter_map(Row::intact);
        Ok(accounts.filter(|account| account.state == AccountState::Active).collect())
    }
}
