//! The user API for push devices, `/api/users/v1/me/push`: for phones that register and for their owners.

mod devices;
mod discovery;
mod register;
mod signed;

use axum::routing::post;
use utoipa_axum::router::OpenApiRouter;

use crate::server::Site;

pub(super) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .merge(discovery::routes())
        .merge(register::routes())
        .merge(devices::routes())
        .merge(signed::routes())
        // The documentation of the vendor shows the path with a slash at its end.
        .route("/api/users/v1/me/push/devices/", post(register::register))
}

/// What a user's token must allow.
const SCOPE: &str = "internal_login";
