//! The Console: what administrators of a tenant or organization decide about push logins.

mod applications;
mod devices;
mod fields;
mod provider;
mod push;
mod service_account;

use axum::Router;
use axum::routing::get;

pub(super) use applications::are_shown as has_applications;

use super::portal::{self, Ended, Portal, Visit};
use crate::server::Site;

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .merge(portal::routes(PORTAL))
        .route("/console", get(|visit: Visit| async move { Ended::Next(visit.path(PORTAL, "/push")) }))
        .merge(push::routes())
        .merge(devices::routes())
        .merge(provider::routes())
        .merge(applications::routes())
}

const PORTAL: Portal = Portal::Console;
