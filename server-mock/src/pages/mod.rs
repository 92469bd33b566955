//! The pages that a person sees: logging in and enrolling a phone.
//!
//! They work without network access beyond this server and may be shown in a frame of a loopback page.

mod assets;
mod browser;
mod enroll;
mod login;
mod render;
mod results;

use axum::Router;

pub(crate) use assets::routes as assets;
pub(crate) use render::{page, page_towards, picture, see_other};

use crate::server::Site;

/// All pages and what they load.
pub(crate) fn routes() -> Router<Site> {
    Router::new().merge(assets::index()).merge(assets::routes()).merge(login::routes()).merge(enroll::routes())
}
