//! Links that QR codes hold.

use url::form_urlencoded::byte_serialize;

use super::enrollments::Enrollment;
use super::state::{TenantMoment, TenantState};

/// The link that the browser client draws: its parameters come in exactly this order.
pub(crate) fn enrollment_uri(
    state: &TenantState,
    pending: &Enrollment,
    value: &str,
    moment: &TenantMoment<'_>,
) -> String {
    let issuer = escaped(&state.settings.friendly_name);
    format!(
        "otpauth://totp/{issuer}:{account}?secret={secret}&enrollment_tx_id={value}&issuer={issuer}&id={id}&\
         base_url={base_url}&algorithm=sha1&digits=6&counter=0&period=30",
        account = escaped(&label(state, pending)),
        secret = pending.otp_secret(),
        id = pending.id,
        base_url = escaped(&moment.service_url()),
    )
}

/// The short link that the MFA API gives for a push enrollment.
pub(crate) fn barcode_uri(state: &TenantState, pending: &Enrollment, value: &str, moment: &TenantMoment<'_>) -> String {
    format!(
        "otpauth://totp/{}:{}?enrollment_tx_id={value}&base_url={}",
        escaped(&state.settings.friendly_name),
        escaped(&label(state, pending)),
        escaped(&moment.service_url())
    )
}

/// The link of an enrollment that answers with one-time codes only.
pub(crate) fn otp_uri(state: &TenantState, pending: &Enrollment) -> String {
    let issuer = escaped(&state.settings.friendly_name);
    let account = escaped(&label(state, pending));
    let secret = pending.otp_secret();
    format!("otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30")
}

/// What a person knows the account by.
pub(crate) fn label(state: &TenantState, pending: &Enrollment) -> String {
    let user = state.users.get(&pending.user);
    let name = user.and_then(|user| user.email.as_ref().or(user.username.as_ref()));
    name.unwrap_or(&pending.user).clone()
}

/// Percent-encoded, spaces included.
fn escaped(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}
