//! The answer arrives, the reply does not, and the tenant cannot be asked: the phone claims nothing it does not know.

use countersign_core::model::{DecisionState, Recorded};
use countersign_server_mock::{Fault, FaultAction};

use super::stage::Stage;
use crate::demo::story::chapter::Told;
use crate::demo::story::room::code_of;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    let login = stage.log_in().await?;
    let challenge = stage.phone_asks().await?;
    let answers = stage.asked("guardian_resolve").len();

    stage.server.faults().add(Fault::once("guardian_resolve", FaultAction::DropReply));
    stage.say("Alice", "approves in a tunnel: the tenant gets the answer, then the connection breaks");
    let told = stage.approve(&challenge.id).await;
    let sent: Vec<_> = stage.asked("guardian_resolve").into_iter().skip(answers).collect();
    let is_same = sent.windows(2).all(|pair| pair[0].request_body == pair[1].request_body);
    stage.expect("times the answer was sent, and whether it was the same", &(sent.len(), is_same), &(2, true))?;
    stage.say("phone", "sends the same answer again, for the tenant cannot be asked. It knows no such login any more");
    stage.say("phone", "\"This login is over. The server does not say how it ended.\"");
    stage.expect("the phone", &code_of(&told), &"challenge.over")?;
    let decision = told.err().and_then(|error| error.decision);
    let undisclosed = DecisionState::RecordedElsewhere(Recorded::Undisclosed);
    stage.expect("what the phone claims", &decision, &Some(undisclosed))?;
    let state = stage.page_sees(&login).await?;
    stage.expect("the login page", &state.as_str(), &"accepted")?;
    let log = stage.server.tenant().log();
    let successes =
        log.iter().filter(|entry| entry.code == "gd_auth_succeed" && entry.details["transaction"] == login.id.as_str());
    stage.expect("times the tenant let Alice in", &successes.count(), &1)?;
    Ok("the login went through once; the phone said that it is over and that it was not told how".to_owned())
}
