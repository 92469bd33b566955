//! `pending`: what waits, once or as it comes.

use std::collections::HashSet;
use std::time::Duration;

use countersign_core::engine::{Burst, PushOutcome};
use countersign_core::error::Error;
use countersign_core::model::{Challenge, ChallengeId, NumberChallenge, Requirement};
use countersign_core::platform::ReqwestTransport;
use countersign_core::protocol::url_rules::UrlRules;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::history;
use crate::args::Pending;
use crate::fault::Fault;
use crate::gateway::Gateway;
use crate::output::Output;
use crate::phone::Phone;
use crate::prompt;

const SUBJECT: &str = "pending";

pub(crate) async fn run(pending: Pending, phone: &Phone, output: &Output) -> Result<(), Fault> {
    if pending.watch {
        return watch(Duration::from_secs(pending.interval), phone, output).await;
    }
    let refreshed = phone.core.refresh().await.map_err(fault)?;
    let waiting = phone.core.pending().map_err(fault)?;
    for challenge in &waiting {
        show(challenge, phone, output)?;
    }
    if waiting.is_empty() {
        output.remark("Nothing waits.");
    }
    match refreshed.problems.into_iter().next() {
        Some(problem) => Err(Fault::core(problem.account.as_str(), problem.error)),
        None => Ok(()),
    }
}

/// Hints make it quick, polling makes it certain.
async fn watch(interval: Duration, phone: &Phone, output: &Output) -> Result<(), Fault> {
    let (sender, mut hints) = mpsc::channel(64);
    let mut shown = HashSet::new();
    let mut poll = tokio::time::interval(interval);
    let mut listeners = tokio::task::JoinSet::new();
    if let Some(gateway) = &phone.gateway {
        for problem in phone.core.set_push_target(Some(gateway.target())).await.map_err(fault)? {
            output.fault(&Fault::core(problem.account.as_str(), problem.error));
        }
    }
    output.remark("Waiting for logins. Stop with Ctrl-C.");
    loop {
        tokio::select! {
            _ = poll.tick() => {
                if listeners.is_empty() {
                    listen(phone, &sender, &mut listeners).await?;
                }
                for problem in phone.core.refresh().await.map_err(fault)?.problems {
                    output.fault(&Fault::core(problem.account.as_str(), problem.error));
                }
                for challenge in phone.core.pending().map_err(fault)? {
                    show_once(&challenge, &mut shown, phone, output)?;
                }
            }
            Some(payload) = hints.recv() => match phone.core.handle_push(&payload).await {
                Ok(PushOutcome::Waiting(challenge)) => show_once(&challenge, &mut shown, phone, output)?,
                Ok(PushOutcome::Notice(event)) => history::event_line(&event, output),
                Ok(PushOutcome::Nothing | PushOutcome::NotOurs) => {}
                Err(error) => output.fault(&fault(error)),
            },
            Some(_) = listeners.join_next() => {}
            _ = tokio::signal::ctrl_c() => return Ok(()),
        }
    }
}

/// Opens one stream of hints per account, and one of pushes. A stream that ends is opened again with the next poll.
async fn listen(
    phone: &Phone,
    sender: &mpsc::Sender<Vec<u8>>,
    listeners: &mut tokio::task::JoinSet<()>,
) -> Result<(), Fault> {
    let transport =
        ReqwestTransport::new(UrlRules { loopback: phone.loopback }).map_err(|error| fault(error.into()))?;
    let transport = std::sync::Arc::new(transport);
    let hints = phone.core.hint_streams().await.map_err(fault)?.into_iter().map(|(_, request)| request);
    for request in hints.chain(phone.gateway.as_ref().map(Gateway::stream)) {
        let (transport, sender) = (std::sync::Arc::clone(&transport), sender.clone());
        listeners.spawn(async move {
            let Ok(mut stream) = transport.open_hints(request).await else { return };
            while let Ok(Some(payload)) = stream.next().await {
                if sender.send(payload).await.is_err() {
                    return;
                }
            }
        });
    }
    Ok(())
}

fn show_once(
    challenge: &Challenge,
    shown: &mut HashSet<ChallengeId>,
    phone: &Phone,
    output: &Output,
) -> Result<(), Fault> {
    if shown.insert(challenge.id.clone()) { show(challenge, phone, output) } else { Ok(()) }
}

pub(super) fn show(challenge: &Challenge, phone: &Phone, output: &Output) -> Result<(), Fault> {
    let account = phone.core.account(&challenge.id.account).map_err(fault)?;
    let burst = phone.core.burst(challenge).map_err(fault)?;
    let mut text = prompt::challenge_text(challenge, &account, phone.core.age(challenge));
    if let Some(Burst { requests, window }) = burst {
        let minutes = window / 60;
        text = format!("WARNING: {requests} requests in {minutes} minutes. Somebody may be attacking.\n{text}");
    }
    output.item(&object(challenge, phone.core.age(challenge), burst), &format!("{text}\n"));
    Ok(())
}

fn object(challenge: &Challenge, age: Duration, burst: Option<Burst>) -> Value {
    let number = match &challenge.number {
        NumberChallenge::Enter { digits } => json!({"style": "enter", "digits": digits}),
        NumberChallenge::Select { choices } => json!({"style": "select", "choices": choices}),
        NumberChallenge::None => json!({"style": "none"}),
    };
    json!({
        "id": challenge.id.to_string(),
        "account": challenge.id.account.as_str(),
        "challenge": challenge.id.server.as_str(),
        "relying_party": challenge.relying_party,
        "context": challenge.context,
        "message": challenge.text,
        "details": challenge.details,
        "number": number,
        "user_verification": challenge.user_verification == Requirement::Required,
        "can_be_approved": challenge.restriction.is_none(),
        "issued_at": challenge.issued_at,
        "expires_at": challenge.expires_at,
        "age": age.as_secs(),
        "burst": burst.map(|burst| burst.requests),
    })
}

fn fault(error: Error) -> Fault {
    Fault::core(SUBJECT, error)
}
