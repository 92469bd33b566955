//! The end of an account.

use countersign_core::engine::Removal;
use countersign_core::store::Row;

use super::stage::{ALICE, Stage};
use crate::demo::story::chapter::Told;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    for account in stage.phone.core.accounts()?.into_iter().filter_map(Row::intact) {
        stage.phone.core.remove(&account.id, Removal::Everywhere).await?;
    }
    stage.say("phone", "tells the server, then forgets account and key");
    stage.expect("accounts on the phone", &stage.phone.core.accounts()?.len(), &0)?;
    stage.expect("phones the server knows", &stage.server.world().devices(ALICE).len(), &0)?;
    stage.browser.submit("/login", &[("user", ALICE)]).await?;
    let heading = stage.browser.heading();
    stage.say("page", &format!("\"{heading}\""));
    stage.expect("the login page", &heading.as_str(), &"No phone to ask")?;
    Ok("the key is gone from the phone and the device from the server".to_owned())
}
