//! The way in when the phone cannot be reached.

use super::stage::Stage;
use crate::demo::failure::Failure;
use crate::demo::story::chapter::Told;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    let account = stage.account()?;
    let answers = stage.asked("guardian_resolve").len();
    let login = stage.start_login().await?;
    stage.say("phone", "is in flight mode");
    let code = stage.phone.core.one_time_code(&account.id)?;
    let left = code.seconds_left().ok_or(Failure::Late("a code that ends"))?;
    stage.say("phone", &format!("shows {} for {left} more seconds", code.digits()));
    stage.say("Alice", "types the code on the login page");
    let typed = stage.type_code(&login, code.digits()).await?;
    stage.expect("the reply", &typed.0, &200)?;
    let state = stage.page_sees(&login).await?;
    stage.expect("the login page", &state.as_str(), &"accepted")?;
    stage.expect("answers from the phone", &(stage.asked("guardian_resolve").len() - answers), &0)?;

    stage.say("Mallory", "has looked over her shoulder and types the same code");
    let other = stage.start_login().await?;
    let (status, refusal) = stage.type_code(&other, code.digits()).await?;
    stage.say("tenant", &format!("refuses with {status}: {refusal}"));
    stage.expect("the second use", &refusal.as_str(), &"invalid_otp")?;
    stage.expect("the other login", &stage.state(&other.id)?.as_str(), &"pending")?;
    Ok("the code of the phone logged Alice in without a connection, and only once".to_owned())
}
