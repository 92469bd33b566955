//! All routes of the server, in whichever place.

use axum::Router;

use super::prefix::everywhere;
use crate::server::Site;

/// Everything that the clients of the server call.
pub(crate) fn routes(site: &Site) -> Router<Site> {
    everywhere(Router::new().with_state(site.clone()))
}
