//! What devices say about themselves.

use crate::guardian::GuardianError;
use crate::guardian::request;
use crate::guardian::tenant::{PushCredentials, PushService};
use crate::json::Members;
use crate::speaks::Mode;

/// The device's own name for itself.
pub(super) fn identifier(members: &Members) -> Result<Option<String>, GuardianError> {
    request::optional_text(members, "identifier", 128)
}

/// The name that people know the device by.
pub(super) fn name(members: &Members) -> Result<Option<String>, GuardianError> {
    request::optional_text(members, "name", 128)
}

/// Where the device gets its pushes.
pub(super) fn push_credentials(members: &Members, mode: Mode) -> Result<Option<PushCredentials>, GuardianError> {
    let refusal = GuardianError::InvalidBody("push_credentials");
    let Some(value) = members.value("push_credentials") else { return Ok(None) };
    if value.is_null() && mode == Mode::AsIs {
        return Ok(None);
    }
    let credentials = members.object("push_credentials").map_err(|_| refusal)?;
    let service = match credentials.text("service") {
        Ok("APNS") => PushService::Apns,
        Ok("GCM") => PushService::Gcm,
        Ok(_) | Err(_) => return Err(refusal),
    };
    let token = request::text(&credentials, "token", 4_096).map_err(|_| refusal)?;
    let is_exact = mode == Mode::AsIs || credentials.0.len() == 2;
    let is_token = match service {
        PushService::Apns => is_hexadecimal(&token, mode),
        PushService::Gcm => true,
    };
    if is_exact && is_token { Ok(Some(PushCredentials { service, token })) } else { Err(refusal) }
}

/// An APNs token: bytes in hexadecimal digits, of which the vendor's sample prints upper-case ones.
fn is_hexadecimal(token: &str, mode: Mode) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_hexdigit() && (mode == Mode::AsIs || !byte.is_ascii_uppercase());
    token.len() >= 64 && token.len().is_multiple_of(2) && token.bytes().all(is_digit)
}
