//! What administrators and their programs call, `/api/server`.

mod credentials;
mod device_management;
mod governance;
mod senders;

use utoipa_axum::router::OpenApiRouter;

use crate::server::Site;

pub(super) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .merge(device_management::routes())
        .merge(governance::routes())
        .merge(senders::routes())
        .merge(credentials::routes())
}
