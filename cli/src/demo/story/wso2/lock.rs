//! Who knows a name can send pushes all day, but not all day long.

use std::time::Duration;

use countersign_core::model::{DecisionState, Recorded};

use super::approve::SIGNED_IN;
use super::stage::Stage;
use crate::demo::identity_server::{ALICE, TENANT};
use crate::demo::story::chapter::Told;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    let rules = stage.server.identity_server().lock_settings(TENANT)?;
    for _ in 0..rules.maximum_attempts {
        let login = stage.sign_in("Mallory", ALICE).await?;
        let challenge = stage.phone_asks().await?;
        stage.phone.core.deny(&challenge.id, None).await?;
        stage.say("Alice", "denies");
        stage.page_goes_on(&login).await?;
    }
    let sent = stage.server.identity_server().pushes().len();
    stage.page.open("").await?;
    stage.page.identify(ALICE).await?;
    let heading = stage.page.heading();
    stage.say("page", &format!("\"{heading}\" {}", stage.page.text()));
    stage.expect("Mallory's page", &heading.as_str(), &LOCKED)?;
    stage.expect("pushes that reach the phone", &stage.server.identity_server().pushes().len(), &sent)?;

    let minutes = rules.unlock_seconds.div_ceil(60);
    stage.say("server", &format!("unlocks the account by itself: its clock goes on by {minutes} minutes"));
    stage.server.clock().advance(Duration::from_secs(rules.unlock_seconds));
    let login = stage.sign_in("Alice", ALICE).await?;
    let challenge = stage.phone_asks().await?;
    let decision = stage.approve(&challenge).await?;
    stage.expect("the phone", &decision, &DecisionState::RecordedByUs(Recorded::Approved))?;
    let heading = stage.page_goes_on(&login).await?;
    stage.expect("Alice's page", &heading.as_str(), &SIGNED_IN)?;
    Ok(format!("after {} denies nobody could ask the phone until the lock ended", rules.maximum_attempts))
}

/// What the sign-in page says about a locked account.
const LOCKED: &str = "Account locked";
