//! Pages for people: My Account for owners of phones, the Console for administrators.

mod account;
mod console;
mod portal;

use axum::Router;

use crate::server::Site;

/// All pages.
pub(super) fn routes() -> Router<Site> {
    Router::new().merge(account::routes()).merge(console::routes())
}
