//! The list of phones, and what can be done with one.

use std::time::{Duration, UNIX_EPOCH};

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use minijinja::{Value, context};

use crate::server::Site;
use crate::wso2::IdentityError;
use crate::wso2::identity::Device;
use crate::wso2::pages::portal::{Ended, Member, Portal, Visit};

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/myaccount", get(list))
        .route("/myaccount/devices/{id}", get(edit).post(rename))
        .route("/myaccount/devices/{id}/remove", get(confirm).post(remove))
}

/// A phone as its owner sees it.
struct Row {
    id: String,
    name: String,
    model: String,
    added: String,
    last_used: Option<String>,
}

impl Row {
    fn value(&self) -> Value {
        let Self { id, name, model, added, last_used } = self;
        context! { id, name, model, added, last_used }
    }
}

impl From<&Device> for Row {
    fn from(device: &Device) -> Self {
        Self {
            id: device.id.clone(),
            name: device.name.clone(),
            model: device.model.clone(),
            added: date(device.created_at),
            last_used: device.last_used_at.map(date),
        }
    }
}

async fn list(visit: Visit) -> Result<Response, Ended> {
    let member = visit.member(PORTAL)?;
    let (devices, has_room) = visit.server.read(|state, _| {
        let rows: Vec<Value> =
            state.devices_of(&member.user).into_iter().map(|found| Row::from(found).value()).collect();
        (rows, state.has_room(&member.user))
    });
    Ok(visit.page(200, PORTAL, &member, "wso2/devices.html", context! { devices, has_room }))
}

async fn edit(Path(id): Path<String>, visit: Visit) -> Result<Response, Ended> {
    let member = visit.member(PORTAL)?;
    let device = found(&visit, &member, &id)?;
    let content = context! { name => device.name.clone(), device => device.value(), error => "" };
    Ok(visit.page(200, PORTAL, &member, "wso2/device.html", content))
}

async fn rename(Path(id): Path<String>, visit: Visit) -> Result<Response, Ended> {
    let (member, form) = visit.submission(PORTAL).await?;
    let device = found(&visit, &member, &id)?;
    let name = form.text("name");
    if visit.server.change(|state, _| state.rename_device(&member.user, &id, name)).is_err() {
        let content = context! { name, device => device.value(), error => "Use a name of 1 to 128 characters." };
        return Ok(visit.page(200, PORTAL, &member, "wso2/device.html", content));
    }
    visit.check_durable()?;
    Err(Ended::Next(visit.path(PORTAL, "")))
}

async fn confirm(Path(id): Path<String>, visit: Visit) -> Result<Response, Ended> {
    let member = visit.member(PORTAL)?;
    let device = found(&visit, &member, &id)?;
    Ok(visit.page(200, PORTAL, &member, "wso2/device_removal.html", context! { device => device.value() }))
}

async fn remove(Path(id): Path<String>, visit: Visit) -> Result<Response, Ended> {
    let (member, _) = visit.submission(PORTAL).await?;
    let removed = visit.server.change(|state, moment| {
        state.device_of(&member.user, &id)?;
        state.remove_device(&id, &member.user, moment.now)
    });
    removed.map_err(|_: IdentityError| Ended::NotFound)?;
    visit.check_durable()?;
    Err(Ended::Next(visit.path(PORTAL, "")))
}

fn found(visit: &Visit, member: &Member, id: &str) -> Result<Row, Ended> {
    visit.server.read(|state, _| state.device_of(&member.user, id).map(Row::from)).map_err(|_| Ended::NotFound)
}

fn date(seconds: u64) -> String {
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds))
}

const PORTAL: Portal = Portal::Account;
