//! The main job: is it you? It is.

use countersign_core::model::{DecisionState, Recorded};
use serde_json::Value;

use super::stage::{Stage, choices};
use crate::demo::identity_server::ALICE;
use crate::demo::story::chapter::Told;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    let login = stage.sign_in("Alice", ALICE).await?;
    let is_message = is_notification(&stage.newest_push());
    stage.expect("whether the push is a notification message of FCM", &is_message, &true)?;
    let challenge = stage.phone_asks().await?;
    let number = stage.page.number().unwrap_or_default();
    let offered = choices(&challenge);
    let is_offered = (offered.len(), offered.contains(&number));
    stage.expect("numbers to pick from, and whether the page's is one of them", &is_offered, &(3, true))?;
    let ends = challenge.expires_at;
    stage.say(
        "phone",
        &format!("shows that the request is {} s old: the server does not say when it ends", stage.age(&challenge)),
    );
    stage.expect("when the request ends", &ends, &None)?;
    stage.expect("the login before she answers", &stage.state(&login).as_str(), &"pending")?;

    let decision = stage.approve(&challenge).await?;
    stage.expect("the phone", &decision, &DecisionState::RecordedByUs(Recorded::Approved))?;
    let heading = stage.page_goes_on(&login).await?;
    stage.expect("the page", &heading.as_str(), &SIGNED_IN)?;
    Ok("no password was typed: the number on the page was among the three on the phone, and the page signed Alice in"
        .to_owned())
}

/// A title for people and a flat map of texts for the app.
fn is_notification(push: &Value) -> bool {
    let has_title = push["notification"]["title"].is_string();
    let Some(data) = push["data"].as_object() else { return false };
    has_title && data.values().all(Value::is_string)
}

/// What the application's page says in the end.
pub(super) const SIGNED_IN: &str = "You are signed in";

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_notification_has_a_title_and_a_flat_map_of_texts() {
        assert!(is_notification(&json!({"notification": {"title": "t"}, "data": {"pushId": "p"}})));
        assert!(!is_notification(&json!({"notification": {"title": "t"}, "data": {"pushId": {"a": 1}}})));
        assert!(!is_notification(&json!({"data": {"pushId": "p"}})));
    }
}
