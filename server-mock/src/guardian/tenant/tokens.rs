//! Opaque access tokens: who may do what until when.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::state::{TenantMoment, TenantState};
use crate::guardian::GuardianError;

/// What a bearer token stands for.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct AccessToken {
    pub(crate) value: String,
    /// Such as `{url}/api/v2/` or `{url}/mfa/`.
    pub(crate) audience: String,
    pub(crate) scopes: Vec<String>,
    /// User id; none for a client's own token.
    pub(crate) subject: Option<String>,
    pub(crate) client: Option<String>,
    /// Seconds since 1970.
    pub(crate) expires_at: u64,
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AccessToken")
            .field("audience", &self.audience)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

/// A token to issue.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grant<'a> {
    /// What the value starts with, such as `Fe26.2*` for an `mfa_token`.
    pub(crate) prefix: &'a str,
    pub(crate) audience: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) subject: Option<String>,
    pub(crate) client: Option<String>,
    /// Seconds.
    pub(crate) lifetime: u64,
}

impl TenantState {
    /// Issues a token and returns its value.
    pub(crate) fn issue(&mut self, grant: Grant<'_>, moment: &mut TenantMoment<'_>) -> String {
        self.tokens.retain(|_, token| token.expires_at > moment.now);
        let value = moment.secret(grant.prefix);
        let token = AccessToken {
            value: value.clone(),
            audience: grant.audience,
            scopes: grant.scopes,
            subject: grant.subject,
            client: grant.client,
            expires_at: moment.now + grant.lifetime,
        };
        self.tokens.insert(value.clone(), token);
        value
    }

    /// The token behind `bearer`, when it is for `audience`, not expired and has `scope` (an empty one asks for none).
    pub(crate) fn authorize(
        &self,
        bearer: &str,
        audience: &str,
        scope: &'static str,
        now: u64,
    ) -> Result<&AccessToken, GuardianError> {
        let token = self.tokens.get(bearer).ok_or(GuardianError::InvalidToken("invalid token"))?;
        if token.audience != audience {
            return Err(GuardianError::InvalidToken("the token is for another audience"));
        }
        if token.expires_at <= now {
            return Err(GuardianError::InvalidToken("expired token"));
        }
        if !scope.is_empty() && !token.scopes.iter().any(|held| held == scope) {
            return Err(GuardianError::InsufficientScope(scope));
        }
        Ok(token)
    }
}
