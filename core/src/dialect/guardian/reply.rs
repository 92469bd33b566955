//! What servers refuse, in our terms. Codes after Auth0's Guardian error code reference.

use super::wire::ErrorReply;
use crate::dialect::record::body;
use crate::dialect::{DialectError, Refusal, RefusalCode};
use crate::model::UnixTime;
use crate::protocol::HttpResponse;

/// The reply itself when it is any 2xx, else what the server refused.
pub(super) fn successful(response: HttpResponse, now: UnixTime) -> Result<HttpResponse, DialectError> {
    if (200..300).contains(&response.status) {
        Ok(response)
    } else {
        Err(DialectError::Refused(refusal(&response, now)))
    }
}

pub(super) fn refusal(response: &HttpResponse, now: UnixTime) -> Refusal {
    let code = body::<ErrorReply>(&response.body).ok().and_then(|reply| reply.error_code);
    let code = match (response.status, code.as_deref().unwrap_or_default()) {
        (300..400, _) => RefusalCode::Redirect,
        (429, _) => RefusalCode::RateLimited,
        (500.., _) => RefusalCode::Unavailable,
        (_, "too_many_pn" | "too_many_pn_per_tenant" | "too_many_sms" | "too_many_sms_per_tenant") => {
            RefusalCode::RateLimited
        }
        (_, "enrollment_transaction_not_found") => RefusalCode::TicketInvalid,
        (_, "enrollment_conflict" | "device_account_conflict" | "already_enrolled") => RefusalCode::TicketUsed,
        (_, "device_account_not_found" | "enrollment_not_found") => RefusalCode::DeviceUnknown,
        (_, "login_transaction_not_found") => RefusalCode::NotFound,
        (_, "tenant_not_found") => RefusalCode::IssuerUnknown,
        (_, "feature_disabled" | "feature_disabled_by_admin" | "pn_endpoint_disabled") => RefusalCode::FeatureDisabled,
        (_, "invalid_body" | "invalid_query_string" | "invalid_bearer_format") => RefusalCode::Malformed,
        (_, "invalid_token" | "insufficient_scope") | (401 | 403, _) => RefusalCode::SignatureRefused,
        (404, _) => RefusalCode::NotFound,
        (400 | 413 | 415, _) => RefusalCode::Malformed,
        _ => RefusalCode::Other,
    };
    Refusal { status: response.status, code, retry_after: response.retry_after().or_else(|| reset(response, now)) }
}

/// Whether the server may have found the date of our message wrong: it says no more than "invalid token".
pub(super) fn may_be_date(response: &HttpResponse) -> bool {
    response.status == 401
}

/// Seconds until requests are taken again, at most one hour.
fn reset(response: &HttpResponse, now: UnixTime) -> Option<u32> {
    let reset: i64 = response.header("x-ratelimit-reset")?.trim().parse().ok()?;
    u32::try_from(UnixTime::from_seconds(reset).since(now).clamp(1, 3_600)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, body: &str) -> RefusalCode {
        let response = HttpResponse { status, headers: Vec::new(), body: body.as_bytes().to_vec() };
        refusal(&response, UnixTime::from_seconds(0)).code
    }

    #[test]
    fn every_code_of_the_reference_has_a_meaning() {
        for (status, code, meaning) in [
            (401, "invalid_token", RefusalCode::SignatureRefused),
            (403, "insufficient_scope", RefusalCode::SignatureRefused),
            (401, "invalid_bearer_format", RefusalCode::Malformed),
            (409, "enrollment_conflict", RefusalCode::TicketUsed),
            (409, "device_account_conflict", RefusalCode::TicketUsed),
            (404, "tenant_not_found", RefusalCode::IssuerUnknown),
            (404, "login_transaction_not_found", RefusalCode::NotFound),
            (404, "enrollment_transaction_not_found", RefusalCode::TicketInvalid),
            (404, "device_account_not_found", RefusalCode::DeviceUnknown),
            (404, "enrollment_not_found", RefusalCode::DeviceUnknown),
            (400, "invalid_body", RefusalCode::Malformed),
            (400, "invalid_query_string", RefusalCode::Malformed),
            (403, "feature_disabled", RefusalCode::FeatureDisabled),
            (403, "feature_disabled_by_admin", RefusalCode::FeatureDisabled),
            (403, "pn_endpoint_disabled", RefusalCode::FeatureDisabled),
            (403, "too_many_pn", RefusalCode::RateLimited),
            (403, "too_many_pn_per_tenant", RefusalCode::RateLimited),
            (400, "a_new_code", RefusalCode::Malformed),
            (418, "a_new_code", RefusalCode::Other),
        ] {
            let body = format!(r#"{{"statusCode":{status},"error":"E","message":"m","errorCode":"{code}"}}"#);
            assert_eq!(refused(status, &body), meaning, "{code}");
        }
    }

    #[test]
    fn replies_without_a_code_are_told_apart_by_status() {
        for (status, meaning) in [
            (302, RefusalCode::Redirect),
            (400, RefusalCode::Malformed),
            (401, RefusalCode::SignatureRefused),
            (404, RefusalCode::NotFound),
            (429, RefusalCode::RateLimited),
            (503, RefusalCode::Unavailable),
        ] {
            assert_eq!(refused(status, "<html>"), meaning, "{status}");
        }
    }

    #[test]
    fn a_rate_limit_says_when_it_ends() {
        let headers = vec![("x-ratelimit-reset".to_owned(), "1060".to_owned())];
        let response = HttpResponse { status: 429, headers, body: Vec::new() };

        assert_eq!(refusal(&response, UnixTime::from_seconds(1_000)).retry_after, Some(60));
    }
}
