//! Somebody else has Alice's password.

use countersign_core::model::{DecisionState, DenyReason, Recorded};

use super::stage::Stage;
use crate::demo::story::chapter::Told;
use crate::demo::story::room::code_of;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    stage.say("Mallory", "types Alice's password on the login page");
    let login = stage.log_in().await?;
    let challenge = stage.phone_asks().await?;

    stage.say("Alice", "did not do that: she denies and says why");
    let decision = stage.phone.core.deny(&challenge.id, Some(DenyReason::Suspicious)).await?;
    stage.expect("the phone", &decision, &DecisionState::RecordedByUs(Recorded::Denied))?;
    let state = stage.page_sees(&login).await?;
    stage.expect("the login page", &state.as_str(), &"rejected")?;
    let log = stage.server.tenant().log();
    let entry = log.iter().rev().find(|entry| entry.details["transaction"] == login.id.as_str());
    let noted = entry.map(|entry| (entry.code.as_str(), entry.details["reason"].as_str().unwrap_or_default()));
    stage.expect("the tenant's log", &noted, &Some(("gd_auth_rejected", "suspicious")))?;
    stage.say("admin", "reads in the tenant's log: gd_auth_rejected, suspicious");

    stage.say("Mallory", "phones her: \"Please approve after all!\"");
    let late = stage.approve(&challenge.id).await;
    stage.say("phone", "\"This login was answered before.\"");
    stage.expect("the phone", &code_of(&late), &"answer.already_answered")?;
    stage.expect("the login", &stage.state(&login.id)?.as_str(), &"rejected")?;
    Ok("the login was rejected, the reason is in the tenant's log, and nothing can turn it around".to_owned())
}
