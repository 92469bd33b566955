//! Notification senders for pushes, in both versions of their API.
//!
//! Version 1 knows one sender, called `PushPublisher`; version 2 one for each provider, called `<provider>_PushPublisher`.
//! Credentials can be set and never read.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::HeaderValue;
use axum::http::header::LOCATION;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::server::Site;
use crate::speaks::Mode;
use crate::wso2::IdentityError;
use crate::wso2::call::Call;
use crate::wso2::identity::{SINGLE_SENDER, Sender, SenderSpec};
use crate::wso2::openapi::ErrorBody;

pub(super) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(show, change, remove))
}

/// A push sender.
#[derive(Serialize, Deserialize, ToSchema)]
struct PushSender {
    /// Name; made by the server when unset.
    #[serde(default)]
    name: Option<String>,
    /// `FCM`, `AmazonSNS` or another.
    provider: String,
    /// Of `FCM`: `serviceAccountContent`, base64 of a `service-account.json`. Of `AmazonSNS`: `accessKeyId`,
    /// `secretAccessKey`, `region` and `platformArns`. What is secret is left out of replies.
    #[serde(default)]
    properties: Vec<SenderProperty>,
}

/// A property of a sender.
#[derive(Serialize, Deserialize, ToSchema)]
struct SenderProperty {
    /// Name.
    key: String,
    /// Value.
    value: String,
}

impl From<&Sender> for PushSender {
    fn from(sender: &Sender) -> Self {
        let property = |(key, value): (&String, &String)| SenderProperty { key: key.clone(), value: value.clone() };
        Self {
            name: Some(sender.name.clone()),
            provider: sender.provider.clone(),
            properties: sender.properties.iter().map(property).collect(),
        }
    }
}

impl PushSender {
    fn read(call: &Call) -> Result<(Option<String>, SenderSpec), IdentityError> {
        let sender: Self = call.read(&["name", "provider", "properties"])?;
        let count = sender.properties.len();
        let properties: BTreeMap<String, String> =
            sender.properties.into_iter().map(|property| (property.key, property.value)).collect();
        if properties.len() != count {
            return Err(IdentityError::InvalidSender("a property comes twice"));
        }
        Ok((sender.name, SenderSpec { provider: sender.provider, properties }))
    }
}

/// The push senders of the organization.
#[utoipa::path(get, path = "/api/server/{version}/notification-senders/push", tag = "senders",
    params(("version" = String, Path)), security(("bearer" = ["internal_config_mgt_view"])),
    responses((status = 200, body = Vec<PushSender>), (status = 401, body = ErrorBody),
    (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn list(Path(version): Path<String>, call: Call) -> Response {
    let found = Version::named(&version).and_then(|_| call.administrator("internal_config_mgt_view"));
    let found = found.and_then(|organization| {
        call.server.read(|state, _| {
            let own = &state.organization_keyed(&organization)?.senders;
            Ok(own.values().map(PushSender::from).collect::<Vec<_>>())
        })
    });
    call.replied(200, found)
}

/// Add a push sender.
#[utoipa::path(post, path = "/api/server/{version}/notification-senders/push", tag = "senders",
    params(("version" = String, Path)), security(("bearer" = ["internal_config_mgt_add"])),
    request_body = PushSender,
    responses((status = 201, body = PushSender), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody),
    (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody),
    (status = 415, body = ErrorBody)))]
async fn add(Path(version): Path<String>, call: Call) -> Response {
    let added = Version::named(&version).and_then(|version| {
        let organization = call.administrator("internal_config_mgt_add")?;
        let (name, spec) = PushSender::read(&call)?;
        version.check_name(name.as_deref(), &spec.provider, call.mode())?;
        let initiator = call.initiator();
        call.server.change(|state, moment| {
            let sender = state.add_sender(&organization, version.sender_name(), &spec, &initiator, moment)?;
            Ok(PushSender::from(&sender))
        })
    });
    let name = added.as_ref().ok().and_then(|sender| sender.name.clone());
    let mut response = call.replied(201, added);
    let location =
        name.map(|name| format!("{}/api/server/{version}/notification-senders/push/{name}", call.place.prefix()));
    if let Some(location) = location.and_then(|location| HeaderValue::from_str(&location).ok()) {
        response.headers_mut().insert(LOCATION, location);
    }
    response
}

