//! The first half of a login: the password was right, a second factor is missing.

use std::fmt;

use serde_json::{Value, json};

use super::grants::TokenRequest;
use super::users::Session;
use crate::guardian::GuardianError;
use crate::guardian::oauth::OauthError;
use crate::guardian::tenant::{Factor, FactorName, MfaPolicy, TenantMoment, TenantState};

/// A login that waits for a second factor.
#[derive(Clone)]
pub(super) struct MfaToken {
    pub(super) user: String,
    pub(super) client: String,
    pub(super) request: TokenRequest,
    /// Seconds since 1970.
    pub(super) expires_at: u64,
}

impl fmt::Debug for MfaToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("MfaToken").field("user", &self.user).finish_non_exhaustive()
    }
}

/// On whose behalf somebody calls the MFA API.
#[derive(Clone, Debug)]
pub(crate) struct MfaUser {
    pub(crate) user: String,
    pub(crate) client: String,
    pub(super) request: TokenRequest,
    /// Whether the user is logged in: the caller has an access token for the MFA API and not an `mfa_token`.
    pub(crate) is_logged_in: bool,
}

impl MfaUser {
    pub(super) fn session(&self, now: u64) -> Session {
        Session {
            user: self.user.clone(),
            client: self.client.clone(),
            request: self.request.clone(),
            has_mfa: true,
            authenticated_at: now,
        }
    }
}

impl TenantState {
    /// What the user must do before tokens are given; `None` when the password is enough.
    pub(super) fn mfa_requirements(&self, user: &str) -> Option<Value> {
        let types = |factors: &[FactorName]| -> Vec<Value> {
            factors.iter().map(|factor| json!({"type": factor.name()})).collect()
        };
        let usable = self.usable_factors(user);
        if !usable.is_empty() {
            return Some(json!({"challenge": types(&usable)}));
        }
        let offered: Vec<FactorName> = [FactorName::Otp, FactorName::PushNotification]
            .into_iter()
            .filter(|factor| self.settings.is_enabled(*factor))
            .collect();
        let must_enroll = self.settings.policies.contains(&MfaPolicy::AllApplications) && !offered.is_empty();
        must_enroll.then(|| json!({"enroll": types(&offered)}))
    }

    /// The factors that a user can pass a login with.
    fn usable_factors(&self, user: &str) -> Vec<FactorName> {
        let has_push = self.confirmed(user).any(|enrollment| enrollment.factor == Factor::Push);
        let has_recovery = self.users.get(user).is_some_and(|user| user.recovery_code.is_some());
        let is_enrolled = self.is_enrolled(user);
        let all = [
            (FactorName::Otp, is_enrolled),
            (FactorName::PushNotification, has_push),
            (FactorName::RecoveryCode, is_enrolled && has_recovery),
        ];
        let usable = all.into_iter().filter(|(factor, has)| *has && self.settings.is_enabled(*factor));
        usable.map(|(factor, _)| factor).collect()
    }

    pub(super) fn add_mfa_token(
        &mut self,
        user: &str,
        client: &str,
        request: &TokenRequest,
        moment: &mut TenantMoment<'_>,
    ) -> String {
        // Ended ones are kept for a while, so that clients hear what is wrong with them.
        self.oauth.mfa_tokens.retain(|_, token| token.expires_at + KEPT > moment.now);
        let value = moment.secret("Fe26.2*");
        let token = MfaToken {
            user: user.to_owned(),
            client: client.to_owned(),
            request: request.clone(),
            expires_at: moment.now + LIFETIME,
        };
        self.oauth.mfa_tokens.insert(value.clone(), token);
        value
    }

    /// The login behind an `mfa_token`.
    pub(super) fn mfa_login(&self, value: &str, now: u64) -> Result<MfaUser, OauthError> {
        let token = self.oauth.mfa_tokens.get(value).ok_or(OauthError::MalformedMfaToken)?;
        if token.expires_at <= now {
            return Err(OauthError::ExpiredMfaToken);
        }
        Ok(MfaUser {
            user: token.user.clone(),
            client: token.client.clone(),
            request: token.request.clone(),
            is_logged_in: false,
        })
    }

    /// The user behind the bearer of an MFA request: an `mfa_token`, or an access token with `scope`.
    pub(crate) fn mfa_bearer(
        &self,
        value: &str,
        scope: &'static str,
        moment: &TenantMoment<'_>,
    ) -> Result<MfaUser, OauthError> {
        if self.oauth.mfa_tokens.contains_key(value) {
            return self.mfa_login(value, moment.now);
        }
        let token = self.authorize(value, &moment.mfa_audience(), scope, moment.now).map_err(|error| {
            let is_narrow = matches!(error, GuardianError::InsufficientScope(_));
            if is_narrow { OauthError::InsufficientScope(scope) } else { OauthError::InvalidToken(error.to_string()) }
        })?;
        match (&token.subject, &token.client) {
            (Some(user), client) => Ok(MfaUser {
                user: user.clone(),
                client: client.clone().unwrap_or_default(),
                request: TokenRequest::default(),
                is_logged_in: true,
            }),
            (None, _) => Err(OauthError::InvalidToken("the token is not a user's".to_owned())),
        }
    }
}

/// Seconds within which a login must be completed.
const LIFETIME: u64 = 600;
/// Seconds that an ended token is remembered.
const KEPT: u64 = 3_600;
