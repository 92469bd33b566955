//! The routes of the control API and the document that describes them.

use axum::Router;
use axum::routing::get;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use super::{
    clients, clock, faults, guardian, logins, records, snapshots, users, wso2, wso2_applications, wso2_settings,
};
use crate::server::{Site, json_response};

#[derive(OpenApi)]
#[openapi(info(
    title = "Countersign mock server: control API",
    description = "Scripts the world of a test server: users, logins, time, faults. Errors are JSON with a stable code."
))]
struct Document;

/// All control routes. Every route is registered together with its description, so the document lists all of them.
pub(crate) fn routes() -> Router<Site> {
    let (router, document) = OpenApiRouter::with_openapi(Document::openapi())
        .merge(records::routes())
        .merge(users::routes())
        .merge(logins::routes())
        .merge(clock::routes())
        .merge(faults::routes())
        .merge(clients::routes())
        .merge(guardian::routes())
        .merge(wso2::routes())
        .merge(wso2_applications::routes())
        .merge(wso2_settings::routes())
        .merge(snapshots::routes())
        .split_for_parts();
    let document = document.to_json().expect("the document has string keys only");
    router.route("/control/openapi.json", get(move || async move { json_response(200, document) }))
}
