//! The API of the vendor's browser client: POST only, JSON, `Ticket` or `Bearer`.

mod flow;
mod verify;

use axum::Router;
use axum::routing::post;

use crate::server::Site;

/// Routes below `/appliance-mfa/api`.
pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/start-flow", post(flow::start))
        .route("/transaction-state", post(flow::state))
        .route("/send-push-notification", post(flow::send_push))
        .route("/send-sms", post(flow::refuse_sms))
        .route("/device-accounts/{id}/sms-enroll", post(flow::refuse_sms))
        .route("/verify-otp", post(verify::verify_otp))
        .route("/recover-account", post(verify::recover))
}
