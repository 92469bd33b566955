//! Opaque access tokens: who may do what until when.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::state::{IdentityMoment, IdentityState};

/// What a bearer token stands for.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct AccessToken {
    /// Key of the tenant or organization that it is good for.
    pub(crate) organization: String,
    /// User id; none for an application's own token.
    pub(crate) user: Option<String>,
    pub(crate) scopes: Vec<String>,
    pub(crate) client: Option<String>,
    /// Seconds since 1970.
    pub(crate) expires_at: u64,
}

impl AccessToken {
    /// Whether the token allows `scope`.
    pub(crate) fn allows(&self, scope: &str) -> bool {
        self.scopes.iter().any(|held| held == scope)
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AccessToken")
            .field("organization", &self.organization)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

/// A token to issue.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grant {
    /// Key of the tenant or organization.
    pub(crate) organization: String,
    /// User id.
    pub(crate) user: Option<String>,
    pub(crate) scopes: Vec<String>,
    pub(crate) client: Option<String>,
    /// Seconds.
    pub(crate) lifetime: u64,
}

impl IdentityState {
    /// Issues a token and returns its value.
    pub(crate) fn issue_token(&mut self, grant: Grant, moment: &mut IdentityMoment<'_>) -> String {
        self.tokens.retain(|_, token| token.expires_at > moment.now);
        let value = moment.secret();
        let token = AccessToken {
            organization: grant.organization,
            user: grant.user,
            scopes: grant.scopes,
            client: grant.client,
            expires_at: moment.now + grant.lifetime,
        };
        self.tokens.insert(value.clone(), token);
        value
    }

    /// The token with this value, unless it has expired.
    pub(crate) fn token(&self, value: &str, now: u64) -> Option<&AccessToken> {
        self.tokens.get(value).filter(|token| token.expires_at > now)
    }
}
