//! The first answer stands, whoever sends whatever later.

use countersign_core::engine::Removal;
use countersign_core::store::Row;
use countersign_server_mock::LoginState;

use super::stage::{ALICE, Stage};
use crate::demo::failure::Failure;
use crate::demo::phone::Phone;
use crate::demo::scanner;
use crate::demo::story::chapter::Told;
use crate::demo::story::room::code_of;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    stage.say("Alice", "has enrolled her tablet too: both devices are asked");
    let mut tablet = second_device(stage).await?;
    let told = answer_twice(stage, &mut tablet).await;
    // Later chapters are about one phone.
    remove(&tablet).await?;
    told
}

async fn answer_twice(stage: &mut Stage, tablet: &mut Phone) -> Told {
    let login = stage.log_in().await?;
    let challenge = stage.phone_asks().await?;
    let same = tablet.pushed_challenge().await?;
    stage.approve(&challenge.id, &login.number).await?;
    stage.say("Alice", "approves on her phone and is logged in");

    let overheard = stage.asked("answer").pop().ok_or(Failure::Late("the answer"))?;
    let message = overheard.request_body.unwrap_or_default();
    stage.say("Mallory", &format!("has overheard the answer ({} bytes) and sends it again", message.len()));
    let (status, reply) = stage.browser.replay(&overheard.path, &message).await?;
    stage.expect("the status", &status, &200)?;
    stage.expect("the reply", &Some(reply), &overheard.response_body)?;
    let recorded = stage.server.world().accepted_answers(challenge.id.server.as_str());
    stage.expect("answers on record", &recorded, &vec![message.clone()])?;
    stage.say("server", "gives the same reply as before and records nothing: there is still one answer");

    stage.say("Mallory", "changes a letter and sends that");
    let (status, reply) = stage.browser.replay(&overheard.path, &altered(&message)).await?;
    stage.say("server", &format!("refuses with {status}: {reply}"));
    stage.expect("the status of a changed answer", &status, &401)?;

    stage.say("Alice", "denies on her tablet what she approved on her phone");
    let other = tablet.core.deny(&same.id, None).await;
    let refused = stage.asked("answer").pop().and_then(|entry| entry.status);
    stage.say("server", "refuses with 409: the first answer is final");
    stage.expect("the status of another answer", &refused, &Some(409))?;
    stage.expect("the tablet", &code_of(&other), &"answer.already_answered_elsewhere")?;
    stage.expect("the login", &stage.login_state(&login), &Some(LoginState::Approved))?;
    Ok("the same answer got the same reply and counted once; a changed one got 401, another one 409".to_owned())
}

async fn second_device(stage: &mut Stage) -> Result<Phone, Failure> {
    stage.browser.submit("/enroll", &[("user", ALICE)]).await?;
    let png = stage.browser.picture(&format!("{}/qr.png", stage.browser.path())).await?;
    let mut tablet = Phone::open(&stage.home("tablet"), "Alice's tablet", None)?;
    let preview = tablet.core.preview(&scanner::read(&png)?.text).await?;
    tablet.core.enroll(&preview).await?;
    tablet.listen().await?;
    Ok(tablet)
}

async fn remove(tablet: &Phone) -> Result<(), Failure> {
    for account in tablet.core.accounts()?.into_iter().filter_map(Row::intact) {
        tablet.core.remove(&account.id, Removal::Everywhere).await?;
    }
    Ok(())
}

/// The message with another letter in the middle of its signature.
fn altered(message: &str) -> String {
    let (rest, signature) = message.rsplit_once('.').unwrap_or((message, ""));
    let swap = |(place, letter): (usize, char)| match (place, letter) {
        (20, 'A') => 'B',
        (20, _) => 'A',
        (_, letter) => letter,
    };
    format!("{rest}.{}", signature.chars().enumerate().map(swap).collect::<String>())
}
