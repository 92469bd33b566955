//! Somebody else is at the login page.

use std::time::Duration;

use countersign_core::model::{DecisionState, DenyReason, Recorded};
use countersign_server_mock::LoginState;

use super::stage::{ALICE, Stage};
use crate::demo::story::chapter::Told;
use crate::demo::story::room::code_of;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    let told = deny(stage).await;
    // Whatever happened, later chapters begin after the pause.
    stage.server.clock().advance(Duration::from_secs(stage.server.world().settings().suspicious_pause));
    told
}

async fn deny(stage: &mut Stage) -> Told {
    stage.say("Mallory", "types Alice's name on the login page");
    let login = stage.log_in().await?;
    let challenge = stage.phone_asks().await?;

    stage.say("Alice", "did not do that: she denies and reports it. No number needed");
    let decision = stage.phone.core.deny(&challenge.id, Some(DenyReason::Suspicious)).await?;
    stage.expect("the phone", &decision, &DecisionState::RecordedByUs(Recorded::Denied))?;
    let heading = stage.page_says(&login).await?;
    stage.expect("the login page", &heading.as_str(), &"Login denied as suspicious")?;

    stage.say("Mallory", &format!("phones her: \"Please type {} and approve!\"", login.number));
    let late = stage.approve(&challenge.id, &login.number).await;
    stage.say("phone", "\"This login was answered before.\"");
    stage.expect("the phone", &code_of(&late), &"answer.already_answered")?;
    stage.expect("the login", &stage.login_state(&login), &Some(LoginState::DeniedSuspicious))?;
    let pause = stage.server.world().settings().suspicious_pause;
    if pause > 0 {
        stage.say("Mallory", "starts over");
        stage.browser.submit("/login", &[("user", ALICE)]).await?;
        let heading = stage.browser.heading();
        stage.say("page", &format!("\"{heading}\""));
        stage.expect("the login page", &heading.as_str(), &"Too many attempts")?;
        stage.say("server", &format!("asks nobody on Alice's account for {pause} seconds. They pass"));
    }
    Ok("the login was denied and reported, and nothing can turn it into an approval".to_owned())
}