/// One push sender.
#[utoipa::path(get, path = "/api/server/{version}/notification-senders/push/{sender-name}", tag = "senders",
    params(("version" = String, Path), ("sender-name" = String, Path)),
    security(("bearer" = ["internal_config_mgt_view"])),
    responses((status = 200, body = PushSender), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody),
    (status = 404, body = ErrorBody)))]
async fn show(Path((version, name)): Path<(String, String)>, call: Call) -> Response {
    let found = Version::named(&version).and_then(|_| call.administrator("internal_config_mgt_view"));
    let found = found
        .and_then(|organization| call.server.read(|state, _| state.sender(&organization, &name).map(PushSender::from)));
    call.replied(200, found)
}

/// Replace a push sender. Secrets that are left out stay as they are while the provider does.
#[utoipa::path(put, path = "/api/server/{version}/notification-senders/push/{sender-name}", tag = "senders",
    params(("version" = String, Path), ("sender-name" = String, Path)),
    security(("bearer" = ["internal_config_mgt_update"])), request_body = PushSender,
    responses((status = 200, body = PushSender), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody),
    (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody),
    (status = 415, body = ErrorBody)))]
async fn change(Path((version, name)): Path<(String, String)>, call: Call) -> Response {
    let changed = Version::named(&version).and_then(|_| {
        let organization = call.administrator("internal_config_mgt_update")?;
        let (given, spec) = PushSender::read(&call)?;
        if call.mode() == Mode::Strict && given.is_some_and(|given| given != name) {
            return Err(IdentityError::InvalidSender("name"));
        }
        let initiator = call.initiator();
        call.server.change(|state, moment| {
            let sender = state.change_sender(&organization, &name, &spec, &initiator, moment)?;
            Ok(PushSender::from(&sender))
        })
    });
    call.replied(200, changed)
}

/// Remove a push sender.
#[utoipa::path(delete, path = "/api/server/{version}/notification-senders/push/{sender-name}", tag = "senders",
    params(("version" = String, Path), ("sender-name" = String, Path)),
    security(("bearer" = ["internal_config_mgt_delete"])),
    responses((status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody),
    (status = 404, body = ErrorBody)))]
async fn remove(Path((version, name)): Path<(String, String)>, call: Call) -> Response {
    let removed = Version::named(&version).and_then(|_| {
        let organization = call.administrator("internal_config_mgt_delete")?;
        let initiator = call.initiator();
        call.server.change(|state, moment| state.remove_sender(&organization, &name, &initiator, moment.now))
    });
    call.done(204, removed)
}

/// A version of the API.
#[derive(Clone, Copy)]
enum Version {
    V1,
    V2,
}

impl Version {
    fn named(name: &str) -> Result<Self, IdentityError> {
        match name {
            "v1" => Ok(Self::V1),
            "v2" => Ok(Self::V2),
            _ => Err(IdentityError::NotFound),
        }
    }

    /// The name of a new sender, when it does not come from the provider.
    fn sender_name(self) -> Option<&'static str> {
        match self {
            Self::V1 => Some(SINGLE_SENDER),
            Self::V2 => None,
        }
    }

    /// A strict server refuses names other than the one that it would give.
    fn check_name(self, name: Option<&str>, provider: &str, mode: Mode) -> Result<(), IdentityError> {
        let own = self.sender_name().map_or_else(|| Sender::name_for(provider), str::to_owned);
        if mode == Mode::AsIs || name.is_none_or(|name| name == own) {
            return Ok(());
        }
        Err(IdentityError::InvalidSender("name"))
    }
}
