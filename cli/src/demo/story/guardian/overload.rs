//! What does not fit the screen cannot be approved.

use countersign_core::model::Restriction;
use countersign_server_mock::{ConsentSpec, LoginContext};
use serde_json::{Map, json};

use super::stage::{Stage, newest_push};
use crate::demo::story::chapter::Told;
use crate::demo::story::room::code_of;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    stage.say("Mallory", &format!("hides a payment among {LINES} other lines of a consent"));
    let mut lines: Map<_, _> = (0..LINES).map(|line| (format!("line {line}"), json!("harmless"))).collect();
    lines.insert("type".to_owned(), json!("payment"));
    let consent = ConsentSpec { authorization_details: vec![lines], ..ConsentSpec::default() };
    let login = stage.start_login_in(LoginContext { consent: Some(consent), ..LoginContext::default() })?;
    let push = stage.phone.this_push(&newest_push(&stage.server)).await?;
    let challenge = stage.phone.challenge_of(&push).await?;
    stage.say("phone", "\"This request says more than can be shown. It can only be denied.\"");
    stage.expect("what is allowed", &challenge.restriction, &Some(Restriction::Undisplayable))?;

    stage.say("Alice", "tries to approve all the same");
    let refused = stage.approve(&challenge.id).await;
    stage.expect("the phone", &code_of(&refused), &"challenge.undisplayable")?;
    stage.expect("the login", &stage.state(&login)?.as_str(), &"pending")?;
    stage.say("Alice", "denies");
    stage.phone.core.deny(&challenge.id, None).await?;
    stage.expect("the login", &stage.state(&login)?.as_str(), &"rejected")?;
    Ok("what could not be shown whole could not be approved, only denied".to_owned())
}

/// Lines of the consent: more than a phone shows.
const LINES: usize = 40;
