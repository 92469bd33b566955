//! The answer arrives, the reply does not, and the server cannot be asked: the phone claims nothing it does not know.

use countersign_core::model::{DecisionState, Recorded};
use countersign_server_mock::{Fault, FaultAction};

use super::approve::SIGNED_IN;
use super::stage::Stage;
use crate::demo::identity_server::ALICE;
use crate::demo::story::chapter::Told;
use crate::demo::story::room::code_of;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    let login = stage.sign_in("Alice", ALICE).await?;
    let challenge = stage.phone_asks().await?;
    let answers = stage.asked(ANSWER).len();

    stage.server.faults().add(Fault::once(ANSWER, FaultAction::DropReply));
    stage.say("Alice", "is in a tunnel: the server will get her answer, then the connection breaks");
    let told = stage.approve(&challenge).await;
    let sent: Vec<_> = stage.asked(ANSWER).into_iter().skip(answers).collect();
    let is_same = sent.windows(2).all(|pair| pair[0].request_body == pair[1].request_body);
    stage.expect("times the answer was sent, and whether it was the same", &(sent.len(), is_same), &(2, true))?;
    stage.say("phone", "sends the same answer again. The server has one already: 410");
    stage.say("phone", "\"This login is over. The server does not say how it ended.\"");
    stage.expect("the phone", &code_of(&told), &"challenge.over")?;
    let decision = told.err().and_then(|error| error.decision);
    let undisclosed = DecisionState::RecordedElsewhere(Recorded::Undisclosed);
    stage.expect("what the phone claims", &decision, &Some(undisclosed))?;
    let heading = stage.page_goes_on(&login).await?;
    stage.expect("the page", &heading.as_str(), &SIGNED_IN)?;
    Ok("the answer counted once; the phone said that the login is over and that it was not told how".to_owned())
}

/// How the journal calls an answer.
pub(super) const ANSWER: &str = "wso2_authenticate";
