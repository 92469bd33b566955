//! All routes of the server, in whichever place.

use axum::Router;

use super::openapi::described;
use super::pages;
use super::prefix::everywhere;
use crate::pages::assets;
use crate::server::Site;

/// Everything that the clients of the server call.
pub(crate) fn routes(site: &Site) -> Router<Site> {
    let (router, _) = described().split_for_parts();
    let pages = pages::routes().merge(assets());
    everywhere(router.merge(pages).with_state(site.clone()))
}
