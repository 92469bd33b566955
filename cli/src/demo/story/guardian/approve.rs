//! The main job: is it you? It is.

use countersign_core::model::{DecisionState, Recorded};
use serde_json::Value;

use super::stage::{Stage, newest_push};
use crate::demo::story::chapter::Told;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    stage.say("Alice", "types her password on the login page");
    let login = stage.log_in().await?;
    let is_data = is_data_message(&newest_push(&stage.server));
    stage.expect("whether the push is a data message of FCM", &is_data, &true)?;
    let challenge = stage.phone_asks().await?;
    let context = &challenge.context;
    let shown = (context.browser.as_deref(), context.os.as_deref(), context.place.as_deref());
    stage.expect("what the phone shows", &shown, &(Some("Firefox 140.0"), Some("Linux"), Some("This computer")))?;
    let is_in_time = (1..=300).contains(&stage.seconds_left(&challenge));
    stage.expect("whether the phone knows the time left", &is_in_time, &true)?;
    let before = stage.page_sees(&login).await?;
    stage.expect("the login before she answers", &before.as_str(), &"pending")?;

    stage.say("Alice", "approves");
    let decision = stage.approve(&challenge.id).await?;
    stage.expect("the phone", &decision, &DecisionState::RecordedByUs(Recorded::Approved))?;
    let after = stage.page_sees(&login).await?;
    stage.expect("the login page", &after.as_str(), &"accepted")?;
    Ok("the push arrived as FCM delivers it, the phone showed browser, system and place, the page logged Alice in"
        .to_owned())
}

/// A flat map of texts, as FCM delivers data.
fn is_data_message(push: &Value) -> bool {
    let Some(members) = push.as_object() else { return false };
    ["dai", "txtkn", "c", "d", "sh"].iter().all(|name| members.contains_key(*name))
        && members.values().all(Value::is_string)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_a_flat_map_of_texts_is_a_data_message() {
        let flat = json!({"dai": "d", "txtkn": "t", "c": "c", "d": "now", "sh": "h", "s": "{\"b\":{}}"});
        let mut deep = flat.clone();
        deep["s"] = json!({"b": {}});

        assert!(is_data_message(&flat));
        assert!(!is_data_message(&deep));
        assert!(!is_data_message(&json!({"mfa": flat})));
    }
}
