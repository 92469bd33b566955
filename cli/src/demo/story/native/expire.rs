//! A challenge does not wait forever.

use std::time::Duration;

use super::stage::Stage;
use crate::demo::story::chapter::Told;
use crate::demo::story::room::code_of;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    let login = stage.log_in().await?;
    let challenge = stage.phone_asks().await?;
    let lifetime = stage.server.world().settings().challenge_lifetime;

    stage.say("Alice", &format!("makes coffee. The server's clock goes on by {} minutes", lifetime / 60));
    stage.server.clock().advance(Duration::from_secs(lifetime));
    let heading = stage.page_says(&login).await?;
    stage.expect("the login page", &heading.as_str(), &"Time is up")?;

    stage.say("Alice", &format!("types {} and approves", login.number));
    let late = stage.approve(&challenge.id, &login.number).await;
    stage.say("phone", "\"This login has ended.\"");
    stage.expect("the phone", &code_of(&late), &"challenge.expired")?;
    stage.expect("what still waits on the phone", &stage.phone.core.pending()?.len(), &0)?;
    let recorded = stage.server.world().accepted_answers(challenge.id.server.as_str()).len();
    stage.expect("answers on record", &recorded, &0)?;
    Ok("the right number came too late: the server recorded nothing and the phone stopped asking".to_owned())
}
