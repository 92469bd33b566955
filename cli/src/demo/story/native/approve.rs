//! The main job: is it you? It is.

use countersign_core::model::{DecisionState, Recorded};
use countersign_server_mock::LoginState;

use super::stage::Stage;
use crate::demo::story::chapter::Told;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    stage.say("Alice", "types her name on the login page");
    let login = stage.log_in().await?;
    let challenge = stage.phone_asks().await?;
    stage.expect("the login before she answers", &stage.login_state(&login), &Some(LoginState::Waiting))?;

    stage.say("Alice", &format!("types {} and approves", login.number));
    let decision = stage.approve(&challenge.id, &login.number).await?;
    stage.expect("the phone", &decision, &DecisionState::RecordedByUs(Recorded::Approved))?;
    let heading = stage.page_says(&login).await?;
    stage.expect("the login page", &heading.as_str(), &"You are logged in")?;
    Ok("the push arrived, Alice typed the number from the page, the page logged her in".to_owned())
}
