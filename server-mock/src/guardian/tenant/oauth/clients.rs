//! Which application sent a request.

use std::fmt;

use crate::guardian::oauth::OauthError;
use crate::guardian::tenant::{TenantClient, TenantState};

/// What a client says about itself.
#[derive(Clone)]
pub(crate) struct Credentials {
    pub(crate) id: String,
    pub(crate) secret: Option<String>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Credentials").field("id", &self.id).finish_non_exhaustive()
    }
}

impl TenantState {
    /// The client with these credentials; public clients have no secret and may not send one.
    pub(crate) fn authenticate_client(&self, credentials: &Credentials) -> Result<&TenantClient, OauthError> {
        let client = self.clients.get(&credentials.id);
        client.filter(|client| client.client_secret == credentials.secret).ok_or(OauthError::InvalidClient)
    }
}
