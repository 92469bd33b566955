//! The first answer stands, whoever sends it again.

use serde_json::Value;

use super::stage::{Stage, newest_push};
use crate::demo::failure::Failure;
use crate::demo::story::chapter::Told;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    stage.say("Alice", "types her password on the login page");
    let login = stage.log_in().await?;
    let token = pushed_token(stage);
    let challenge = stage.phone_asks().await?;
    stage.approve(&challenge.id).await?;
    stage.say("Alice", "approves and is logged in");

    let overheard = stage.asked("guardian_resolve").pop().ok_or(Failure::Late("the answer"))?;
    let answer: Value =
        overheard.request_body.and_then(|body| serde_json::from_str(&body).ok()).ok_or(Failure::Late("the answer"))?;
    let (before, log) = (stage.transaction(&login.id)?, stage.server.tenant().log().len());
    stage.say("Mallory", "has read the push and overheard the answer, and sends it again");
    let (status, code) = send(stage, &token, &answer).await?;
    stage.say("tenant", &format!("refuses with {status}: {code}"));
    stage.expect("the refusal", &(status, code.as_str()), &(404, "login_transaction_not_found"))?;
    stage.expect("the login", &stage.transaction(&login.id)?, &before)?;
    stage.expect("entries in the tenant's log", &stage.server.tenant().log().len(), &log)?;

    stage.say("Mallory", "starts a login and sends Alice's old answer for it");
    let other = stage.log_in().await?;
    let token = pushed_token(stage);
    let (status, code) = send(stage, &token, &answer).await?;
    stage.say("tenant", &format!("refuses with {status}: {code}"));
    stage.expect("the refusal", &(status, code.as_str()), &(401, "invalid_token"))?;
    stage.expect("the other login", &stage.state(&other.id)?.as_str(), &"pending")?;
    let challenge = stage.phone_asks().await?;
    stage.say("Alice", "denies");
    stage.phone.core.deny(&challenge.id, None).await?;
    Ok("the answer counted once and for one login: sent again it got 404, for another login 401".to_owned())
}

/// The token in the newest push, which opens one question.
fn pushed_token(stage: &Stage) -> String {
    newest_push(&stage.server)["txtkn"].as_str().unwrap_or_default().to_owned()
}

async fn send(stage: &Stage, token: &str, answer: &Value) -> Result<(u16, String), Failure> {
    let path = "/appliance-mfa/api/resolve-transaction";
    let (status, reply) = stage.browser.call(path, &format!("Bearer {token}"), Some(answer)).await?;
    Ok((status, reply["errorCode"].as_str().unwrap_or_default().to_owned()))
}
