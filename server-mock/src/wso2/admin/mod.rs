//! What administrators and their programs call, `/api/server`.

use utoipa_axum::router::OpenApiRouter;

use crate::server::Site;

pub(super) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
}
