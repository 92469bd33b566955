//! The Management API of a tenant, `/api/v2`: what administrators and their programs call.
//!
//! Every handler asks in the same order: the token and its scopes, the path, the query string or body, and only then
//! whether what is named exists. Credentials of providers can be set and never read.

mod call;
mod enrollments;
mod factors;
mod fields;
mod logs;
mod methods;
mod multifactor;
mod phone;
mod policies;
mod push_providers;
mod query;
mod refusal;
mod reply;
mod tickets;
mod user_view;
mod users;

use std::future::ready;

use axum::Router;

use self::refusal::Refusal;
use crate::server::Site;

/// Everything below `/api/v2`.
pub(crate) fn routes() -> Router<Site> {
    let api = tickets::routes()
        .merge(enrollments::routes())
        .merge(factors::routes())
        .merge(policies::routes())
        .merge(push_providers::routes())
        .merge(phone::routes())
        .merge(users::routes())
        .merge(methods::routes())
        .merge(multifactor::routes())
        .merge(logs::routes());
    let api = api
        .method_not_allowed_fallback(|| ready(Refusal::new(405, "method_not_allowed", "Method Not Allowed")))
        .fallback(|| ready(Refusal::new(404, "not_found", "Not Found")));
    Router::new().nest("/api/v2", api)
}
