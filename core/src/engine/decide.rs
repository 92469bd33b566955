//! Approve and deny.
//!
//! The order is the promise: sign, then one durable step that moves the challenge from pending to decided together with the
//! exact bytes, then send. Whatever ends the process in between, the journal knows what may have been sent. A deny takes a durable
//! step more, before it is signed: from then on nothing can approve the challenge.

use super::authenticator::Authenticator;
use super::mistake::Mistake;
use crate::error::Error;
use crate::model::{
    Account, Challenge, ChallengeId, ChallengeStatus, Decision, DecisionState, DenyReason, JournalEntry, Number,
    Recorded, Requirement, Restriction, Settlement, UserVerification, Verdict,
};
use crate::platform::Prompt;
use crate::store::{Decided, StoreError};

/// More processes than this never fight for one account's counter.
const MAX_COUNTER_TRIES: usize = 16;

/// How the person approves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// The number from the login page, where the challenge asks for one.
    pub number: Option<Number>,
    /// How the person was verified for this approval.
    pub verification: UserVerification,
}

impl Approval {
    /// An approval with the number that the login page shows.
    ///
    /// # Errors
    /// When `typed` is no number.
    pub fn with_number(typed: &str) -> Result<Self, Error> {
        Ok(Self { number: Some(Number::parse(typed)?), verification: UserVerification::None })
    }

    /// An approval of a challenge that asks for no number.
    pub const fn without_number() -> Self {
        Self { number: None, verification: UserVerification::None }
    }

    /// The same, by a person who was verified.
    #[must_use]
    pub fn verified_by(self, verification: UserVerification) -> Self {
        Self { verification, ..self }
    }
}

impl Authenticator {
    /// Answers "it is me", once.
    ///
    /// The decision is stored before it is sent, so a crash or a canceled call leaves it in the journal rather than lost, and
    /// calling again with the same answer goes on where it stopped. `Ok` means that the server recorded this approval.
    ///
    /// # Errors
    /// Says where the decision stands in [`Error::decision`]. A wrong number is `answer.number_mismatch`, an earlier deny
    /// `answer.already_answered`. Where the phone can tell that the number is wrong, nothing but a deny is sent.
    pub async fn approve(&self, id: &ChallengeId, approval: Approval) -> Result<DecisionState, Error> {
        self.decide(id, Decision::Approve { number: approval.number, verification: approval.verification }).await
    }

    /// Answers "it is not me", once. Never needs a number.
    ///
    /// The deny is latched: from the moment this returns, even with an error, nothing on this device can approve the challenge.
    ///
    /// # Errors
    /// Says where the decision stands in [`Error::decision`].
    pub async fn deny(&self, id: &ChallengeId, reason: Option<DenyReason>) -> Result<DecisionState, Error> {
        self.decide(id, Decision::Deny { reason }).await
    }

    async fn decide(&self, id: &ChallengeId, decision: Decision) -> Result<DecisionState, Error> {
        let (challenge, status) = self.known_challenge(id)?;
        let decision = self.judged(&challenge, decision);
        let verdict = decision.verdict();
        if let Some(over) = self.unless_open(id, verdict, status).await {
            return over;
        }
        if let Decision::Deny { reason } = decision
            && let Some(over) = self.latch(id, reason, status).await?
        {
            return over;
        }
        for _ in 0..MAX_COUNTER_TRIES {
            let account = self.active_account(&id.account).map_err(not_sent)?;
            if verdict == Verdict::Approve {
                self.check(&account, &challenge, &decision).map_err(not_sent)?;
            }
            let (account, entry) = self.sign(account, &challenge, &decision).await.map_err(not_sent)?;
            match self.store().decide(&entry).map_err(|error| not_sent(error.into()))? {
                Decided::Now => return self.deliver(&account, &entry).await,
                Decided::CounterTaken => {}
                Decided::Ended(settlement) => return conclude(verdict, settlement),
                Decided::Before { status, .. } => {
                    let over = self.unless_open(id, verdict, status).await;
                    return over.unwrap_or_else(|| Err(not_sent(Mistake::Contended.into())));
                }
            }
        }
        Err(not_sent(Mistake::Contended.into()))
    }

    /// The decision as the account's dialect judges it: a wrong number may already be known as such.
    fn judged(&self, challenge: &Challenge, decision: Decision) -> Decision {
        let dialect = self.store().account(&challenge.id.account).ok().map(|account| account.dialect);
        match dialect.as_ref().and_then(|dialect| self.dialects.dialect(dialect)) {
            Some(dialect) => dialect.judge(challenge, decision),
            None => decision,
        }
    }

