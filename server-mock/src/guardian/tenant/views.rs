//! What tests and the control API see of a tenant.

use std::fmt;

use serde::Serialize;
use utoipa::ToSchema;

/// A user as callers see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TenantUserView {
    /// User id.
    pub user_id: String,
    /// Email address.
    pub email: Option<String>,
    /// User name.
    pub username: Option<String>,
    /// Display name.
    pub name: String,
    /// Whether a recovery code is in force.
    pub has_recovery_code: bool,
    /// When an administrator had all remembered browsers forgotten, seconds since 1970.
    pub browsers_forgotten_at: Option<u64>,
}

/// An enrollment as callers see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct EnrollmentView {
    /// Enrollment id, `dev_` and random characters.
    pub id: String,
    /// Whose it is.
    pub user_id: String,
    /// `push` or `otp`.
    pub factor: String,
    /// Whether it may be used.
    pub is_confirmed: bool,
    /// Name of the device.
    pub name: Option<String>,
    /// What the device calls itself in signed answers.
    pub identifier: Option<String>,
    /// `APNS` or `GCM`.
    pub push_service: Option<String>,
    /// The device's address at the push service.
    pub push_token: Option<String>,
    /// Seconds since 1970.
    pub enrolled_at: Option<u64>,
    /// When it last answered, seconds since 1970.
    pub last_auth: Option<u64>,
}

/// An enrollment ticket as an administrator gets it.
#[derive(Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct EnrollmentTicket {
    /// `gten_` and random characters.
    pub ticket_id: String,
    /// The page that shows the QR code.
    pub ticket_url: String,
    /// Seconds since 1970.
    pub expires_at: u64,
}

impl fmt::Debug for EnrollmentTicket {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("EnrollmentTicket").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// A pending push enrollment and the links that complete it.
#[derive(Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct EnrollmentInvite {
    /// Id of the pending enrollment.
    pub enrollment_id: String,
    /// What the device presents; also a link's `enrollment_tx_id`.
    pub enrollment_tx_id: String,
    /// The link that the browser client's QR code holds.
    pub uri: String,
    /// The short link that the MFA API gives.
    pub barcode_uri: String,
    /// The user's recovery code, with the first enrollment.
    pub recovery_code: Option<String>,
    /// Seconds since 1970.
    pub expires_at: u64,
}

impl fmt::Debug for EnrollmentInvite {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("EnrollmentInvite")
            .field("enrollment_id", &self.enrollment_id)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// How a login stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TransactionView {
    /// `tx_` and random characters.
    pub id: String,
    /// Whose login it is.
    pub user_id: String,
    /// `pending`, `accepted`, `rejected` or `expired`.
    pub state: String,
    /// The reason of a rejection, when the device gave one.
    pub reason: Option<String>,
    /// Enrollment that answered.
    pub enrollment_id: Option<String>,
    /// Id of the rich consent, when there is one.
    pub consent_id: Option<String>,
    /// Seconds since 1970.
    pub expires_at: u64,
}
