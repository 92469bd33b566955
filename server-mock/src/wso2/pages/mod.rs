//! The pages of the server, in whichever place: signing in, who signed in, My Account and the Console.

mod account;
mod console;
mod demo;
mod login;
mod portal;

use axum::Router;

pub(super) use login::{address as login_address, refused as refused_page};
pub(super) use portal::PORTAL_COOKIES;

use crate::pages::assets;
use crate::server::Site;

/// All pages and what they load.
pub(super) fn routes() -> Router<Site> {
    Router::new()
        .merge(assets())
        .merge(login::routes())
        .merge(demo::routes())
        .merge(account::routes())
        .merge(console::routes())
}
