//! The first answer stands, whoever sends it again.

use serde_json::Value;

use super::approve::SIGNED_IN;
use super::lose_reply::ANSWER;
use super::stage::Stage;
use crate::demo::failure::Failure;
use crate::demo::identity_server::ALICE;
use crate::demo::story::chapter::Told;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    let login = stage.sign_in("Alice", ALICE).await?;
    let challenge = stage.phone_asks().await?;
    stage.approve(&challenge).await?;

    let overheard = stage.asked(ANSWER).pop().ok_or(Failure::Late("the answer"))?;
    let answer = overheard.request_body.and_then(|body| serde_json::from_str(&body).ok());
    let answer: Value = answer.ok_or(Failure::Late("the answer"))?;
    stage.say("Mallory", "has overheard the answer and sends it again");
    let again = stage.page.send_answer(&answer).await?;
    stage.say("server", &format!("refuses with {}: {}", again.0, again.1));
    stage.expect("the refusal", &(again.0, again.1.as_str()), &(410, "PBA-15011"))?;
    let heading = stage.page_goes_on(&login).await?;
    stage.expect("Alice's page", &heading.as_str(), &SIGNED_IN)?;

    let other = stage.sign_in("Mallory", ALICE).await?;
    stage.say("Mallory", "sends Alice's old answer for a login of her own");
    let again = stage.page.send_answer(&answer).await?;
    stage.say("server", &format!("refuses with {}: {}", again.0, again.1));
    stage.expect("the refusal", &(again.0, again.1.as_str()), &(410, "PBA-15011"))?;
    stage.expect("the other login", &stage.state(&other).as_str(), &"pending")?;
    let challenge = stage.phone_asks().await?;
    stage.phone.core.deny(&challenge.id, None).await?;
    stage.say("Alice", "denies the other login");
    stage.page_goes_on(&other).await?;
    Ok("the answer counted once and for one login: sent again it got 410, for another login too".to_owned())
}
