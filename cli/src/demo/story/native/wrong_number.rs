//! Whoever does not see the login page cannot approve.

use countersign_server_mock::LoginState;

use super::stage::{ALICE, Stage};
use crate::demo::story::chapter::Told;
use crate::demo::story::room::code_of;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    let login = stage.log_in().await?;
    let challenge = stage.phone_asks().await?;
    let wrong = other_number(&login.number);

    stage.say("Alice", &format!("types {wrong} and approves"));
    let refused = stage.approve(&challenge.id, &wrong).await;
    stage.say("phone", "\"That was not the number on the login page.\"");
    stage.expect("the phone", &code_of(&refused), &"answer.number_mismatch")?;
    let heading = stage.page_says(&login).await?;
    stage.expect("the login page", &heading.as_str(), &"Wrong number")?;

    stage.say("Alice", "tries the right one after all");
    let answers = stage.asked("answer").len();
    let second = stage.approve(&challenge.id, &login.number).await;
    stage.expect("the second try", &code_of(&second), &"answer.number_mismatch")?;
    stage.expect("answers sent by it", &(stage.asked("answer").len() - answers), &0)?;
    stage.expect("the login", &stage.login_state(&login), &Some(LoginState::WrongNumber))?;
    stage.expect("failed attempts of the account", &stage.server.world().failed_attempts(ALICE), &1)?;
    Ok("the login failed for good and counts as a failed attempt; there is no second guess".to_owned())
}

/// As many digits, each of them another one.
fn other_number(number: &str) -> String {
    let next = |digit: char| digit.to_digit(10).and_then(|digit| char::from_digit((digit + 1) % 10, 10));
    number.chars().filter_map(next).collect()
}
