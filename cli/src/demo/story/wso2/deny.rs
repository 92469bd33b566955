//! Somebody else knows Alice's name.

use countersign_core::model::{DecisionState, DenyReason, Recorded};

use super::stage::Stage;
use super::wrong_number::DENIED;
use crate::demo::identity_server::ALICE;
use crate::demo::story::chapter::Told;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    let before = failed_attempts(stage);
    let login = stage.sign_in("Mallory", ALICE).await?;
    let challenge = stage.phone_asks().await?;

    stage.say("Alice", "did not do that: she denies, and needs no number for it");
    let decision = stage.phone.core.deny(&challenge.id, Some(DenyReason::Suspicious)).await?;
    stage.expect("the phone", &decision, &DecisionState::RecordedByUs(Recorded::Denied))?;
    let heading = stage.page_goes_on(&login).await?;
    stage.expect("Mallory's page", &heading.as_str(), &DENIED)?;
    stage.say("server", "counts it: enough of these lock the account");
    stage.expect("failed attempts that are new", &(failed_attempts(stage) - before), &1)?;
    Ok("Mallory's page says that the sign-in was denied, and the server counts".to_owned())
}

fn failed_attempts(stage: &Stage) -> u32 {
    stage.server.identity_server().user(ALICE).map_or(0, |user| user.failed_push_attempts)
}
