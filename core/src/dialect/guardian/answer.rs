//! Answers. Their date counts for thirty seconds only, so what is journaled is dated anew when it has to be sent again later.

use url::Url;

use super::bearer::JWT;
use super::challenge::Transaction;
use super::reply;
use super::state::AccountData;
use super::wire::{AnswerClaims, ResolveBody};
use crate::dialect::record::{Texts, device_key};
use crate::dialect::{Attribution, DialectError, Moment, RefusalCode, Reported};
use crate::model::{Account, Challenge, Decision, DenyReason, DialectState, JournalEntry, Recorded, UnixTime, Verdict};
use crate::protocol::jose::SigningInput;
use crate::protocol::{Flow, HttpRequest, HttpResponse};

/// Life of an answer's date in seconds.
const LIFE: i64 = 30;
/// An answer that is this close to its end, in seconds, might arrive too late.
const MARGIN: i64 = 5;

/// What is journaled: the message with what it takes to date it anew, and of the login it answers the token and the end.
struct Journaled {
    token: String,
    challenge: String,
    message: String,
    dated_at: UnixTime,
    ends_at: Option<UnixTime>,
}

impl Journaled {
    fn load(entry: &JournalEntry) -> Result<Self, DialectError> {
        let texts = Texts::load(&DialectState(entry.answer.clone()))?;
        Ok(Self {
            token: texts.required("token")?,
            challenge: texts.required("challenge")?,
            message: texts.required("message")?,
            dated_at: texts.time("dated_at")?.ok_or(DialectError::State)?,
            ends_at: texts.time("ends_at")?,
        })
    }

    fn save(&self) -> DialectState {
        let ends_at = self.ends_at.map(|end| end.seconds().to_string());
        Texts::save(&[
            ("token", Some(&self.token)),
            ("challenge", Some(&self.challenge)),
            ("message", Some(&self.message)),
            ("dated_at", Some(&self.dated_at.seconds().to_string())),
            ("ends_at", ends_at.as_deref()),
        ])
    }
}

pub(super) fn answer(
    account: &Account,
    challenge: &Challenge,
    decision: &Decision,
    moment: Moment,
) -> Result<Flow<Vec<u8>>, DialectError> {
    device_key(account)?;
    let data = AccountData::load(account)?;
    let Transaction { token, challenge: sub } = Transaction::load(challenge)?;
    let reason = match decision {
        Decision::Approve { .. } => None,
        Decision::Deny { reason } => *reason,
    };
    let claims = claims(&data, sub.clone(), decision.verdict(), reason, moment.now)?;
    let ends_at = challenge.expires_at;
    let input = SigningInput::new(&JWT, &claims);
    Ok(Flow::sign(input.bytes(), move |signature, _| {
        let message = input.compact(&signature);
        let journaled = Journaled { token, challenge: sub, message, dated_at: moment.now, ends_at };
        Ok(Flow::Done(journaled.save().0))
    }))
}

fn claims(
    data: &AccountData,
    challenge: String,
    verdict: Verdict,
    reason: Option<DenyReason>,
    now: UnixTime,
) -> Result<AnswerClaims, DialectError> {
    Ok(AnswerClaims {
        iss: data.identifier.clone(),
        aud: resolve_url(data)?.into(),
        sub: challenge,
        iat: now,
        exp: now.plus(LIFE),
        auth0_guardian_method: "push",
        auth0_guardian_accepted: verdict == Verdict::Approve,
        auth0_guardian_reason: reason.map(in_words),
    })
}

pub(super) fn deliver(account: &Account, entry: &JournalEntry, moment: Moment) -> Result<Flow<Reported>, DialectError> {
    let data = AccountData::load(account)?;
    let journaled = Journaled::load(entry)?;
    let claims = claims(&data, journaled.challenge, entry.verdict, entry.reason, journaled.dated_at)?;
    let is_late = journaled.ends_at.is_some_and(|end| end <= claims.iat);
    let delivery = Delivery { url: resolve_url(&data)?, token: journaled.token, verdict: entry.verdict, is_late };
    let is_in_date = claims.iat <= moment.now && moment.now.plus(MARGIN) <= claims.exp;
    if is_in_date {
        Ok(delivery.send(&journaled.message, claims))
    } else {
        Ok(delivery.sign_and_send(claims, moment.now, Delivery::reported))
    }
}

struct Delivery {
    url: Url,
    token: String,
    verdict: Verdict,
    /// Whether it was decided only after the login had ended.
    is_late: bool,
}

impl Delivery {
    /// Sends the answer. When the server refuses it and its clock turns out to differ from ours, the same decision is sent once
    /// more with the date of its clock.
    fn send(self, message: &str, claims: AnswerClaims) -> Flow<Reported> {
        Flow::send(self.request(message), move |response, now| {
            let is_far_off = now < claims.iat || now.plus(MARGIN) > claims.exp;
            if reply::may_be_date(&response) && is_far_off {
                return Ok(self.sign_and_send(claims, now, Self::reported));
            }
            self.reported(response, now)
        })
    }

    fn sign_and_send(
        self,
        claims: AnswerClaims,
        now: UnixTime,
        read: fn(Self, HttpResponse, UnixTime) -> Result<Flow<Reported>, DialectError>,
    ) -> Flow<Reported> {
        let input = SigningInput::new(&JWT, &AnswerClaims { iat: now, exp: now.plus(LIFE), ..claims });
        Flow::sign(input.bytes(), move |signature, _| {
            let request = self.request(&input.compact(&signature));
            Ok(Flow::send(request, move |response, now| read(self, response, now)))
        })
    }

    fn request(&self, message: &str) -> HttpRequest {
        let body = serde_json::to_vec(&ResolveBody { challenge_response: message }).expect("text is always JSON");
        HttpRequest::post(self.url.clone(), "application/json", body)
            .header("authorization", format!("Bearer {}", self.token))
    }

    /// A server that no longer knows the login does not say how it ended. Only of an answer that was late from the start it is
    /// certain that it did not count.
    fn reported(self, response: HttpResponse, now: UnixTime) -> Result<Flow<Reported>, DialectError> {
        let recorded = match self.verdict {
            Verdict::Approve => Recorded::Approved,
            Verdict::Deny => Recorded::Denied,
        };
        Ok(Flow::Done(match reply::successful(response, now) {
            Ok(_) => Reported::Recorded(recorded, Attribution::ThisAnswer),
            Err(DialectError::Refused(refusal)) if refusal.code == RefusalCode::NotFound => {
                let recorded = if self.is_late { Recorded::Expired } else { Recorded::Undisclosed };
                Reported::Recorded(recorded, Attribution::Another)
            }
            Err(error) => return Err(error),
        }))
    }
}

fn resolve_url(data: &AccountData) -> Result<Url, DialectError> {
    Ok(data.base()?.join(["api", "resolve-transaction"]))
}

/// Lands in the tenant's logs.
const fn in_words(reason: DenyReason) -> &'static str {
    match reason {
        DenyReason::Mistake => "mistake",
        DenyReason::Suspicious => "suspicious",
        DenyReason::WrongNumber => "wrong number",
    }
}
