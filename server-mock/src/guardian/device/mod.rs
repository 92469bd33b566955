//! The device API: enrolling, answering, changing and ending an enrollment.

mod accounts;
mod body;
mod enroll;
mod resolve;

use axum::Router;
use axum::routing::{patch, post};

use crate::server::Site;

/// Routes below `/appliance-mfa/api`.
pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/enroll", post(enroll::enroll))
        .route("/resolve-transaction", post(resolve::resolve))
        .route("/device-accounts/{id}", patch(accounts::update).delete(accounts::unenroll))
}
