//! `approve` and `deny`.

use countersign_core::engine::Approval;
use countersign_core::error::Error;
use countersign_core::model::{
    Challenge, ChallengeId, ChallengeStatus, DecisionState, DenyReason, NumberChallenge, UserVerification, Verdict,
};
use serde_json::json;

use crate::args::{Approve, Deny};
use crate::fault::{self, Fault};
use crate::find;
use crate::output::Output;
use crate::phone::Phone;
use crate::prompt;

pub(crate) async fn approve(approve: Approve, phone: &Phone, output: &Output) -> Result<(), Fault> {
    let id = find::challenge(phone, &approve.challenge).await?;
    let fault = |error: Error| Fault::core(id.to_string(), error);
    let typed = match approve.number {
        Some(number) => Some(number),
        None if output.is_interactive() => ask(phone, &id)?,
        None => None,
    };
    let approval = match typed {
        Some(number) => Approval::with_number(&number).map_err(fault)?,
        None => Approval::without_number(),
    };
    let verification = if approve.verified { UserVerification::Device } else { UserVerification::None };
    let state = phone.core.approve(&id, approval.verified_by(verification)).await.map_err(fault)?;
    report(&id, Verdict::Approve, state, output);
    Ok(())
}

pub(crate) async fn deny(deny: Deny, phone: &Phone, output: &Output) -> Result<(), Fault> {
    let id = find::challenge(phone, &deny.challenge).await?;
    let fault = |error: Error| Fault::core(id.to_string(), error);
    let reason = match (deny.suspicious, deny.mistake) {
        (true, _) => Some(DenyReason::Suspicious),
        (false, true) => Some(DenyReason::Mistake),
        (false, false) => None,
    };
    let state = phone.core.deny(&id, reason).await.map_err(fault)?;
    report(&id, Verdict::Deny, state, output);
    if deny.lock_out {
        phone.core.lock_out(&id.account, Some(&id)).await.map_err(fault)?;
        let object = json!({"id": id.to_string(), "ok": true, "locked_out": true});
        output.item(&object, "The account is locked until an administrator has looked.");
    }
    Ok(())
}

/// Shows who asks and reads the number. Nothing typed means nothing decided.
fn ask(phone: &Phone, id: &ChallengeId) -> Result<Option<String>, Fault> {
    let fault = |error: Error| Fault::core(id.to_string(), error);
    let (challenge, status) = phone.core.challenge(id).map_err(fault)?;
    if status != ChallengeStatus::Pending {
        return Ok(None);
    }
    let account = phone.core.account(&id.account).map_err(fault)?;
    let mut lines = prompt::challenge_text(&challenge, &account, phone.core.age(&challenge));
    lines.push('\n');
    let answer = prompt::ask(&format!("{lines}{}", question(&challenge))).unwrap_or_default();
    let is_number_wanted = challenge.number != NumberChallenge::None;
    if is_number_wanted && !answer.is_empty() {
        return Ok(Some(answer));
    }
    if !is_number_wanted && answer == "approve" {
        return Ok(None);
    }
    Err(Fault::usage(id.to_string(), "nothing was answered"))
}

fn question(challenge: &Challenge) -> &'static str {
    match challenge.number {
        NumberChallenge::Enter { .. } => "Number on the login page (empty to stop): ",
        NumberChallenge::Select { .. } => "Which number does the login page show (empty to stop)? ",
        NumberChallenge::None => "Type `approve` if this is you: ",
    }
}

fn report(id: &ChallengeId, verdict: Verdict, state: DecisionState, output: &Output) {
    let object = json!({
        "id": id.to_string(),
        "ok": true,
        "verdict": verdict,
        "decision": fault::decision(state),
    });
    let text = match verdict {
        Verdict::Approve => "Approved. The server has recorded it.",
        Verdict::Deny => "Denied. The server has recorded it.",
    };
    output.item(&object, text);
}
