//! Answers and outcomes: docs/protocol.md sections 5 and 6.

use super::state::AccountData;
use super::wire::{ANSWER, AnswerClaims, JOSE};
use super::{proof, reply};
use crate::dialect::record::device_key;
use crate::dialect::{DialectError, Moment, Reported};
use crate::model::{
    Account, Challenge, ChallengeId, Decision, DenyReason, JournalEntry, Number, UserVerification, Verdict,
};
use crate::protocol::jose::{SigningInput, base64url};
use crate::protocol::{Flow, HttpRequest, Signatory};

pub(super) fn answer(
    account: &Account,
    challenge: &Challenge,
    decision: &Decision,
    counter: u64,
    moment: Moment,
) -> Result<Flow<Vec<u8>>, DialectError> {
    let data = AccountData::load(account)?;
    let (number, uv, rsn) = match decision {
        Decision::Approve { number, verification } => (number.as_ref(), *verification, None),
        Decision::Deny { reason } => {
            (None, UserVerification::None, reason.filter(|reason| *reason != DenyReason::WrongNumber))
        }
    };
    let claims = AnswerClaims {
        aud: &account.issuer,
        cid: &challenge.id.server,
        ch: &base64url(&challenge.digest.0),
        dec: decision.verdict(),
        num: number.map(Number::digits),
        uv,
        rsn,
        ctr: counter,
        iat: moment.now,
    };
    let approval_key = account.approval_key.as_ref().filter(|_| decision.verdict() == Verdict::Approve);
    let (signatory, key) = match approval_key {
        Some(key) => (Signatory::Approval, &key.public),
        None => (Signatory::Device, device_key(account)?),
    };
    let input = SigningInput::with_kid(key.algorithm(), ANSWER, data.device.as_str(), &claims);
    Ok(Flow::sign_by(signatory, input.bytes(), move |signature, _| {
        Ok(Flow::Done(input.compact(&signature).into_bytes()))
    }))
}

pub(super) fn deliver(account: &Account, entry: &JournalEntry) -> Result<Flow<Reported>, DialectError> {
    let url = AccountData::load(account)?.endpoint(&["answers"])?;
    let entry = entry.clone();
    Ok(Flow::send(HttpRequest::post(url, JOSE, entry.answer.clone()), move |response, _| {
        reply::answered(response, &entry).map(Flow::Done)
    }))
}

pub(super) fn outcome(
    account: &Account,
    challenge: &ChallengeId,
    entry: Option<&JournalEntry>,
    moment: Moment,
) -> Result<Flow<Reported>, DialectError> {
    let url = AccountData::load(account)?.endpoint(&["challenges", challenge.server.as_str(), "outcome"])?;
    let (id, answer) = (challenge.server.clone(), entry.map(|entry| entry.answer.clone()));
    proof::get(
        account,
        url,
        moment,
        Box::new(move |response, _| reply::outcome(&response, &id, answer.as_deref()).map(Flow::Done)),
    )
}
