//! How text messages and calls are sent and what they say; the `sms` routes are the older names of the same things.

use axum::Router;
use axum::routing::get;
use serde_json::{Value, json};

use super::call::Call;
use super::fields::{items, on};
use super::reply::{Answer, Reply};
use crate::guardian::tenant::{Channel, PhoneProvider, Providers, Templates};
use crate::server::Site;

pub(super) fn routes() -> Router<Site> {
    let shared = Router::new()
        .route("/selected-provider", get(selected).put(select))
        .route("/providers/twilio", get(twilio).put(set_twilio))
        .route("/templates", get(templates).put(set_templates));
    Router::new()
        .nest("/guardian/factors/sms", shared.clone())
        .nest("/guardian/factors/phone", shared.route("/message-types", get(message_types).put(set_message_types)))
}

async fn selected(call: Call) -> Answer {
    read(&call, |providers| json!({"provider": providers.phone.name()}))
}

async fn select(call: Call) -> Answer {
    call.allow(UPDATE)?;
    let provider = call.fields(&["provider"])?.one_of("provider", PhoneProvider::named)?;
    call.configure(|providers| providers.phone = provider, |_| json!({"provider": provider.name()}))
}

async fn twilio(call: Call) -> Answer {
    read(&call, twilio_view)
}

async fn set_twilio(call: Call) -> Answer {
    call.allow(UPDATE)?;
    let fields = call.fields(&["from", "messaging_service_sid", "auth_token", "sid"])?;
    let from = fields.nullable_text("from", 0..=64)?.flatten();
    let text = |name| fields.nullable_text(name, 1..=1_000).map(Option::flatten);
    let (messaging_service, account) = (text("messaging_service_sid")?, text("sid")?);
    let has_token = text("auth_token")?.is_some();
    let apply = |providers: &mut Providers| {
        let kept = &mut providers.twilio;
        (kept.from, kept.messaging_service, kept.account) = (from, messaging_service, account);
        kept.has_token = has_token;
    };
    call.configure(apply, twilio_view)
}

async fn templates(call: Call) -> Answer {
    read(&call, templates_view)
}

async fn set_templates(call: Call) -> Answer {
    call.allow(UPDATE)?;
    let fields = call.fields(&["enrollment_message", "verification_message"])?;
    let template = |name: &str| {
        let text = fields.text(name, 0..=1_000)?;
        if text.contains("{{") == text.contains("}}") { Ok(text) } else { Err(on(name, "Invalid template")) }
    };
    let templates =
        Templates { enrollment: template("enrollment_message")?, verification: template("verification_message")? };
    call.configure(|providers| providers.templates = templates, templates_view)
}

async fn message_types(call: Call) -> Answer {
    read(&call, message_types_view)
}

async fn set_message_types(call: Call) -> Answer {
    call.allow(UPDATE)?;
    let values = call.fields(&["message_types"])?.array("message_types")?;
    let channels = items(&values, "message_types", Channel::named)?;
    call.configure(|providers| providers.message_types = channels.into_iter().collect(), message_types_view)
}

fn read(call: &Call, view: impl FnOnce(&Providers) -> Value) -> Answer {
    call.allow(&["read:guardian_factors"])?;
    Ok(Reply::Done(call.read(|state, _| view(&state.providers))))
}

fn twilio_view(providers: &Providers) -> Value {
    let twilio = &providers.twilio;
    json!({"from": twilio.from, "messaging_service_sid": twilio.messaging_service, "sid": twilio.account})
}

fn templates_view(providers: &Providers) -> Value {
    let templates = &providers.templates;
    json!({"enrollment_message": templates.enrollment, "verification_message": templates.verification})
}

fn message_types_view(providers: &Providers) -> Value {
    json!({"message_types": providers.message_types.iter().map(|channel| channel.name()).collect::<Vec<_>>()})
}

const UPDATE: &[&str] = &["update:guardian_factors"];
