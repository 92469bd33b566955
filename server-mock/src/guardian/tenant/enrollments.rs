//! Enrollments: a user's phones and code generators, and the invitations that make them.

use std::fmt;

use data_encoding::BASE32_NOPAD;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::state::{TenantMoment, TenantState};
use super::{EnrollmentView, FactorName};
use crate::guardian::GuardianError;
use crate::jose::RsaKey;
use crate::world::OtpSecret;

/// What an enrollment answers with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Factor {
    /// Pushes, and one-time codes beside them.
    Push,
    /// One-time codes only.
    Otp,
}

/// A user's phone or code generator. It is pending until the phone enrolled or a first code was right.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Enrollment {
    /// `dev_` and random characters.
    pub(crate) id: String,
    pub(crate) user: String,
    pub(crate) factor: Factor,
    pub(crate) is_confirmed: bool,
    pub(crate) otp: OtpSecret,
    /// Clear text until the enrollment is confirmed; then the user keeps its digest.
    pub(crate) recovery_code: Option<String>,
    /// What the device calls itself in signed answers.
    pub(crate) identifier: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) push: Option<PushCredentials>,
    pub(crate) key: Option<RsaKey>,
    /// The device's bearer token, the deprecated alternative to a signed one.
    pub(crate) token: Option<String>,
    /// Seconds since 1970.
    pub(crate) created_at: u64,
    pub(crate) enrolled_at: Option<u64>,
    pub(crate) last_auth: Option<u64>,
}

/// Where a device gets its pushes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PushCredentials {
    pub(crate) service: PushService,
    pub(crate) token: String,
}

/// A push service by the name that devices use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum PushService {
    Apns,
    Gcm,
}

impl PushService {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Apns => "APNS",
            Self::Gcm => "GCM",
        }
    }
}

impl fmt::Debug for Enrollment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Enrollment")
            .field("id", &self.id)
            .field("user", &self.user)
            .field("factor", &self.factor)
            .field("is_confirmed", &self.is_confirmed)
            .finish_non_exhaustive()
    }
}

impl Enrollment {
    /// The one-time-code secret in base32 without padding.
    pub(crate) fn otp_secret(&self) -> String {
        BASE32_NOPAD.encode(&self.otp.secret)
    }

    pub(crate) fn view(&self) -> EnrollmentView {
        EnrollmentView {
            id: self.id.clone(),
            user_id: self.user.clone(),
            factor: match self.factor {
                Factor::Push => "push",
                Factor::Otp => "otp",
            }
            .to_owned(),
            is_confirmed: self.is_confirmed,
            name: self.name.clone(),
            identifier: self.identifier.clone(),
            push_service: self.push.as_ref().map(|push| push.service.name().to_owned()),
            push_token: self.push.as_ref().map(|push| push.token.clone()),
            enrolled_at: self.enrolled_at,
            last_auth: self.last_auth,
        }
    }
}

/// What a QR code invites a device to: completing one pending enrollment, once.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Invitation {
    /// The `enrollment_tx_id`.
    pub(crate) value: String,
    pub(crate) enrollment: String,
    /// The enrollment ticket that is used up with it.
    pub(crate) ticket: Option<String>,
    /// Seconds since 1970.
    pub(crate) expires_at: u64,
    pub(crate) is_used: bool,
}

impl TenantState {
    /// Makes a pending enrollment; a user's first one comes with a recovery code.
    pub(crate) fn begin_enrollment(
        &mut self,
        user: &str,
        factor: Factor,
        moment: &mut TenantMoment<'_>,
    ) -> Result<Enrollment, GuardianError> {
        self.user(user)?;
        let wants_recovery = self.settings.is_enabled(FactorName::RecoveryCode) && !self.is_enrolled(user);
        let enrollment = Enrollment {
            id: moment.id("dev_"),
            user: user.to_owned(),
            factor,
            is_confirmed: false,
            otp: OtpSecret::new(moment.random.bytes::<20>().to_vec()),
            recovery_code: wants_recovery.then(|| moment.recovery_code()),
            identifier: None,
            name: None,
            push: None,
            key: None,
            token: None,
            created_at: moment.now,
            enrolled_at: None,
            last_auth: None,
        };
        self.note("gd_start_enroll", user, json!({"enrollment_id": enrollment.id}), moment.now);
        self.enrollments.insert(enrollment.id.clone(), enrollment.clone());
        Ok(enrollment)
    }

    /// Invites a device to complete a pending enrollment.
    pub(crate) fn invite(
        &mut self,
        enrollment: &str,
        ticket: Option<&str>,
        moment: &mut TenantMoment<'_>,
    ) -> Invitation {
        let invitation = Invitation {
            value: moment.secret(""),
            enrollment: enrollment.to_owned(),
            ticket: ticket.map(str::to_owned),
            expires_at: moment.now + self.settings.transaction_lifetime,
            is_used: false,
        };
        self.invitations.insert(invitation.value.clone(), invitation.clone());
        invitation
    }

    /// Turns a pending enrollment into one that answers logins; its recovery code takes the place of a former one.
    pub(crate) fn confirm_enrollment(&mut self, id: &str, now: u64) -> Result<(), GuardianError> {
        let enrollment = self.enrollments.get_mut(id).ok_or(GuardianError::EnrollmentNotFound)?;
        enrollment.is_confirmed = true;
        enrollment.enrolled_at = Some(now);
        let (user, recovery_code) = (enrollment.user.clone(), enrollment.recovery_code.take());
        if let (Some(code), Some(user)) = (recovery_code, self.users.get_mut(&user)) {
            user.recovery_code = Some(super::codes::digest(&code));
        }
        self.note("gd_enrollment_complete", &user, json!({"enrollment_id": id}), now);
        Ok(())
    }

    /// Whether the user has a confirmed enrollment.
    pub(crate) fn is_enrolled(&self, user: &str) -> bool {
        self.confirmed(user).next().is_some()
    }

    /// The confirmed enrollments of a user.
    pub(crate) fn confirmed<'a>(&'a self, user: &'a str) -> impl Iterator<Item = &'a Enrollment> {
        self.enrollments.values().filter(move |enrollment| enrollment.user == user && enrollment.is_confirmed)
    }

    /// Forgets an enrollment with its one-time codes and its waiting pushes; with the last one the recovery code goes.
    pub(crate) fn remove_enrollment(&mut self, id: &str, now: u64) -> Result<(), GuardianError> {
        let enrollment = self.enrollments.remove(id).ok_or(GuardianError::EnrollmentNotFound)?;
        self.invitations.retain(|_, invitation| invitation.enrollment != id);
        self.pushes.retain(|_, push| push.enrollment != id);
        if !self.is_enrolled(&enrollment.user)
            && let Some(user) = self.users.get_mut(&enrollment.user)
        {
            user.recovery_code = None;
        }
        self.note("gd_unenroll", &enrollment.user, json!({"enrollment_id": id}), now);
        Ok(())
    }
}
