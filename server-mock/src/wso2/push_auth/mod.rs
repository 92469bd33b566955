//! The servlets of push logins: one takes the answers of devices, the other is asked by waiting login pages.

mod authenticate;
mod check_status;

use utoipa_axum::router::OpenApiRouter;

use crate::server::Site;

pub(super) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().merge(authenticate::routes()).merge(check_status::routes())
}
