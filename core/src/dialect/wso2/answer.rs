//! Answers. They end after some minutes, so what is journaled is dated anew when it has to be sent again later.

use url::Url;

use super::challenge::Transaction;
use super::place::Place;
use super::reply;
use super::state::{AccountData, resource};
use super::token::{self, LIFE};
use super::wire::{AnswerBody, AnswerClaims};
use crate::dialect::record::{Texts, device_key};
use crate::dialect::{Attribution, DialectError, Moment, RefusalCode, Reported};
use crate::model::{Account, Challenge, Decision, DenyReason, DialectState, JournalEntry, Recorded, UnixTime, Verdict};
use crate::protocol::{Flow, HttpRequest, HttpResponse};

/// What is journaled: the message, its claims to be dated anew, and where it goes.
struct Journaled {
    place: Place,
    message: String,
    claims: AnswerClaims,
    /// Whether the deny stands for a wrong number.
    is_wrong_number: bool,
}

impl Journaled {
    fn load(entry: &JournalEntry) -> Result<Self, DialectError> {
        let texts = Texts::load(&DialectState(entry.answer.clone()))?;
        Ok(Self {
            place: Place::recorded(&texts)?,
            message: texts.required("message")?,
            claims: AnswerClaims {
                push_auth_id: texts.required("login")?,
                challenge: texts.required("challenge")?,
                response: response(entry.verdict),
                number_challenge: texts.optional("number"),
                exp: texts.time("exp")?.ok_or(DialectError::State)?,
            },
            is_wrong_number: texts.optional("wrong_number").is_some(),
        })
    }

    fn save(&self) -> DialectState {
        Texts::save(&[
            ("path", Some(&self.place.path())),
            ("message", Some(&self.message)),
            ("login", Some(&self.claims.push_auth_id)),
            ("challenge", Some(&self.claims.challenge)),
            ("number", self.claims.number_challenge.as_deref()),
            ("exp", Some(&self.claims.exp.seconds().to_string())),
            ("wrong_number", self.is_wrong_number.then_some("")),
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
    let transaction = Transaction::load(challenge)?;
    let denial = denial(challenge.id.server.as_str().to_owned(), transaction.challenge, moment.now);
    let (number, is_wrong_number) = match decision {
        // Only the right number is ever sent, in the form in which it came.
        Decision::Approve { number, .. } => (number.as_ref(), false),
        Decision::Deny { reason } => (None, *reason == Some(DenyReason::WrongNumber)),
    };
    let number_challenge = number.map(|number| number.digits().to_owned());
    let claims = AnswerClaims { response: response(decision.verdict()), number_challenge, ..denial };
    let input = token::input(Some(data.device.as_str()), &claims);
    Ok(Flow::sign(input.bytes(), move |signature, _| {
        let message = input.compact(&signature);
        let journaled = Journaled { place: transaction.place, message, claims, is_wrong_number };
        Ok(Flow::Done(journaled.save().0))
    }))
}

pub(super) fn deliver(account: &Account, entry: &JournalEntry, moment: Moment) -> Result<Flow<Reported>, DialectError> {
    let data = AccountData::load(account)?;
    let Journaled { place, message, claims, is_wrong_number } = Journaled::load(entry)?;
    let recorded = match (entry.verdict, is_wrong_number) {
        (Verdict::Approve, _) => Recorded::Approved,
        (Verdict::Deny, false) => Recorded::Denied,
        (Verdict::Deny, true) => Recorded::WrongNumber,
    };
    let delivery = Delivery { url: url(&data.host, &place)?, device: data.device.as_str().to_owned(), recorded };
    if token::is_in_date(claims.exp, moment.now) {
        Ok(delivery.send(&message, claims))
    } else {
        Ok(delivery.sign_and_send(claims, moment.now))
    }
}

struct Delivery {
    url: Url,
    device: String,
    /// What a server has recorded that takes the answer.
    recorded: Recorded,
}

impl Delivery {
    /// Sends the answer. When the server refuses it and its clock turns out to differ from ours, the same decision is sent once
    /// more with the date of its clock.
    fn send(self, message: &str, claims: AnswerClaims) -> Flow<Reported> {
        Flow::send(request(self.url.clone(), message), move |response, now| {
            let refused = reply::successful(response.clone()).err();
            if refused.is_some_and(|error| token::may_be_date(&error, claims.exp, now)) {
                return Ok(self.sign_and_send(claims, now));
            }
            self.reported(response).map(Flow::Done)
        })
    }

    fn sign_and_send(self, claims: AnswerClaims, now: UnixTime) -> Flow<Reported> {
        let input = token::input(Some(&self.device), &AnswerClaims { exp: now.plus(LIFE), ..claims });
        Flow::sign(input.bytes(), move |signature, _| {
            let request = request(self.url.clone(), &input.compact(&signature));
            Ok(Flow::send(request, move |response, _| self.reported(response).map(Flow::Done)))
        })
    }

    /// A server that no longer knows the login does not say how it ended.
    fn reported(self, response: HttpResponse) -> Result<Reported, DialectError> {
        match reply::successful(response) {
            Ok(_) => Ok(Reported::Recorded(self.recorded, Attribution::ThisAnswer)),
            Err(DialectError::Over(reported)) => Ok(reported),
            Err(DialectError::Refused(refusal)) if refusal.code == RefusalCode::NotFound => Ok(reply::OVER),
            Err(error) => Err(error),
        }
    }
}

/// Where answers go.
pub(super) fn url(host: &str, place: &Place) -> Result<Url, DialectError> {
    resource(host, place, &["push-auth", "authenticate"])
}

pub(super) fn request(url: Url, message: &str) -> HttpRequest {
    let body = serde_json::to_vec(&AnswerBody { auth_response: message }).expect("text is always JSON");
    HttpRequest::post(url, "application/json", body)
}

pub(super) fn denial(push_auth_id: String, challenge: String, now: UnixTime) -> AnswerClaims {
    AnswerClaims {
        push_auth_id,
        challenge,
        response: response(Verdict::Deny),
        number_challenge: None,
        exp: now.plus(LIFE),
    }
}

const fn response(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Approve => "APPROVED",
        Verdict::Deny => "DENIED",
    }
}
