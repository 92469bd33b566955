//! The document that describes the APIs.

use serde::Serialize;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use super::{admin, me, push_auth};
use crate::server::Site;

/// The refusal of an API.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ErrorBody {
    /// Stable code, such as `PDH-15002`.
    code: String,
    /// Kind of error.
    message: String,
    /// What is wrong, for people.
    description: String,
    /// A UUID.
    trace_id: String,
}

/// The refusal of a servlet.
#[derive(Serialize, ToSchema)]
pub(super) struct ServletErrorBody {
    /// Stable code, such as `PBA-15011`.
    code: String,
    /// What is wrong, for people.
    message: String,
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Countersign mock server: WSO2 Identity Server and Asgardeo",
        description = "What devices, login pages, users and administrators call. Every path may begin with \
                       `/t/{tenant}`, `/o/{organization}` or `/t/{tenant}/o/{organization}`; without one it is about \
                       the tenant `carbon.super`."
    ),
    modifiers(&Bearer)
)]
struct Document;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

/// All described routes; the document lists every one of them.
pub(super) fn described() -> OpenApiRouter<Site> {
    OpenApiRouter::with_openapi(Document::openapi())
        .merge(me::routes())
        .merge(push_auth::routes())
        .merge(admin::routes())
}

/// The document as JSON.
pub(crate) fn document() -> String {
    let (_, document) = described().split_for_parts();
    document.to_json().expect("the document has string keys only")
}
