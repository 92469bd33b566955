//! Enrollment tickets.

use axum::Router;
use axum::routing::post;
use serde_json::json;

use super::call::Call;
use super::reply::{Answer, Reply};
use crate::guardian::GuardianError;
use crate::guardian::tenant::{FactorName, TicketSpec, ticket_url};
use crate::server::Site;

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/guardian/enrollments/ticket", post(create))
}

async fn create(call: Call) -> Answer {
    call.allow(&["create:guardian_enrollment_tickets"])?;
    let fields = call.fields(MEMBERS)?;
    let user = fields.text("user_id", 1..=1_000)?;
    let email = fields.optional_text("email", 3..=320)?;
    let is_mailed = fields.optional_flag("send_mail")?.unwrap_or(false);
    fields.optional_text("email_locale", 1..=35)?;
    let factor = fields.optional_one_of("factor", |name| factor(name).map(|factor| (name.to_owned(), factor)))?;
    let spec = TicketSpec {
        factor: factor.as_ref().map(|(name, _)| name.clone()),
        allows_multiple: fields.optional_flag("allow_multiple_enrollments")?.unwrap_or(false),
    };

    let (id, url) = call.change(|state, moment| {
        if factor.is_some_and(|(_, factor)| !state.settings.is_enabled(factor)) {
            return Err(GuardianError::FeatureDisabledByAdmin);
        }
        let own_address = state.user(&user)?.email.clone();
        let ticket = state.add_ticket(&user, spec, moment)?;
        if is_mailed {
            state.note("gd_send_email", &user, json!({"to": email.or(own_address)}), moment.now);
        }
        let url = ticket_url(moment.url, &ticket.id);
        Ok((ticket.id, url))
    })?;
    Ok(Reply::Done(json!({"ticket_id": id, "ticket_url": url})))
}

/// The factor by the name that tickets use for it.
fn factor(name: &str) -> Option<FactorName> {
    match name {
        "phone" => Some(FactorName::Sms),
        "push-notification" | "email" | "otp" | "webauthn-roaming" | "webauthn-platform" => FactorName::named(name),
        _ => None,
    }
}

const MEMBERS: &[&str] = &["user_id", "email", "send_mail", "email_locale", "factor", "allow_multiple_enrollments"];
