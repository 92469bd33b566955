//! `history`: what happened.

use countersign_core::model::{
    Challenge, ChallengeStatus, DecisionState, Event, EventKind, HistoryEntry, HistoryPage, Recorded, Verdict,
};
use countersign_core::store::Row;
use serde_json::{Value, json};

use crate::args::History;
use crate::fault::{self, Fault};
use crate::output::Output;
use crate::phone::Phone;

pub(crate) fn run(history: &History, phone: &Phone, output: &Output) -> Result<(), Fault> {
    let page = HistoryPage { account: None, before: None, limit: history.limit };
    let rows = phone.core.history(&page).map_err(|error| Fault::core("history", error))?;
    if rows.is_empty() {
        output.remark("Nothing has happened yet.");
    }
    for row in rows {
        match row {
            Row::Intact(HistoryEntry::Challenge { challenge, status }) => challenge_line(&challenge, status, output),
            Row::Intact(HistoryEntry::Event(event)) => event_line(&event, output),
            Row::Quarantined(row) => {
                output.item(&json!({"id": row.row, "state": "damaged"}), &format!("{}  damaged record", row.row));
            }
        }
    }
    Ok(())
}

/// What happened that was no login.
pub(super) fn event_line(event: &Event, output: &Output) {
    let object = json!({
        "id": event.account.as_str(), "at": event.at, "event": event.kind, "account": event.account_name,
    });
    let kind = match event.kind {
        EventKind::DeviceAdded => "the server says that another device was registered".to_owned(),
        EventKind::Enrolled
        | EventKind::Removed
        | EventKind::RemovedOnServer
        | EventKind::Suspended
        | EventKind::KeyRotated
        | EventKind::LockedOut
        | EventKind::WeakChallengeRefused
        | EventKind::ForgedChallengeRefused => {
            let kind = serde_json::to_value(event.kind).ok().and_then(|kind| kind.as_str().map(str::to_owned));
            kind.unwrap_or_default().replace('_', " ")
        }
    };
    output.item(&object, &format!("{}  {}: {kind}", event.at, event.account_name));
}

fn challenge_line(challenge: &Challenge, status: ChallengeStatus, output: &Output) {
    let (verdict, decision) = match status {
        ChallengeStatus::Pending => (None, Value::Null),
        ChallengeStatus::Latched { .. } => (Some(Verdict::Deny), fault::decision(DecisionState::NotSent)),
        ChallengeStatus::Decided { verdict } => (Some(verdict), fault::decision(DecisionState::Unknown)),
        ChallengeStatus::Settled { verdict, settlement } => (verdict, fault::decision(settlement.state())),
    };
    let object = json!({
        "id": challenge.id.to_string(),
        "at": challenge.issued_at,
        "relying_party": challenge.relying_party,
        "context": challenge.context,
        "verdict": verdict,
        "decision": decision,
    });
    let text = format!("{}  {}: {}", challenge.issued_at, challenge.relying_party.name, in_words(status));
    output.item(&object, &text);
}

fn in_words(status: ChallengeStatus) -> &'static str {
    match status {
        ChallengeStatus::Pending => "waiting",
        ChallengeStatus::Latched { .. } => "you denied it; not sent yet",
        ChallengeStatus::Decided { verdict: Verdict::Approve } => "you approved it; not confirmed yet",
        ChallengeStatus::Decided { verdict: Verdict::Deny } => "you denied it; not confirmed yet",
        ChallengeStatus::Settled { settlement, .. } => match (settlement.recorded, settlement.by_us) {
            (Recorded::Approved, true) => "you approved it",
            (Recorded::Denied, true) => "you denied it",
            (Recorded::WrongNumber, true) => "refused: your number was another than the login page showed",
            (Recorded::Approved, false) => "approved on another device",
            (Recorded::Denied, false) => "denied on another device",
            (Recorded::WrongNumber, false) => "refused: wrong number on another device",
            (Recorded::Expired, _) => "ended without an answer",
            (Recorded::Canceled, _) => "withdrawn",
            (Recorded::Undisclosed, _) => "over; the server does not say how",
        },
    }
}
