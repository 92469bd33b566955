//! The answer arrives, the reply does not: nothing is sent twice blindly.

use countersign_core::model::{DecisionState, Recorded};
use countersign_server_mock::{Fault, FaultAction};

use super::stage::Stage;
use crate::demo::story::chapter::Told;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    let login = stage.log_in().await?;
    let challenge = stage.phone_asks().await?;
    let (answers, outcomes) = (stage.asked("answer").len(), stage.asked("outcome").len());

    stage.server.faults().add(Fault::once("answer", FaultAction::DropReply));
    stage.say("Alice", "approves in a tunnel: the server gets the answer, then the connection breaks");
    let decision = stage.approve(&challenge.id, &login.number).await?;
    stage.say("phone", "asks what was recorded before it sends anything again");
    stage.expect("the phone", &decision, &DecisionState::RecordedByUs(Recorded::Approved))?;
    stage.expect("answers sent", &(stage.asked("answer").len() - answers), &1)?;
    stage.expect("questions asked instead", &(stage.asked("outcome").len() - outcomes), &1)?;
    let heading = stage.page_says(&login).await?;
    stage.expect("the login page", &heading.as_str(), &"You are logged in")?;
    Ok("the answer went out once; the phone asked the server what it had recorded".to_owned())
}
