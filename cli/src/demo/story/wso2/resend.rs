//! A push that nobody answers.

use std::time::Duration;

use countersign_core::model::{DecisionState, Recorded};

use super::approve::SIGNED_IN;
use super::stage::Stage;
use crate::demo::identity_server::{ALICE, TENANT};
use crate::demo::story::chapter::Told;
use crate::demo::story::room::code_of;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    let first = stage.sign_in("Alice", ALICE).await?;
    let earlier = stage.phone_asks().await?;
    let interval = stage.server.identity_server().settings(TENANT)?.resend_interval;
    stage.say("Alice", &format!("looks for the phone. The server's clock goes on by {interval} s"));
    stage.server.clock().advance(Duration::from_secs(interval));
    stage.page.resend().await?;
    stage.say("Alice", "asks the page to send it again");
    let second = stage.waits()?;
    stage.expect("whether it is another push", &(first.id != second.id), &true)?;
    stage.expect("the first request", &stage.state(&first).as_str(), &"gone")?;

    stage.say("Alice", "answers the first request, which still stands on the phone");
    let late = stage.approve_with(&earlier, first.number.as_deref().unwrap_or_default()).await;
    stage.say("phone", "\"This login is over.\"");
    stage.expect("the phone", &code_of(&late), &"challenge.over")?;

    let challenge = stage.phone_asks().await?;
    let decision = stage.approve(&challenge).await?;
    stage.expect("the phone", &decision, &DecisionState::RecordedByUs(Recorded::Approved))?;
    let heading = stage.page_goes_on(&second).await?;
    stage.expect("the page", &heading.as_str(), &SIGNED_IN)?;
    Ok("the second push asked with a number of its own, and an answer to the first counted for nothing".to_owned())
}
