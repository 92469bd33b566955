//! Names of a tenant's operations, for faults and the journal.

use axum::http::Method;

/// What a request is called; `None` when no route serves it.
pub(crate) fn name(method: &Method, path: &str) -> Option<&'static str> {
    let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let known = match (method, segments.as_slice()) {
        (&Method::POST, ["oauth", "token"]) => "guardian_token",
        (&Method::POST, ["oauth", "revoke"]) => "guardian_revoke",
        (&Method::POST, ["bc-authorize"]) => "guardian_bc_authorize",
        (&Method::POST, ["mfa", "associate"]) => "guardian_mfa_associate",
        (&Method::POST, ["mfa", "challenge"]) => "guardian_mfa_challenge",
        (&Method::GET, ["mfa", "authenticators"]) => "guardian_mfa_list",
        (&Method::DELETE, ["mfa", "authenticators", _]) => "guardian_mfa_remove",
        (&Method::GET, [".well-known", "openid-configuration"]) => "guardian_discovery",
        (&Method::GET, [".well-known", "jwks.json"]) => "guardian_jwks",
        (&Method::GET | &Method::POST, ["userinfo"]) => "guardian_userinfo",
        (&Method::POST, ["appliance-mfa", "api", "enroll"]) => "guardian_enroll",
        (&Method::POST, ["appliance-mfa", "api", "resolve-transaction"]) => "guardian_resolve",
        (&Method::PATCH, ["appliance-mfa", "api", "device-accounts", _]) => "guardian_update",
        (&Method::DELETE, ["appliance-mfa", "api", "device-accounts", _]) => "guardian_unenroll",
        (&Method::GET, ["rich-consents", _]) => "guardian_consent",
        (&Method::POST, ["appliance-mfa", "api", "start-flow"]) => "guardian_start_flow",
        (&Method::POST, ["appliance-mfa", "api", "transaction-state"]) => "guardian_transaction_state",
        (&Method::POST, ["appliance-mfa", "api", "send-push-notification"]) => "guardian_send_push",
        (&Method::POST, ["appliance-mfa", "api", "send-sms"]) => "guardian_send_sms",
        (&Method::POST, ["appliance-mfa", "api", "verify-otp"]) => "guardian_verify_otp",
        (&Method::POST, ["appliance-mfa", "api", "recover-account"]) => "guardian_recover",
        (&Method::POST, ["appliance-mfa", "api", "device-accounts", _, "sms-enroll"]) => "guardian_sms_enroll",
        (&Method::GET, ["guardian", "enroll"] | ["guardian", "enroll", "qr.png"] | ["assets", _]) => "guardian_page",
        (_, ["api", "v2", resource @ ..]) => return management(method, resource),
        _ => return None,
    };
    Some(known)
}

/// The Management API: one name for reading and one for changing each kind of thing.
fn management(method: &Method, resource: &[&str]) -> Option<&'static str> {
    let (read, change) = match resource {
        ["guardian", "enrollments", ..] | ["users", _, "enrollments"] => {
            ("guardian_read_enrollments", "guardian_change_enrollments")
        }
        ["guardian", ..] => ("guardian_read_factors", "guardian_change_factors"),
        [
            "users",
            _,
            "authentication-methods" | "authenticators" | "multifactor" | "recovery-code-regeneration",
            ..,
        ] => ("guardian_read_methods", "guardian_change_methods"),
        ["logs", ..] | ["users", _, "logs"] => ("guardian_read_logs", "guardian_read_logs"),
        ["users" | "users-by-email", ..] => ("guardian_read_users", "guardian_change_users"),
        _ => return None,
    };
    Some(if method == Method::GET { read } else { change })
}

/// All names that [`name`] gives.
pub(crate) const OPERATIONS: &[&str] = &[
    "guardian_token",
    "guardian_revoke",
    "guardian_bc_authorize",
    "guardian_mfa_associate",
    "guardian_mfa_challenge",
    "guardian_mfa_list",
    "guardian_mfa_remove",
    "guardian_discovery",
    "guardian_jwks",
    "guardian_userinfo",
    "guardian_enroll",
    "guardian_resolve",
    "guardian_update",
    "guardian_unenroll",
    "guardian_consent",
    "guardian_start_flow",
    "guardian_transaction_state",
    "guardian_send_push",
    "guardian_send_sms",
    "guardian_verify_otp",
    "guardian_recover",
    "guardian_sms_enroll",
    "guardian_page",
    "guardian_read_enrollments",
    "guardian_change_enrollments",
    "guardian_read_factors",
    "guardian_change_factors",
    "guardian_read_methods",
    "guardian_change_methods",
    "guardian_read_logs",
    "guardian_read_users",
    "guardian_change_users",
];
