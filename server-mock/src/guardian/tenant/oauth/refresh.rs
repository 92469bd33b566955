//! Refresh tokens: good until they are revoked.

use std::fmt;

use super::grants::Tokens;
use super::users::Session;
use crate::guardian::oauth::OauthError;
use crate::guardian::tenant::{TenantClient, TenantMoment, TenantState};

/// A login that can be continued.
#[derive(Clone)]
pub(super) struct RefreshToken {
    session: Session,
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RefreshToken").finish_non_exhaustive()
    }
}

impl TenantState {
    pub(super) fn add_refresh_token(&mut self, session: &Session, moment: &mut TenantMoment<'_>) -> String {
        let value = moment.secret("v1.");
        self.oauth.refresh_tokens.insert(value.clone(), RefreshToken { session: session.clone() });
        value
    }

    /// New tokens for the login behind `value`, with all of its scopes or fewer. The refresh token stays as it is.
    pub(crate) fn refresh(
        &mut self,
        client: &TenantClient,
        value: &str,
        scopes: &[String],
        moment: &mut TenantMoment<'_>,
    ) -> Result<Tokens, OauthError> {
        let token = self.oauth.refresh_tokens.get(value);
        let token = token.filter(|token| token.session.client == client.client_id);
        let mut session = token.ok_or(OauthError::InvalidRefreshToken)?.session.clone();
        let granted = std::mem::take(&mut session.request.scopes);
        let kept = |scope: &&String| *scope != "offline_access" && (scopes.is_empty() || scopes.contains(scope));
        session.request.scopes = granted.iter().filter(kept).cloned().collect();
        self.user_tokens(session, moment)
    }

    /// Forgets a refresh token of `client`; one that does not exist is as good as forgotten.
    pub(crate) fn revoke(&mut self, client: &TenantClient, value: &str) {
        let is_other = |token: &RefreshToken| token.session.client != client.client_id;
        self.oauth.refresh_tokens.retain(|held, token| held != value || is_other(token));
    }
}
