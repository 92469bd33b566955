//! Alice trusts the phone too much, and is saved by the number.

use countersign_core::engine::Approval;
use countersign_core::model::{DecisionState, Recorded};

use super::stage::{Stage, choices};
use crate::demo::failure::Failure;
use crate::demo::identity_server::ALICE;
use crate::demo::story::chapter::Told;
use crate::demo::story::room::code_of;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    let login = stage.sign_in("Mallory", ALICE).await?;
    let challenge = stage.phone_asks().await?;
    let shown = stage.page.number().unwrap_or_default();
    let guess = choices(&challenge).into_iter().find(|choice| *choice != shown).ok_or(Failure::Late("the numbers"))?;

    stage.say("Alice", &format!("sees no page at all, but is tired: she picks {guess} and approves"));
    let told = stage.phone.core.approve(&challenge.id, Approval::with_number(&guess)?).await;
    stage.say("phone", "sends a deny in its place: \"That was not the number on the sign-in page.\"");
    stage.expect("the phone", &code_of(&told), &"answer.number_mismatch")?;
    let decision = told.err().and_then(|error| error.decision);
    stage.expect("what was recorded", &decision, &Some(DecisionState::RecordedByUs(Recorded::WrongNumber)))?;
    let heading = stage.page_goes_on(&login).await?;
    stage.expect("Mallory's page", &heading.as_str(), &DENIED)?;
    Ok("the wrong number became a deny on the phone; no wrong number was ever sent".to_owned())
}

/// What the sign-in page says after a deny.
pub(super) const DENIED: &str = "Login denied";
