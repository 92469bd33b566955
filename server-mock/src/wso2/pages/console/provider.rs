//! Who delivers pushes.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use minijinja::{Value, context};
use serde_json::json;

use super::PORTAL;
use super::service_account::check_service_account;
use crate::server::Site;
use crate::wso2::identity::Sender;
use crate::wso2::pages::portal::{Ended, Member, Visit};

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/console/provider", get(show).post(save))
}

async fn show(visit: Visit) -> Result<Response, Ended> {
    let member = visit.member(PORTAL)?;
    Ok(shown(&visit, &member, "", ""))
}

async fn save(visit: Visit) -> Result<Response, Ended> {
    let (member, form) = visit.submission(PORTAL).await?;
    if let Err(error) = check_service_account(form.text("service_account")) {
        return Ok(shown(&visit, &member, error, ""));
    }
    visit
        .server
        .change(|state, moment| {
            let name = state.organization_mut(&visit.organization)?.set_fcm_credentials();
            state.note("Update-Notification-Sender", &member.user, &name, json!({"outcome": "success"}), moment.now);
            Ok(())
        })
        .map_err(|_: crate::wso2::IdentityError| Ended::NotFound)?;
    visit.check_durable()?;
    Ok(shown(&visit, &member, "", "The service account is stored. Pushes are sent with it from now on."))
}

fn shown(visit: &Visit, member: &Member, error: &str, saved: &str) -> Response {
    let senders: Vec<Value> = visit.server.read(|state, _| {
        let own = state.organization_keyed(&visit.organization).map(|found| found.senders.values());
        own.map(|senders| senders.map(row).collect()).unwrap_or_default()
    });
    let status = if error.is_empty() { 200 } else { 400 };
    let content = context! { here => "provider", saved, error, senders };
    visit.page(status, PORTAL, member, "wso2/provider.html", content)
}

/// A sender without its credentials.
fn row(sender: &Sender) -> Value {
    context! { provider => sender.provider.as_str(), name => sender.name.as_str(), has_credentials => !sender.secrets.is_empty() }
}
