//! All routes of a tenant. The device API is below `/appliance-mfa`, as for every host that is not the vendor's own.

use axum::Router;

use crate::server::Site;

/// Everything that the clients of a tenant call.
pub(crate) fn routes() -> Router<Site> {
    Router::new()
}
