//! What callers see of the server's state: no secrets.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

/// A root tenant or organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OrganizationView {
    /// Domain of a root tenant or id of an organization.
    pub id: String,
    /// Domain of a root tenant or display name of an organization.
    pub name: String,
    /// Domain of the root tenant that an organization belongs to.
    pub parent: Option<String>,
    /// What comes before the paths of requests about it: `/t/{tenant}` or `/o/{organization}`.
    pub path: String,
}

/// A user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct IdentityUserView {
    /// User id: a UUID.
    pub id: String,
    /// Domain of the root tenant or id of the organization.
    pub organization: String,
    /// Name, after the user store and a slash unless that is the primary one.
    pub username: String,
    /// Display name.
    pub display_name: Option<String>,
    /// Denied and wrong answers since the last success or lock.
    pub failed_push_attempts: u32,
    /// Seconds until the account unlocks, when it is locked.
    pub locked_seconds: Option<u64>,
}

/// A registered device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PushDeviceView {
    /// Device id: a UUID.
    pub id: String,
    /// User id.
    pub user: String,
    /// Name.
    pub name: String,
    /// Model.
    pub model: String,
    /// Push provider.
    pub provider: String,
    /// What the device said about its push provider.
    pub provider_metadata: BTreeMap<String, String>,
    /// What the provider calls the device, such as the ARN of an endpoint.
    pub provider_handle: Option<String>,
    /// Key type and size, such as `RSA-2048`.
    pub key: String,
    /// When it registered, seconds since 1970.
    pub created_at: u64,
    /// When it last answered a push, seconds since 1970.
    pub last_used_at: Option<u64>,
}

/// A push login.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PushAuthView {
    /// Push id: a UUID.
    pub id: String,
    /// User id.
    pub user: String,
    /// Application that asks.
    pub application: String,
    /// Number that the login page shows.
    pub number: Option<String>,
    /// Devices that were asked.
    pub notified_devices: Vec<String>,
    /// Device that answered.
    pub responder: Option<String>,
    /// `pending`, `expired`, or what the answer amounts to: `approved`, `denied`, `wrong_number`, `failed`.
    pub state: String,
    /// Seconds since 1970.
    pub created_at: u64,
    /// Seconds since 1970.
    pub expires_at: u64,
}

/// A push sender, without its credentials.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SenderView {
    /// Name.
    pub name: String,
    /// Push provider, such as `FCM`.
    pub provider: String,
    /// Properties that are no secrets.
    pub properties: BTreeMap<String, String>,
}
