//! Pushes get lost. What waits is found all the same.

use countersign_server_mock::{Fault, FaultAction};

use super::stage::Stage;
use crate::demo::failure::Failure;
use crate::demo::story::chapter::Told;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    stage.server.faults().add(Fault::once("hint", FaultAction::LoseHint));
    let login = stage.log_in().await?;
    let is_lost = stage.server.world().hints().pop().is_some_and(|hint| hint.is_lost);
    stage.expect("the push is lost", &is_lost, &true)?;
    let pushed = stage.phone.arrived();
    stage.expect("what arrived", &pushed, &None)?;
    stage.say("phone", "stays dark");

    stage.say("Alice", "takes it and opens the app. It asks the server by itself");
    let refreshed = stage.phone.core.refresh().await?;
    stage.expect("what went wrong while asking", &refreshed.problems, &Vec::new())?;
    let challenge = refreshed.new.into_iter().next().ok_or(Failure::Late("the challenge"))?;
    stage.say("phone", "\"A login waits for you.\"");
    stage.approve(&challenge.id, &login.number).await?;
    let heading = stage.page_says(&login).await?;
    stage.expect("the login page", &heading.as_str(), &"You are logged in")?;
    Ok("no push came; opening the app found the login, and Alice approved it".to_owned())
}
