//! The MFA API: a user's authenticators, new ones, and challenges.

use serde_json::{Value, json};

use super::mfa_tokens::MfaUser;
use super::oob::Waiting;
use crate::guardian::GuardianError;
use crate::guardian::oauth::OauthError;
use crate::guardian::tenant::links::{barcode_uri, otp_uri};
use crate::guardian::tenant::{
    Enrollment, Factor, FactorName, LoginContext, TenantClient, TenantMoment, TenantState, User,
};

/// A kind of authenticator that can be associated here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Associable {
    Push,
    Otp,
}

/// Which challenge a client can show its user.
#[derive(Clone, Debug)]
pub(crate) struct ChallengeRequest {
    /// `otp`, `oob`; the first that works is taken.
    pub(crate) types: Vec<String>,
    /// Such as `push|dev_..`.
    pub(crate) authenticator: Option<String>,
}

impl TenantState {
    /// All authenticators of a user. Every phone is two: pushes, and the one-time codes beside them.
    pub(crate) fn authenticators(&self, user: &str) -> Vec<Value> {
        let mut all: Vec<Value> = Vec::new();
        if let Some(owner) = self.users.get(user) {
            all.extend(recovery_authenticator(owner, self.is_enrolled(user)));
        }
        for enrollment in self.enrollments.values().filter(|enrollment| enrollment.user == user) {
            if enrollment.factor == Factor::Push {
                let mut push = json!({
                    "id": format!("push|{}", enrollment.id), "authenticator_type": "oob", "oob_channel": "auth0",
                    "active": enrollment.is_confirmed,
                });
                if let Some(name) = &enrollment.name {
                    push["name"] = json!(name);
                }
                all.push(push);
            }
            all.push(json!({
                "id": format!("totp|{}", enrollment.id), "authenticator_type": "otp",
                "active": enrollment.is_confirmed,
            }));
        }
        all
    }

    /// Begins a new authenticator. An `mfa_token` is enough for the user's first one only.
    pub(crate) fn associate(
        &mut self,
        bearer: &str,
        user: &MfaUser,
        kind: Associable,
        moment: &mut TenantMoment<'_>,
    ) -> Result<Value, OauthError> {
        if self.is_enrolled(&user.user) && !user.is_logged_in {
            return Err(OauthError::AlreadyEnrolled);
        }
        let (factor, name) = match kind {
            Associable::Push => (Factor::Push, FactorName::PushNotification),
            Associable::Otp => (Factor::Otp, FactorName::Otp),
        };
        if !self.settings.is_enabled(name) {
            return Err(OauthError::FactorDisabled);
        }
        let pending = self.begin_enrollment(&user.user, factor, moment).map_err(|_| OauthError::MalformedMfaToken)?;
        let mut reply = match kind {
            Associable::Push => {
                let invitation = self.invite(&pending.id, None, moment);
                let waiting = Waiting::Enrollment { id: pending.id.clone() };
                json!({
                    "authenticator_type": "oob", "oob_channel": "auth0",
                    "barcode_uri": barcode_uri(self, &pending, &invitation.value, moment),
                    "oob_code": self.add_oob_code(bearer, waiting, invitation.expires_at, moment),
                })
            }
            Associable::Otp => json!({
                "authenticator_type": "otp", "secret": pending.otp_secret(), "barcode_uri": otp_uri(self, &pending),
            }),
        };
        if let Some(code) = &pending.recovery_code {
            reply["recovery_codes"] = json!([code]);
        }
        Ok(reply)
    }

    /// Challenges a user who waits for a second factor: asks the phone, or just says that a code will do.
    pub(crate) fn challenge(
        &mut self,
        client: &TenantClient,
        mfa_token: &str,
        request: &ChallengeRequest,
        moment: &mut TenantMoment<'_>,
    ) -> Result<Value, OauthError> {
        let login = self.mfa_login(mfa_token, moment.now)?;
        if login.client != client.client_id {
            return Err(OauthError::ForeignMfaToken);
        }
        if !self.is_enrolled(&login.user) {
            return Err(OauthError::AssociationRequired);
        }
        let phone = match self.challenged(&login.user, request)? {
            Challenged::Codes => return Ok(json!({"challenge_type": "otp"})),
            Challenged::Phone(phone) => phone,
        };
        let transaction = self.start_transaction(&login.user, LoginContext::default(), moment).map_err(push_refusal)?;
        self.send_push_to(&transaction.id, phone.as_deref(), moment).map_err(push_refusal)?;
        let waiting = Waiting::Login { transaction: transaction.id };
        let oob_code = self.add_oob_code(mfa_token, waiting, transaction.expires_at, moment);
        Ok(json!({"challenge_type": "oob", "oob_code": oob_code}))
    }

    /// Forgets an authenticator of the user and its sibling.
    pub(crate) fn remove_authenticator(&mut self, user: &str, id: &str, now: u64) -> Result<(), OauthError> {
        let enrollment = self.authenticator(user, id).ok_or(OauthError::AuthenticatorNotFound)?.id.clone();
        self.remove_enrollment(&enrollment, now).map_err(|_| OauthError::AuthenticatorNotFound)
    }

    fn challenged(&self, user: &str, request: &ChallengeRequest) -> Result<Challenged, OauthError> {
        let named = match &request.authenticator {
            None => None,
            Some(id) => {
                let enrollment = self.authenticator(user, id).filter(|enrollment| enrollment.is_confirmed);
                Some((enrollment.ok_or(OauthError::AuthenticatorNotFound)?, id.starts_with("push|")))
            }
        };
        let has_push = self.confirmed(user).any(|enrollment| enrollment.factor == Factor::Push);
        for wanted in &request.types {
            let is_push = match wanted.as_str() {
                "oob" => true,
                "otp" => false,
                _ => continue,
            };
            let factor = if is_push { FactorName::PushNotification } else { FactorName::Otp };
            let is_meant = named.is_none_or(|(_, names_push)| names_push == is_push);
            if !is_meant || !self.settings.is_enabled(factor) || (is_push && !has_push) {
                continue;
            }
            return Ok(if is_push {
                Challenged::Phone(named.map(|(enrollment, _)| enrollment.id.clone()))
            } else {
                Challenged::Codes
            });
        }
        Err(OauthError::UnsupportedChallengeType)
    }

    /// The enrollment behind an authenticator's id.
    fn authenticator(&self, user: &str, id: &str) -> Option<&Enrollment> {
        let (kind, enrollment) = id.split_once('|')?;
        let enrollment = self.enrollments.get(enrollment).filter(|enrollment| enrollment.user == user)?;
        match (kind, enrollment.factor) {
            ("push", Factor::Push) | ("totp", Factor::Push | Factor::Otp) => Some(enrollment),
            (_, Factor::Push | Factor::Otp) => None,
        }
    }
}

/// What a challenge asks.
enum Challenged {
    /// One phone, or all of the user's.
    Phone(Option<String>),
    /// Any code generator.
    Codes,
}

fn recovery_authenticator(user: &User, is_enrolled: bool) -> Option<Value> {
    user.recovery_code.as_ref()?;
    // It belongs to the user and not to a device; its id is made of what stays the same.
    let id = user.id.rsplit('|').next().unwrap_or_default();
    Some(json!({
        "id": format!("recovery-code|dev_{id}"), "authenticator_type": "recovery-code", "active": is_enrolled,
    }))
}

/// Why a phone was not asked.
pub(super) fn push_refusal(error: GuardianError) -> OauthError {
    match error.retry_at() {
        Some(retry_at) => OauthError::TooManyPushes { retry_at },
        None => OauthError::NoPushDevice,
    }
}
