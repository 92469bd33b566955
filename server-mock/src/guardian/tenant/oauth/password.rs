//! The password grants.

use super::grants::{TokenRequest, Tokens};
use super::users::Session;
use crate::guardian::oauth::{HalfLogin, OauthError};
use crate::guardian::tenant::{TenantClient, TenantMoment, TenantState};

impl TenantState {
    /// Tokens for a user's password, or an `mfa_token` when a second factor is asked for.
    pub(crate) fn password_grant(
        &mut self,
        client: &TenantClient,
        login: &str,
        password: &str,
        request: TokenRequest,
        moment: &mut TenantMoment<'_>,
    ) -> Result<Tokens, OauthError> {
        self.check_request(&request, moment)?;
        let user =
            self.user_called(login).filter(|user| user.password.as_ref().is_some_and(|hash| hash.accepts(password)));
        let user = user.ok_or(OauthError::WrongPassword)?;
        if user.is_blocked {
            return Err(OauthError::UserBlocked);
        }
        let user = user.id.clone();
        if let Some(requirements) = self.mfa_requirements(&user) {
            let token = self.add_mfa_token(&user, &client.client_id, &request, moment);
            return Err(OauthError::MfaRequired(HalfLogin { token, requirements }));
        }
        let session =
            Session { user, client: client.client_id.clone(), request, has_mfa: false, authenticated_at: moment.now };
        self.user_tokens(session, moment)
    }
}
