//! The way in when the phone cannot be reached.

use countersign_core::store::Row;

use super::stage::{ALICE, Stage};
use crate::demo::failure::Failure;
use crate::demo::story::chapter::Told;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    let account = stage.phone.core.accounts()?.into_iter().find_map(Row::intact);
    let account = account.ok_or(Failure::Late("the account"))?;
    let login = stage.log_in().await?;
    stage.say("phone", "is in flight mode");

    let requests = stage.asked("answer").len();
    let code = stage.phone.core.one_time_code(&account.id)?;
    let left = code.seconds_left().ok_or(Failure::Late("a code that ends"))?;
    stage.say("phone", &format!("shows {} for {left} more seconds", code.digits()));
    stage.browser.submit(&format!("/login/{}/code", login.id), &[("code", code.digits())]).await?;
    stage.say("Alice", "types the code on the login page");
    let heading = stage.page_says(&login).await?;
    stage.expect("the login page", &heading.as_str(), &"You are logged in")?;
    stage.expect("answers from the phone", &(stage.asked("answer").len() - requests), &0)?;
    let is_by_code = stage.server.world().login(&login.id).is_some_and(|login| login.by_code);
    stage.expect("the server counts it as a code", &is_by_code, &true)?;
    stage.expect("failed attempts", &stage.server.world().failed_attempts(ALICE), &0)?;

    // Out of flight mode: what was pushed meanwhile is over.
    while stage.phone.arrived().is_some() {}
    stage.phone.core.refresh().await?;
    Ok("the code of the phone logged Alice in without a connection".to_owned())
}
