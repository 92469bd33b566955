//! The `PUSH.*` properties, as the connector of the push authenticator in the identity governance API.

use axum::extract::Path;
use axum::response::Response;
use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::server::Site;
use crate::wso2::IdentityError;
use crate::wso2::call::Call;
use crate::wso2::identity::PushSettings;
use crate::wso2::openapi::ErrorBody;

pub(super) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(show, change))
}

/// The connector of the push authenticator.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Connector {
    /// Base64url of the name.
    id: String,
    /// `push-notification-authenticator`.
    name: String,
    /// `Multi Factor Authenticators`.
    category: String,
    /// Name for people.
    friendly_name: String,
    /// Position.
    order: String,
    /// `DEFAULT`.
    sub_category: String,
    /// The properties.
    properties: Vec<Property>,
}

/// A property of a connector.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Property {
    /// Such as `PUSH.EnableNumberChallenge`.
    name: String,
    /// Value as text.
    value: String,
    /// Name for people.
    display_name: String,
}

/// Properties to change.
#[derive(Deserialize, ToSchema)]
struct ConnectorPatch {
    /// `UPDATE`.
    operation: String,
    /// The properties that get another value.
    properties: Vec<PropertyPatch>,
}

/// A property to change.
#[derive(Deserialize, ToSchema)]
struct PropertyPatch {
    /// Such as `PUSH.ResendNotificationTime`.
    name: String,
    /// Value as text.
    value: String,
}

/// The rules for push logins. Category and connector are base64url of their names: `Multi Factor Authenticators` and
/// `push-notification-authenticator`.
#[utoipa::path(get, path = "/api/server/v1/identity-governance/{category-id}/connectors/{connector-id}",
    tag = "configuration", params(("category-id" = String, Path), ("connector-id" = String, Path)),
    security(("bearer" = ["internal_governance_view"])),
    responses((status = 200, body = Connector), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody),
    (status = 404, body = ErrorBody)))]
async fn show(Path((category, connector)): Path<(String, String)>, call: Call) -> Response {
    let found = call.administrator("internal_governance_view").and_then(|organization| {
        check_ids(&category, &connector)?;
        call.server.read(|state, _| state.settings(&organization).map(Connector::from))
    });
    call.replied(200, found)
}

/// Change rules for push logins. Nothing changes when one of the properties is unknown or has no such value.
#[utoipa::path(patch, path = "/api/server/v1/identity-governance/{category-id}/connectors/{connector-id}",
    tag = "configuration", params(("category-id" = String, Path), ("connector-id" = String, Path)),
    security(("bearer" = ["internal_governance_update"])), request_body = ConnectorPatch,
    responses((status = 200), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody),
    (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 415, body = ErrorBody)))]
async fn change(Path((category, connector)): Path<(String, String)>, call: Call) -> Response {
    let changed = call.administrator("internal_governance_update").and_then(|organization| {
        check_ids(&category, &connector)?;
        let patch: ConnectorPatch = call.read(&["operation", "properties"])?;
        if patch.operation != "UPDATE" {
            return Err(IdentityError::InvalidRequest("operation"));
        }
        let initiator = call.initiator();
        call.server.change(|state, moment| {
            let mut settings = state.settings(&organization)?.clone();
            for property in patch.properties {
                let changed = settings.with_property(&property.name, &property.value);
                settings = changed.ok_or(IdentityError::InvalidRequest("properties"))?;
            }
            state.change_settings(&organization, settings, &initiator, moment.now)
        })
    });
    call.done(200, changed)
}

impl From<&PushSettings> for Connector {
    fn from(settings: &PushSettings) -> Self {
        let property = |(name, value): (&str, String)| Property {
            name: name.to_owned(),
            value,
            display_name: spaced(name.strip_prefix("PUSH.").unwrap_or(name)),
        };
        Self {
            id: BASE64URL_NOPAD.encode(CONNECTOR.as_bytes()),
            name: CONNECTOR.to_owned(),
            category: CATEGORY.to_owned(),
            friendly_name: "Push Notification".to_owned(),
            order: "0".to_owned(),
            sub_category: "DEFAULT".to_owned(),
            properties: settings.properties().into_iter().map(property).collect(),
        }
    }
}

fn check_ids(category: &str, connector: &str) -> Result<(), IdentityError> {
    let is = |id: &str, name: &str| BASE64URL_NOPAD.encode(name.as_bytes()) == id;
    if is(category, CATEGORY) && is(connector, CONNECTOR) { Ok(()) } else { Err(IdentityError::NotFound) }
}

/// `EnableNumberChallenge` as `Enable Number Challenge`.
fn spaced(name: &str) -> String {
    let words = name.char_indices().flat_map(|(index, letter)| {
        let space = (index > 0 && letter.is_ascii_uppercase()).then_some(' ');
        space.into_iter().chain([letter])
    });
    words.collect()
}

const CATEGORY: &str = "Multi Factor Authenticators";
const CONNECTOR: &str = "push-notification-authenticator";