    pub(super) fn known_challenge(&self, id: &ChallengeId) -> Result<(Challenge, ChallengeStatus), Error> {
        match self.store().challenge(id) {
            Err(StoreError::NotFound) => Err(not_sent(Mistake::UnknownChallenge.into())),
            other => Ok(other?),
        }
    }

    /// What becomes of `verdict` when the challenge is not open for it any more; `None` when it is.
    async fn unless_open(
        &self,
        id: &ChallengeId,
        verdict: Verdict,
        status: ChallengeStatus,
    ) -> Option<Result<DecisionState, Error>> {
        match status {
            ChallengeStatus::Pending => None,
            ChallengeStatus::Latched { .. } if verdict == Verdict::Deny => None,
            ChallengeStatus::Latched { .. } => {
                let mistake = Mistake::OtherDecision { verdict: Verdict::Deny };
                Some(Err(not_sent(mistake.into())))
            }
            ChallengeStatus::Decided { verdict: earlier } if earlier == verdict => {
                Some(self.conclude_journaled(id).await)
            }
            ChallengeStatus::Decided { verdict: earlier } => {
                let mistake = Mistake::OtherDecision { verdict: earlier };
                Some(Err(Error::from(mistake).with_decision(DecisionState::Unknown)))
            }
            ChallengeStatus::Settled { verdict: Some(earlier), settlement } if earlier == verdict => {
                Some(conclude(verdict, settlement))
            }
            ChallengeStatus::Settled { settlement, .. } => Some(Err(settlement.into())),
        }
    }

    fn check(&self, account: &Account, challenge: &Challenge, decision: &Decision) -> Result<(), Error> {
        let Decision::Approve { number, verification } = decision else { return Ok(()) };
        match challenge.restriction {
            None => {}
            Some(Restriction::UnknownCritical) => return Err(Mistake::Restricted.into()),
            Some(Restriction::Undisplayable) => return Err(Mistake::Undisplayable.into()),
        }
        if challenge.leaves_at() <= self.clocks.now(account) {
            return Err(Mistake::Expired.into());
        }
        let needs_verification = challenge.user_verification == Requirement::Required || account.approval_key.is_some();
        if needs_verification && *verification == UserVerification::None {
            return Err(Mistake::VerificationRequired.into());
        }
        Ok(challenge.number.check(number.as_ref())?)
    }

    /// Makes the answer with the key in force: a rotation under way is ended first.
    async fn sign(
        &self,
        account: Account,
        challenge: &Challenge,
        decision: &Decision,
    ) -> Result<(Account, JournalEntry), Error> {
        let account = self.complete_rotation(account).await?;
        let (prompt, reason) = match decision {
            Decision::Approve { verification, .. } => (Prompt::Approve(*verification), None),
            Decision::Deny { reason } => (Prompt::Deny, *reason),
        };
        let counter = account.counter + 1;
        let moment = self.moment(&account)?;
        let flow = self.dialect(&account.dialect)?.answer(&account, challenge, decision, counter, moment);
        let answer = self.exchange(&account, prompt, flow).await?;
        let entry = JournalEntry {
            challenge: challenge.id.clone(),
            verdict: decision.verdict(),
            reason,
            counter,
            answer,
            decided_at: moment.now,
        };
        Ok((account, entry))
    }

    /// Makes a deny final before the key is asked, which may take as long as the person does: whatever happens meanwhile, it stays
    /// a deny. Returns what becomes of it when another decision came first.
    async fn latch(
        &self,
        id: &ChallengeId,
        reason: Option<DenyReason>,
        status: ChallengeStatus,
    ) -> Result<Option<Result<DecisionState, Error>>, Error> {
        if matches!(status, ChallengeStatus::Latched { .. }) {
            return Ok(None);
        }
        Ok(match self.store().latch_deny(id, reason).map_err(|error| not_sent(error.into()))? {
            Decided::Now | Decided::CounterTaken => None,
            Decided::Ended(settlement) => Some(conclude(Verdict::Deny, settlement)),
            Decided::Before { status, .. } => self.unless_open(id, Verdict::Deny, status).await,
        })
    }
}

/// Compares what the server recorded with what the person asked for.
pub(super) fn conclude(verdict: Verdict, settlement: Settlement) -> Result<DecisionState, Error> {
    let is_as_asked = settlement.by_us
        && matches!(
            (verdict, settlement.recorded),
            (Verdict::Approve, Recorded::Approved) | (Verdict::Deny, Recorded::Denied)
        );
    if is_as_asked { Ok(settlement.state()) } else { Err(settlement.into()) }
}

fn not_sent(error: Error) -> Error {
    error.with_decision(DecisionState::NotSent)
}
