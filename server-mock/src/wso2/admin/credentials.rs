//! Users' credentials: what an administrator sees of devices, and how a lost one is taken away.

use axum::extract::Path;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::server::Site;
use crate::speaks::Mode;
use crate::wso2::IdentityError;
use crate::wso2::call::Call;
use crate::wso2::identity::{Device, IdentityState};
use crate::wso2::openapi::ErrorBody;

pub(super) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(remove))
}

/// A credential of a user.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Credential {
    /// `push-auth`.
    #[serde(rename = "type")]
    kind: String,
    /// Device id.
    credential_id: String,
    /// Name of the device.
    display_name: String,
    /// What the vendor's server does not say; only when strict.
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<Metadata>,
}

/// More about a device.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    /// Model.
    model: String,
    /// Push provider.
    provider: String,
    /// Key type and size, such as `RSA-2048`.
    key: String,
    /// When it registered, seconds since 1970.
    created: u64,
    /// When it last answered a push, seconds since 1970.
    last_used: Option<u64>,
}

impl Credential {
    fn of(device: &Device, mode: Mode) -> Self {
        let view = device.view();
        let metadata = Metadata {
            model: view.model,
            provider: view.provider,
            key: view.key,
            created: view.created_at,
            last_used: view.last_used_at,
        };
        Self {
            kind: PUSH_AUTH.to_owned(),
            credential_id: view.id,
            display_name: view.name,
            metadata: (mode == Mode::Strict).then_some(metadata),
        }
    }
}

/// The devices of a user.
#[utoipa::path(get, path = "/api/server/v1/users/{user-id}/credentials", tag = "users",
    params(("user-id" = String, Path)), security(("bearer" = ["internal_user_credential_mgt_view"])),
    responses((status = 200, body = Vec<Credential>), (status = 401, body = ErrorBody),
    (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn list(Path(user): Path<String>, call: Call) -> Response {
    let found = call.administrator("internal_user_credential_mgt_view").and_then(|organization| {
        call.server.read(|state, _| {
            check_user(state, &organization, &user)?;
            let devices = state.devices_of(&user).into_iter();
            Ok(devices.map(|device| Credential::of(device, call.mode())).collect::<Vec<_>>())
        })
    });
    call.replied(200, found)
}

/// Take a device away from a user.
#[utoipa::path(delete, path = "/api/server/v1/users/{user-id}/credentials/{type}/{credential-id}", tag = "users",
    params(("user-id" = String, Path), ("type" = String, Path), ("credential-id" = String, Path)),
    security(("bearer" = ["internal_user_credential_mgt_delete"])),
    responses((status = 204), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody),
    (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn remove(Path((user, kind, id)): Path<(String, String, String)>, call: Call) -> Response {
    let removed = call.administrator("internal_user_credential_mgt_delete").and_then(|organization| {
        let initiator = call.initiator();
        call.server.change(|state, moment| {
            check_user(state, &organization, &user)?;
            if kind != PUSH_AUTH {
                return Err(IdentityError::InvalidCredentialType);
            }
            state.device_of(&user, &id).map_err(|_| IdentityError::InvalidCredential)?;
            state.remove_device(&id, &initiator, moment.now)
        })
    });
    call.done(204, removed)
}

/// Users of other organizations do not exist for this one.
fn check_user(state: &IdentityState, organization: &str, user: &str) -> Result<(), IdentityError> {
    let is_own = state.users.get(user).is_some_and(|user| user.organization == organization);
    if is_own { Ok(()) } else { Err(IdentityError::UnknownEntity) }
}

const PUSH_AUTH: &str = "push-auth";
