//! All routes of a tenant. The device API is below `/appliance-mfa`, as for every host that is not the vendor's own.

use axum::Router;

use super::tenant::SERVICE_PATH;
use super::{browser, consents, device, management, mfa, oauth, page};
use crate::server::Site;

/// Everything that the clients of a tenant call.
pub(crate) fn routes() -> Router<Site> {
    let service = format!("{SERVICE_PATH}/api");
    Router::new()
        .nest(&service, device::routes().merge(browser::routes()))
        .merge(consents::routes())
        .merge(page::routes())
        .merge(oauth::routes())
        .merge(mfa::routes())
        .merge(management::routes())
}
