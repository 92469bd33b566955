//! What servers refuse, in our terms. The code decides before the status: some refusals come as 500.

use serde_json::Value;

use crate::dialect::record::body;
use crate::dialect::{Attribution, DialectError, Refusal, RefusalCode, Reported};
use crate::model::Recorded;
use crate::protocol::HttpResponse;

/// The login was answered, here or elsewhere, or it expired: servers do not say which.
pub(super) const OVER: Reported = Reported::Recorded(Recorded::Undisclosed, Attribution::Another);

/// The reply itself when it is any 2xx, else what the server refused.
pub(super) fn successful(response: HttpResponse) -> Result<HttpResponse, DialectError> {
    if (200..300).contains(&response.status) {
        return Ok(response);
    }
    let code = match meaning(&response) {
        Some(Meaning::Over) => return Err(DialectError::Over(OVER)),
        None if response.status == 410 => return Err(DialectError::Over(OVER)),
        Some(Meaning::Refused(code)) => code,
        None => of_status(response.status),
    };
    Err(DialectError::Refused(Refusal { status: response.status, code, retry_after: response.retry_after() }))
}

/// While a code or an access token is all that vouches for anybody, a refused signature is a refused code or token.
pub(super) fn of_code(error: DialectError) -> DialectError {
    let DialectError::Refused(refusal) = error else { return error };
    let is_code = refusal.code == RefusalCode::SignatureRefused;
    DialectError::Refused(Refusal { code: if is_code { RefusalCode::TicketInvalid } else { refusal.code }, ..refusal })
}

/// Whether the server serves nothing under this URL, rather than refusing what was asked.
pub(super) fn is_not_served(response: &HttpResponse) -> bool {
    matches!(response.status, 404 | 405 | 501) && meaning(response).is_none()
}

/// Whether something that speaks this API said no, rather than a proxy or another kind of server.
pub(super) fn is_coded(response: &HttpResponse) -> bool {
    meaning(response).is_some()
}

enum Meaning {
    Over,
    Refused(RefusalCode),
}

/// What the code of an error says: `PBA` are answers, `PDH` devices, `PPE` push providers. `None` without a known code.
fn meaning(response: &HttpResponse) -> Option<Meaning> {
    let error = body::<Value>(&response.body).ok()?;
    Some(Meaning::Refused(match error.get("code")?.as_str()? {
        "PBA-15011" => return Some(Meaning::Over),
        "PBA-15001" | "PBA-15002" | "PBA-15005" | "PBA-15006" | "PBA-15007" | "PDH-15012" | "PPE-65011" => {
            RefusalCode::Malformed
        }
        "PBA-15003" | "PDH-15009" | "PDH-15010" | "PDH-15011" => RefusalCode::DeviceUnknown,
        "PBA-15004" | "PDH-15004" | "PDH-15005" | "PDH-15006" => RefusalCode::SignatureRefused,
        "PBA-15010" => RefusalCode::NotFound,
        "PDH-15002" => RefusalCode::TicketInvalid,
        "PDH-15020" => RefusalCode::TicketUsed,
        // Servers that know one device per person say no more than that there is one.
        "PDH-15003" | "PDH-15018" | "PDH-15019" => RefusalCode::DeviceLimit,
        "PDH-15013" => RefusalCode::FeatureDisabled,
        "PPE-65002" | "PPE-65003" | "PPE-65012" => RefusalCode::PushTargetRefused,
        "PBA-15008" | "PBA-15009" | "PDH-15001" | "PDH-15007" | "PDH-15008" | "PDH-15014" | "PDH-15015"
        | "PDH-15016" | "PDH-15017" | "PDH-15021" | "PPE-65001" | "PPE-65004" | "PPE-65005" | "PPE-65006"
        | "PPE-65007" | "PPE-65008" | "PPE-65009" | "PPE-65010" => RefusalCode::Unavailable,
        _ => return None,
    }))
}

const fn of_status(status: u16) -> RefusalCode {
    match status {
        300..400 => RefusalCode::Redirect,
        429 => RefusalCode::RateLimited,
        500.. => RefusalCode::Unavailable,
        401 | 403 => RefusalCode::SignatureRefused,
        404 | 405 => RefusalCode::IssuerUnknown,
        400 | 413 | 415 => RefusalCode::Malformed,
        _ => RefusalCode::Other,
    }
}
