//! A login does not wait forever, and a push that comes too late shows nothing.

use std::time::Duration;

use countersign_core::engine::PushOutcome;

use super::stage::{Stage, newest_push};
use crate::demo::story::chapter::Told;
use crate::demo::story::room::code_of;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    let login = stage.log_in().await?;
    let challenge = stage.phone_asks().await?;
    let other = stage.log_in().await?;
    let late_push = stage.phone.this_push(&newest_push(&stage.server)).await?;
    let lifetime = stage.server.tenant().settings().transaction_lifetime;
    stage.say("push", "of a second login is stuck on its way");

    stage.say("Alice", &format!("makes coffee. The tenant's clock goes on by {} minutes", lifetime / 60));
    stage.server.clock().advance(Duration::from_secs(lifetime));
    stage.say("Alice", "approves the first");
    let late = stage.approve(&challenge.id).await;
    stage.say("phone", "\"This login is over.\"");
    stage.expect("the phone", &code_of(&late), &"challenge.over")?;
    stage.expect("the login", &stage.state(&login.id)?.as_str(), &"expired")?;

    let outcome = stage.phone.core.handle_push(&late_push).await?;
    stage.say("phone", "gets the push of the second login now, and stays dark");
    stage.expect("what the late push shows", &outcome, &PushOutcome::Nothing)?;
    stage.expect("what waits on the phone", &stage.phone.core.pending()?.len(), &0)?;
    stage.expect("the second login", &stage.state(&other.id)?.as_str(), &"expired")?;
    Ok("the answer came too late and counted for nothing; the late push asked Alice nothing".to_owned())
}
