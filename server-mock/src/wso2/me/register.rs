//! The registration of a device. Its proof is the signature of a fresh challenge, so there is no token.

use std::collections::BTreeMap;

use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::json::is_display;
use crate::server::Site;
use crate::wso2::IdentityError;
use crate::wso2::call::Call;
use crate::wso2::identity::{DeviceProvider, DeviceSpec, MAX_NAME, MAX_PUSH_TOKEN};
use crate::wso2::openapi::ErrorBody;

pub(super) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(register))
}

/// A device to register.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RegistrationRequest {
    /// The id from the discovery data.
    device_id: String,
    /// Model, at most 128 characters.
    model: String,
    /// Name, at most 128 characters.
    name: String,
    /// The device's address at its push provider, at most 4,096 characters.
    device_token: String,
    /// SubjectPublicKeyInfo of an RSA key of 2,048 bits, in base64 on one line.
    public_key: String,
    /// RSASSA-PKCS1-v1_5 signature with SHA-256 of the challenge, a dot and the device token, in base64.
    signature: String,
    /// The push provider; the server's when unset.
    #[serde(default)]
    provider: Option<ProviderRequest>,
}

/// A push provider.
#[derive(Deserialize, ToSchema)]
pub(super) struct ProviderRequest {
    /// Such as `FCM` or `AmazonSNS`.
    name: String,
    /// What the provider needs to know, such as `platform` (`FCM` or `APNS`) for Amazon SNS.
    #[serde(default)]
    metadata: BTreeMap<String, String>,
}

/// Register a device with discovery data that is at most 180 seconds old.
#[utoipa::path(post, path = "/api/users/v1/me/push/devices", tag = "device", request_body = RegistrationRequest,
    responses((status = 201), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
    (status = 415, body = ErrorBody), (status = 500, body = ErrorBody)))]
pub(super) async fn register(call: Call) -> Response {
    let result = call.read(&MEMBERS).and_then(RegistrationRequest::into_spec);
    let result = result.and_then(|spec| call.server.change(|state, moment| state.register(&call.place, spec, moment)));
    call.done(201, result)
}

impl RegistrationRequest {
    fn into_spec(self) -> Result<DeviceSpec, IdentityError> {
        let rules = [
            ("deviceId", &self.device_id, 64),
            ("model", &self.model, MAX_NAME),
            ("name", &self.name, MAX_NAME),
            ("deviceToken", &self.device_token, MAX_PUSH_TOKEN),
            ("publicKey", &self.public_key, MAX_ENCODED),
            ("signature", &self.signature, MAX_ENCODED),
        ];
        let broken = rules.into_iter().find(|(_, text, limit)| text.trim().is_empty() || !is_display(text, *limit));
        if let Some((name, _, _)) = broken {
            return Err(IdentityError::InvalidRequest(name));
        }
        let is_small = |provider: &ProviderRequest| {
            let is_short = |text: &String| is_display(text, MAX_NAME);
            !provider.name.is_empty()
                && is_short(&provider.name)
                && provider.metadata.len() <= MAX_METADATA
                && provider.metadata.iter().all(|(name, value)| is_short(name) && is_short(value))
        };
        if !self.provider.as_ref().is_none_or(is_small) {
            return Err(IdentityError::InvalidRequest("provider"));
        }
        Ok(DeviceSpec {
            id: self.device_id,
            name: self.name,
            model: self.model,
            push_token: self.device_token,
            public_key: self.public_key,
            signature: self.signature,
            provider: self.provider.map(|found| DeviceProvider { name: found.name, metadata: found.metadata }),
        })
    }
}

const MEMBERS: [&str; 7] = ["deviceId", "model", "name", "deviceToken", "publicKey", "signature", "provider"];
/// Characters of a key and of a signature.
const MAX_ENCODED: usize = 2_048;
/// Entries of a provider's metadata.
const MAX_METADATA: usize = 20;
