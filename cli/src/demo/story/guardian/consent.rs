//! An application asks for more than a login: what is approved is shown first.

use countersign_server_mock::{ConsentSpec, LoginContext};
use serde_json::{Map, Value, json};

use super::stage::Stage;
use crate::demo::story::chapter::Told;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    stage.say("shop", "asks the tenant for Alice's consent to a payment");
    let login = stage.start_login_in(LoginContext { consent: Some(payment()), ..LoginContext::default() })?;
    let fetched = stage.asked("guardian_consent").len();
    let challenge = stage.phone_asks().await?;
    stage.expect("consents the phone asked for", &(stage.asked("guardian_consent").len() - fetched), &1)?;
    stage.say("phone", "has fetched what it is about, with a proof of its key, and shows:");
    let text = challenge.text.clone().unwrap_or_default();
    stage.say("", &format!("message: {text}"));
    for fact in &challenge.details {
        stage.say("", &format!("{}: {}", fact.label, fact.value));
    }
    let shows =
        |label: &str, value: &str| challenge.details.iter().any(|fact| fact.label == label && fact.value == value);
    let is_whole = shows("amount.value", "12.5") && shows("amount.currency", "EUR") && shows("payee", "Corner Shop");
    stage.expect("the message", &text.as_str(), &"Order 1234")?;
    stage.expect("whether amount and payee are shown", &is_whole, &true)?;
    stage.expect("the login before she answers", &stage.state(&login)?.as_str(), &"pending")?;

    stage.say("Alice", "compares the message with the shop's screen and approves");
    stage.approve(&challenge.id).await?;
    stage.expect("the login", &stage.state(&login)?.as_str(), &"accepted")?;
    Ok("binding message, amount and payee were on the phone before Alice approved".to_owned())
}

fn payment() -> ConsentSpec {
    let details = json!({"type": "payment", "amount": {"currency": "EUR", "value": 12.5}, "payee": "Corner Shop"});
    ConsentSpec {
        audience: Some("https://api.example.com/".to_owned()),
        scope: vec!["openid".to_owned(), "pay".to_owned()],
        binding_message: Some("Order 1234".to_owned()),
        authorization_details: members(details).into_iter().collect(),
    }
}

fn members(value: Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(members) => Some(members),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => None,
    }
}
