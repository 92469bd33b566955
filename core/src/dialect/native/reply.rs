//! Reading what the server replied: docs/protocol.md sections 6 and 9.

use super::wire::{ErrorReply, OutcomeReply, OutcomeState};
use crate::dialect::record::body;
use crate::dialect::{Attribution, DialectError, Refusal, RefusalCode, Reported};
use crate::model::{JournalEntry, Recorded, ServerId};
use crate::protocol::HttpResponse;
use crate::protocol::jose::sha256_base64url;

/// The reply itself when it is a 200, else what the server refused.
pub(super) fn successful(response: HttpResponse) -> Result<HttpResponse, DialectError> {
    if response.status == 200 { Ok(response) } else { Err(DialectError::Refused(refusal(&response))) }
}

/// The `error` member, if there is one.
pub(super) fn error_code(response: &HttpResponse) -> Option<String> {
    body::<ErrorReply>(&response.body).ok().map(|reply| reply.error)
}

pub(super) fn refusal(response: &HttpResponse) -> Refusal {
    let code = error_code(response);
    let code = match (response.status, code.as_deref().unwrap_or_default()) {
        (300..400, _) => RefusalCode::Redirect,
        (429, _) => RefusalCode::RateLimited,
        (500.., _) => RefusalCode::Unavailable,
        (_, "ticket_invalid") => RefusalCode::TicketInvalid,
        (_, "ticket_used") => RefusalCode::TicketUsed,
        (_, "algorithm_refused") => RefusalCode::AlgorithmRefused,
        (_, "device_limit") => RefusalCode::DeviceLimit,
        (_, "signature_invalid" | "audience_mismatch" | "proof_replayed") => RefusalCode::SignatureRefused,
        (_, "proof_time") => RefusalCode::ClockRefused,
        (_, "device_unknown") => RefusalCode::DeviceUnknown,
        (_, "device_suspended") => RefusalCode::DeviceSuspended,
        (_, "account_locked") => RefusalCode::AccountLocked,
        (_, "counter_reused") => RefusalCode::CounterReused,
        (_, "not_found") => RefusalCode::NotFound,
        (_, "challenge_mismatch") => RefusalCode::ChallengeMismatch,
        (_, "verification_required") => RefusalCode::VerificationRequired,
        (_, "stale") => RefusalCode::Stale,
        (_, "invalid_request" | "too_large" | "unsupported_media_type") => RefusalCode::Malformed,
        _ => RefusalCode::Other,
    };
    Refusal { status: response.status, code, retry_after: response.retry_after() }
}

/// Reads an outcome and finds out whether `entry` decided.
///
/// # Errors
/// When the reply is about another challenge or contradicts itself.
pub(super) fn outcome(
    response: &HttpResponse,
    challenge: &ServerId,
    answer: Option<&[u8]>,
) -> Result<Reported, DialectError> {
    let reply: OutcomeReply = body(&response.body)?;
    if reply.cid != challenge.as_str() {
        return Err(DialectError::Unacceptable("challenge id"));
    }
    let recorded = match reply.state {
        OutcomeState::Pending => return Ok(Reported::Pending),
        OutcomeState::Approved => Recorded::Approved,
        OutcomeState::Denied => Recorded::Denied,
        OutcomeState::WrongNumber => Recorded::WrongNumber,
        OutcomeState::Expired => Recorded::Expired,
        OutcomeState::Canceled => Recorded::Canceled,
    };
    let is_answered = matches!(recorded, Recorded::Approved | Recorded::Denied | Recorded::WrongNumber);
    if is_answered != reply.ans.is_some() {
        return Err(DialectError::Unacceptable("answer hash"));
    }
    let is_ours = match (&reply.ans, answer) {
        (Some(hash), Some(answer)) => *hash == sha256_base64url(answer),
        (Some(_), None) | (None, _) => false,
    };
    let attribution = if is_ours { Attribution::ThisAnswer } else { Attribution::Another };
    Ok(Reported::Recorded(recorded, attribution))
}

/// Reads the reply to an answer: an outcome with 200, also one with 409.
pub(super) fn answered(response: HttpResponse, entry: &JournalEntry) -> Result<Reported, DialectError> {
    match response.status {
        200 | 409 => outcome(&response, &entry.challenge.server, Some(&entry.answer)),
        _ => Err(DialectError::Refused(refusal(&response))),
    }
}
