//! Who delivers pushes.

use std::collections::BTreeMap;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use data_encoding::BASE64;
use minijinja::{Value, context};

use super::PORTAL;
use super::service_account::check_service_account;
use crate::server::Site;
use crate::wso2::identity::{Sender, SenderSpec};
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
    let stored = visit.server.change(|state, moment| {
        let own = &state.organization_keyed(&visit.organization)?.senders;
        let known = own.values().find(|sender| sender.provider == FCM).map(|sender| sender.name.clone());
        let content = BASE64.encode(form.text("service_account").as_bytes());
        let properties = BTreeMap::from([(SERVICE_ACCOUNT.to_owned(), content)]);
        let spec = SenderSpec { provider: FCM.to_owned(), properties };
        match known {
            Some(name) => state.change_sender(&visit.organization, &name, &spec, &member.user, moment),
            None => state.add_sender(&visit.organization, None, &spec, &member.user, moment),
        }
    });
    if stored.is_err() {
        return Ok(shown(&visit, &member, "The file is not the key of a service account.", ""));
    }
    visit.check_durable()?;
    Ok(shown(&visit, &member, "", "The service account is stored. Pushes are sent with it from now on."))
}

fn shown(visit: &Visit, member: &Member, error: &str, saved: &str) -> Response {
    let senders: Vec<Value> = visit.server.read(|state, _| {
        let own = state.organization_keyed(&visit.organization).map(|found| found.senders.values());
        own.map(|senders| senders.map(row).collect()).unwrap_or_default()
    });
    let content = context! { here => "provider", saved, error, senders };
    visit.page(200, PORTAL, member, "wso2/provider.html", content)
}

/// A sender without its credentials.
fn row(sender: &Sender) -> Value {
    context! { provider => sender.provider.as_str(), name => sender.name.as_str(), has_credentials => !sender.secrets.is_empty() }
}

const FCM: &str = "FCM";
/// The property with the base64 of the file.
const SERVICE_ACCOUNT: &str = "serviceAccountContent";
