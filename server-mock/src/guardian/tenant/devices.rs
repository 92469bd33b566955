//! What devices do: complete an enrollment, change it, end it.

use serde_json::json;

use super::FactorName;
use super::enrollments::{Enrollment, Factor, Invitation, PushCredentials};
use super::state::{SERVICE_PATH, TenantMoment, TenantState};
use crate::guardian::GuardianError;
use crate::guardian::jws::Jws;
use crate::jose::RsaKey;
use crate::jose::sha256;
use crate::speaks::Mode;

/// A device that enrolls.
#[derive(Clone, Debug)]
pub(crate) struct DeviceSpec {
    pub(crate) identifier: String,
    pub(crate) name: String,
    pub(crate) push: Option<PushCredentials>,
    pub(crate) key: RsaKey,
}

/// What a device wants to be different.
#[derive(Clone, Debug, Default)]
pub(crate) struct DeviceChange {
    pub(crate) identifier: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) push: Option<PushCredentials>,
}

/// A completed enrollment, and the recovery code that came with it.
#[derive(Clone, Debug)]
pub(crate) struct Enrolled {
    pub(crate) enrollment: Enrollment,
    pub(crate) recovery_code: Option<String>,
}

impl TenantState {
    /// Completes the enrollment that `ticket` invites to. An enrollment ticket itself is as good as an invitation.
    pub(crate) fn enroll_device(
        &mut self,
        ticket: &str,
        spec: DeviceSpec,
        moment: &mut TenantMoment<'_>,
    ) -> Result<Enrolled, GuardianError> {
        if !self.settings.is_enabled(FactorName::PushNotification) {
            return Err(GuardianError::FeatureDisabledByAdmin);
        }
        let invitation = self.invitation_for(ticket, moment)?;
        let user = self.pending(&invitation.enrollment)?.user.clone();
        if self.confirmed(&user).any(|other| other.identifier.as_ref() == Some(&spec.identifier)) {
            self.note("gd_start_enroll_failed", &user, json!({"reason": "enrollment_conflict"}), moment.now);
            return Err(GuardianError::EnrollmentConflict);
        }
        let token = moment.secret("");
        self.use_up(&invitation);
        let enrollment =
            self.enrollments.get_mut(&invitation.enrollment).ok_or(GuardianError::EnrollmentTransactionNotFound)?;
        enrollment.factor = Factor::Push;
        enrollment.identifier = Some(spec.identifier);
        enrollment.name = Some(spec.name);
        enrollment.push = spec.push;
        enrollment.key = Some(spec.key);
        enrollment.token = Some(token);
        let recovery_code = enrollment.recovery_code.clone();
        self.confirm_enrollment(&invitation.enrollment, moment.now)?;
        let enrollment = self.enrollments.get(&invitation.enrollment).cloned();
        let enrollment = enrollment.ok_or(GuardianError::EnrollmentTransactionNotFound)?;
        Ok(Enrolled { enrollment, recovery_code })
    }

    /// Refuses whoever is not the device `id`: it signs a token with its key, or shows the one it got when it enrolled,
    /// which the vendor calls deprecated.
    pub(crate) fn authorize_device(
        &self,
        id: &str,
        bearer: &str,
        moment: &TenantMoment<'_>,
    ) -> Result<(), GuardianError> {
        let device = self.enrollments.get(id).filter(|device| device.is_confirmed);
        let device = device.ok_or(GuardianError::DeviceAccountNotFound)?;
        if bearer.matches('.').count() != 2 {
            let is_token =
                device.token.as_ref().is_some_and(|token| sha256(token.as_bytes()) == sha256(bearer.as_bytes()));
            return match moment.mode {
                Mode::AsIs if is_token => Ok(()),
                Mode::AsIs | Mode::Strict => Err(GuardianError::InvalidToken("invalid token")),
            };
        }
        let token = Jws::parse(bearer, "JWT", &["alg", "typ"], moment.mode)?;
        token.verify(device.key.as_ref().ok_or(GuardianError::DeviceAccountNotFound)?)?;
        token.only(&["iss", "sub", "aud", "iat", "exp"])?;
        token.expect("iss", &[id], "the token is of another device")?;
        token.expect("sub", &[&device.user], "the token is of another user")?;
        moment.expect_audience(&token, "/api/device-accounts")?;
        token.check_times(DEVICE_TOKEN_LIFETIME, moment.now)
    }

    /// Changes what a device calls itself and where it gets its pushes.
    pub(crate) fn update_device(
        &mut self,
        id: &str,
        change: DeviceChange,
        now: u64,
    ) -> Result<Enrollment, GuardianError> {
        let device = self.enrollments.get_mut(id).ok_or(GuardianError::DeviceAccountNotFound)?;
        if let Some(identifier) = change.identifier {
            device.identifier = Some(identifier);
        }
        if let Some(name) = change.name {
            device.name = Some(name);
        }
        if let Some(push) = change.push {
            device.push = Some(push);
        }
        let device = device.clone();
        self.note("gd_update_device_account", &device.user, json!({"enrollment_id": id}), now);
        Ok(device)
    }

    /// The invitation that a device presents; an enrollment ticket makes one on the spot.
    fn invitation_for(&mut self, ticket: &str, moment: &mut TenantMoment<'_>) -> Result<Invitation, GuardianError> {
        let ended = GuardianError::EnrollmentTransactionNotFound;
        if let Some(invitation) = self.invitations.get(ticket) {
            let is_open = !invitation.is_used
                && invitation.expires_at > moment.now
                && invitation.ticket.as_ref().is_none_or(|ticket| self.open_ticket(ticket, moment.now).is_ok());
            return if is_open { Ok(invitation.clone()) } else { Err(ended) };
        }
        let user = self.open_ticket(ticket, moment.now).map_err(|_| ended)?.user.clone();
        self.check_room(ticket)?;
        let pending = self.begin_enrollment(&user, Factor::Push, moment)?;
        Ok(self.invite(&pending.id, Some(ticket), moment))
    }

    /// Marks an invitation and the ticket behind it as used.
    pub(super) fn use_up(&mut self, invitation: &Invitation) {
        if let Some(invitation) = self.invitations.get_mut(&invitation.value) {
            invitation.is_used = true;
        }
        if let Some(ticket) = invitation.ticket.as_ref().and_then(|ticket| self.tickets.get_mut(ticket)) {
            ticket.is_used = true;
        }
    }

    /// An enrollment that waits for its device or its first code.
    pub(super) fn pending(&self, id: &str) -> Result<&Enrollment, GuardianError> {
        let pending = self.enrollments.get(id).filter(|enrollment| !enrollment.is_confirmed);
        pending.ok_or(GuardianError::EnrollmentTransactionNotFound)
    }
}

impl TenantMoment<'_> {
    /// Refuses a message for another address than `path` of the device API. The vendor's clients may leave out the
    /// first segment, as on the vendor's own hosts.
    pub(crate) fn expect_audience(&self, message: &Jws<'_>, path: &str) -> Result<(), GuardianError> {
        let exact = format!("{}{SERVICE_PATH}{path}", self.url);
        let short = format!("{}{path}", self.url);
        let accepted: &[&str] = match self.mode {
            Mode::Strict => &[&exact],
            Mode::AsIs => &[&exact, &short],
        };
        message.expect("aud", accepted, "the token is for another audience")
    }
}

/// Seconds that a device's own token may live.
const DEVICE_TOKEN_LIFETIME: u64 = 7_200;
