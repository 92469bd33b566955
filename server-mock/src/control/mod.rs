//! x
use crate::server::Site;
use axum::Router;
pub(crate) fn routes() -> Router<Site> {
    Router::new()
}
