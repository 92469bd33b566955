//! The end of an account.

use countersign_core::engine::Removal;
use countersign_server_mock::LoginContext;

use super::stage::Stage;
use crate::demo::story::chapter::Told;
use crate::demo::tenant::ALICE;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    let account = stage.account()?;
    stage.phone.core.remove(&account.id, Removal::Everywhere).await?;
    stage.say("phone", "tells the tenant, then forgets account and key");
    stage.expect("accounts on the phone", &stage.accounts()?.len(), &0)?;
    stage.expect("phones the tenant knows", &stage.server.tenant().enrollments(), &Vec::new())?;
    let is_noted = stage.server.tenant().log().last().is_some_and(|entry| entry.code == "gd_unenroll");
    stage.expect("whether the tenant's log says so", &is_noted, &true)?;
    let unreachable = stage.server.tenant().start_login(ALICE, LoginContext::default());
    stage.expect("whether a push can be sent", &unreachable.is_ok(), &false)?;
    stage.say("tenant", "has no phone to ask any more");
    Ok("the key is gone from the phone and the device account from the tenant".to_owned())
}
