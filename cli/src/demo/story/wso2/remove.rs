//! The end of the accounts.

use countersign_core::engine::Removal;

use super::stage::Stage;
use crate::demo::identity_server::ALICE;
use crate::demo::story::chapter::Told;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    for account in stage.accounts()? {
        stage.phone.core.remove(&account.id, Removal::Everywhere).await?;
    }
    stage.say("phone", "tells the server, then forgets accounts and keys");
    stage.expect("accounts on the phone", &stage.accounts()?.len(), &0)?;
    stage.expect("devices the server knows", &stage.server.identity_server().devices(), &Vec::new())?;
    stage.page.open("").await?;
    stage.page.identify(ALICE).await?;
    let heading = stage.page.heading();
    stage.say("page", &format!("\"{heading}\""));
    stage.expect("the page", &heading.as_str(), &super::enroll::NO_DEVICE)?;
    Ok("the keys are gone from the phone and the devices from the server, which offers to enroll a new one".to_owned())
}
