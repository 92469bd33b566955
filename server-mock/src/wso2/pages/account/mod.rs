//! My Account: the phones of whoever is signed in.

mod adding;
mod devices;
mod phone_sign_in;

use axum::Router;

use super::portal::{self, Portal};
use crate::server::Site;

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .merge(portal::routes(Portal::Account))
        .merge(devices::routes())
        .merge(adding::routes())
        .merge(phone_sign_in::routes())
}
