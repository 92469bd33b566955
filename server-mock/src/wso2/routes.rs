//! All routes of the server, in whichever place.

use axum::Router;

use super::openapi::described;
use super::prefix::everywhere;
use super::{oauth, pages};
use crate::server::Site;

/// Everything that the clients of the server call.
pub(crate) fn routes(site: &Site) -> Router<Site> {
    let (router, _) = described().split_for_parts();
    everywhere(router.merge(oauth::routes()).merge(pages::routes()).with_state(site.clone()))
}
