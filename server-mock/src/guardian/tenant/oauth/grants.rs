//! Tokens for applications themselves, and what every grant gives.

use std::fmt;

use serde_json::{Value, json};

use super::apis::Audience;
use super::scopes::MANAGEMENT;
use crate::guardian::oauth::OauthError;
use crate::guardian::tenant::{Grant, TenantClient, TenantMoment, TenantState};

/// What a token request asks for besides its grant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TokenRequest {
    pub(crate) audience: Option<String>,
    pub(crate) scopes: Vec<String>,
}

/// What a grant gives.
pub(crate) struct Tokens {
    pub(crate) access: AccessGrant,
    /// Claims of the ID token.
    pub(crate) id_token: Option<Value>,
    pub(crate) scopes: Vec<String>,
    /// Seconds.
    pub(crate) expires_in: u64,
    pub(crate) refresh_token: Option<String>,
    /// The recovery code that takes the place of the one that was used.
    pub(crate) recovery_code: Option<String>,
    /// The authorization details that the user agreed to.
    pub(crate) details: Option<Value>,
}

/// An access token: known to the tenant only, or claims to sign for an API.
pub(crate) enum AccessGrant {
    Opaque(String),
    Signed(Value),
}

impl fmt::Debug for Tokens {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Tokens").field("scopes", &self.scopes).finish_non_exhaustive()
    }
}

impl TenantState {
    /// A token of the client's own (RFC 6749 section 4.4) for the Management API or one of the tenant's APIs.
    pub(crate) fn client_credentials(
        &mut self,
        client: &TenantClient,
        request: &TokenRequest,
        moment: &mut TenantMoment<'_>,
    ) -> Result<Tokens, OauthError> {
        if client.client_secret.is_none() {
            return Err(OauthError::UnauthorizedClient("Public clients have no tokens of their own."));
        }
        let name = request.audience.clone().ok_or(OauthError::MissingParameter("audience"))?;
        let audience = self.audience(&name, moment).ok_or_else(|| OauthError::UnknownAudience(name.clone()))?;
        let allowed = match &audience {
            Audience::Management => {
                client.management_scopes.clone().unwrap_or_else(|| MANAGEMENT.map(str::to_owned).to_vec())
            }
            Audience::Api(api) => api.scopes.clone(),
            Audience::Mfa | Audience::UserInfo => return Err(OauthError::ForbiddenAudience(name)),
        };
        let scopes = granted(&request.scopes, allowed)?;
        let access = match audience {
            Audience::Api(_) => AccessGrant::Signed(json!({
                "iss": moment.issuer(), "sub": format!("{}@clients", client.client_id), "aud": name,
                "iat": moment.now, "exp": moment.now + LIFETIME, "azp": client.client_id, "gty": "client-credentials",
                "scope": scopes.join(" "),
            })),
            Audience::Management | Audience::Mfa | Audience::UserInfo => {
                let client = Some(client.client_id.clone());
                let grant =
                    Grant { audience: name, scopes: scopes.clone(), client, lifetime: LIFETIME, ..Grant::default() };
                AccessGrant::Opaque(self.issue(grant, moment))
            }
        };
        Ok(Tokens {
            access,
            id_token: None,
            scopes,
            expires_in: LIFETIME,
            refresh_token: None,
            recovery_code: None,
            details: None,
        })
    }
}

/// The requested scopes when all of them are allowed; everything allowed when none was asked for.
fn granted(requested: &[String], allowed: Vec<String>) -> Result<Vec<String>, OauthError> {
    let foreign: Vec<&str> = requested.iter().filter(|scope| !allowed.contains(scope)).map(String::as_str).collect();
    if !foreign.is_empty() {
        return Err(OauthError::ForbiddenScope(foreign.join(", ")));
    }
    Ok(if requested.is_empty() { allowed } else { requested.to_vec() })
}

/// Seconds that an access token is valid.
pub(super) const LIFETIME: u64 = 86_400;
