//! Out-of-band codes: what a client polls with while a phone decides.

use std::fmt;

use super::grants::Tokens;
use super::mfa_tokens::MfaUser;
use super::state::Pace;
use crate::guardian::oauth::OauthError;
use crate::guardian::tenant::{TenantClient, TenantMoment, TenantState, TransactionState};

/// What an out-of-band code waits for.
#[derive(Clone, Debug)]
pub(super) enum Waiting {
    /// The decision of a login.
    Login { transaction: String },
    /// A phone that completes an enrollment.
    Enrollment { id: String },
}

/// An out-of-band code. It ends with the first tokens.
#[derive(Clone)]
pub(super) struct OobCode {
    /// The token with which it was asked for, and with which it must come back.
    mfa_token: String,
    waiting: Waiting,
    pace: Pace,
    /// Seconds since 1970.
    expires_at: u64,
}

impl fmt::Debug for OobCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("OobCode").field("waiting", &self.waiting).finish_non_exhaustive()
    }
}

impl TenantState {
    pub(super) fn add_oob_code(
        &mut self,
        mfa_token: &str,
        waiting: Waiting,
        expires_at: u64,
        moment: &mut TenantMoment<'_>,
    ) -> String {
        self.oauth.oob_codes.retain(|_, code| code.expires_at + KEPT > moment.now);
        let value = moment.secret("Fe26.2*");
        let code = OobCode {
            mfa_token: mfa_token.to_owned(),
            waiting,
            pace: Pace::new(self.settings.poll_interval),
            expires_at,
        };
        self.oauth.oob_codes.insert(value.clone(), code);
        value
    }

    /// Tokens once the phone approved or enrolled.
    pub(crate) fn oob_grant(
        &mut self,
        client: &TenantClient,
        mfa_token: &str,
        oob_code: &str,
        moment: &mut TenantMoment<'_>,
    ) -> Result<Tokens, OauthError> {
        let login = self.mfa_grant_user(client, mfa_token, moment)?;
        let code = self.oauth.oob_codes.get(oob_code).ok_or(OauthError::InvalidOobCode)?;
        if code.mfa_token != mfa_token {
            return Err(OauthError::ForeignOobCode);
        }
        match self.oob_state(code, moment.now) {
            TransactionState::Accepted => {}
            TransactionState::Rejected => return Err(OauthError::MfaRejected),
            TransactionState::Expired => return Err(OauthError::ExpiredOobCode),
            TransactionState::Pending => {
                let code = self.oauth.oob_codes.get_mut(oob_code).ok_or(OauthError::InvalidOobCode)?;
                let paced = code.pace.ask(moment.now);
                return Err(
                    paced.map_or_else(|interval| OauthError::SlowDown { interval }, |()| OauthError::MfaPending)
                );
            }
        }
        let tokens = self.user_tokens(login.session(moment.now), moment)?;
        self.oauth.oob_codes.remove(oob_code);
        self.end_mfa_token(mfa_token);
        Ok(tokens)
    }

    fn oob_state(&self, code: &OobCode, now: u64) -> TransactionState {
        match &code.waiting {
            Waiting::Login { transaction } => {
                let transaction = self.transactions.get(transaction);
                transaction.map_or(TransactionState::Expired, |transaction| transaction.state(now))
            }
            Waiting::Enrollment { id } => match self.enrollments.get(id) {
                Some(enrollment) if enrollment.is_confirmed => TransactionState::Accepted,
                Some(_) if code.expires_at > now => TransactionState::Pending,
                Some(_) | None => TransactionState::Expired,
            },
        }
    }

    /// On whose behalf a client exchanges an `mfa_token` or an access token for the MFA API.
    pub(super) fn mfa_grant_user(
        &self,
        client: &TenantClient,
        mfa_token: &str,
        moment: &TenantMoment<'_>,
    ) -> Result<MfaUser, OauthError> {
        let user = self.mfa_bearer(mfa_token, "enroll", moment).map_err(|error| {
            if error == OauthError::ExpiredMfaToken { error } else { OauthError::MalformedMfaToken }
        })?;
        if user.client == client.client_id { Ok(user) } else { Err(OauthError::ForeignMfaToken) }
    }

    /// A login is completed once; access tokens stay.
    pub(super) fn end_mfa_token(&mut self, value: &str) {
        self.oauth.mfa_tokens.remove(value);
    }
}

/// Seconds that an ended code is remembered.
const KEPT: u64 = 3_600;
