//! Applications that use the tenant.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::json::is_display;
use crate::world::WorldError;

/// An application of a tenant.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TenantClient {
    /// Client id.
    pub client_id: String,
    /// Client secret; a client without one is public.
    #[serde(default)]
    pub client_secret: Option<String>,
    /// Name, at most 64 characters.
    pub name: String,
    /// Scopes of the Management API that a client-credentials grant may give; all of them when unset.
    #[serde(default)]
    pub management_scopes: Option<Vec<String>>,
    /// Whether the client may start backchannel logins that are answered by push.
    #[serde(default = "yes")]
    pub guardian_push: bool,
}

impl TenantClient {
    /// The client that every new tenant has: `demo-rp` with the secret `demo-secret`, allowed everything.
    #[must_use]
    pub fn demo() -> Self {
        Self {
            client_id: "demo-rp".to_owned(),
            client_secret: Some("demo-secret".to_owned()),
            name: "Demo application".to_owned(),
            management_scopes: None,
            guardian_push: true,
        }
    }

    pub(crate) fn check(&self) -> Result<(), WorldError> {
        if self.client_id.is_empty() || !is_display(&self.client_id, 64) {
            return Err(WorldError::InvalidSpec("client_id"));
        }
        if is_display(&self.name, 64) { Ok(()) } else { Err(WorldError::InvalidSpec("name")) }
    }
}

impl fmt::Debug for TenantClient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("TenantClient").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

fn yes() -> bool {
    true
}
