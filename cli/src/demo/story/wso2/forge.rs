//! These servers do not sign their pushes: what a push says must do no harm.

use countersign_core::engine::PushOutcome;
use serde_json::{Value, json};

use super::lose_reply::ANSWER;
use super::stage::Stage;
use crate::demo::failure::Failure;
use crate::demo::identity_server::ALICE;
use crate::demo::story::chapter::Told;
use crate::demo::story::room::code_of;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    let login = stage.sign_in("Alice", ALICE).await?;
    let challenge = stage.phone_asks().await?;
    stage.approve(&challenge).await?;
    stage.page_goes_on(&login).await?;
    let genuine = stage.newest_push();
    stage.say("Mallory", "has read this push and learned how to reach the phone: she sends pushes of her own making");

    let mut foreign = genuine.clone();
    foreign["data"]["deviceId"] = json!("00000000-0000-4000-8000-000000000000");
    let outcome = take(stage, &foreign).await?;
    stage.say("phone", "gets one for a device that it is not, and stays dark");
    stage.expect("what a push for another device shows", &outcome, &PushOutcome::Nothing)?;

    let mut forged = genuine;
    forged["data"]["pushId"] = json!("11111111-1111-4111-8111-111111111111");
    forged["data"]["relativePath"] = json!("@mallory.example/t/carbon.super");
    forged["data"]["host"] = json!("https://mallory.example");
    let number = login.number.unwrap_or_default();
    let PushOutcome::Waiting(challenge) = take(stage, &forged).await? else {
        return Err(Failure::Late("the forged request"));
    };
    stage.say("phone", "cannot tell the other from a genuine one, and asks");
    let asked = stage.asked(ANSWER).len();
    stage.say("Alice", "is fooled: Mallory tells her the number, and she approves");
    let told = stage.approve_with(&challenge, &number).await;
    let paths: Vec<String> = stage.asked(ANSWER).into_iter().skip(asked).map(|entry| entry.path).collect();
    stage.say("phone", "answers to Alice's own server and to nobody else. That server has no such login");
    stage.expect("where the answer went", &paths, &vec!["/t/carbon.super/push-auth/authenticate".to_owned()])?;
    stage.expect("the phone", &code_of(&told), &"challenge.over")?;
    Ok("a forged push reached nobody but Alice's own server, and opened nothing".to_owned())
}

/// The phone takes a push that the server never sent.
async fn take(stage: &Stage, push: &Value) -> Result<PushOutcome, Failure> {
    Ok(stage.phone.core.handle_push(push.to_string().as_bytes()).await?)
}
