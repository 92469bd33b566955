//! Names of operations, for faults and the journal.

use axum::http::Method;

use crate::guardian;
use crate::speaks::Speaks;
use crate::world::DEVICE_PATH;
use crate::wso2;

/// What a request is called. Requests that no route serves are called `unknown`.
pub(super) fn name(speaks: Speaks, method: &Method, path: &str) -> &'static str {
    if path.starts_with("/control/") || path == "/control" {
        return "control";
    }
    if path.starts_with("/gateway/") {
        return "gateway";
    }
    match speaks {
        Speaks::Native => native(method, path),
        Speaks::Guardian(_) => guardian::operation_name(method, path).unwrap_or("unknown"),
        Speaks::Wso2(_) => wso2::operation_name(method, path).unwrap_or("unknown"),
    }
}

fn native(method: &Method, path: &str) -> &'static str {
    if let Some(path) = path.strip_prefix(DEVICE_PATH) {
        return device(method, path);
    }
    match (method, path) {
        (&Method::POST, "/countersign/v1/enroll/preview") => "preview",
        (&Method::POST, "/countersign/v1/enroll") => "enroll",
        (&Method::POST, "/bc-authorize") => "bc_authorize",
        (&Method::POST, "/token") => "token",
        (&Method::GET, "/jwks") => "jwks",
        (&Method::GET, "/.well-known/openid-configuration") => "discovery",
        (&Method::POST, "/api/logins") => "login_start",
        (&Method::GET, _) if path.starts_with("/api/logins/") => "login_status",
        (&Method::DELETE, _) if path.starts_with("/api/logins/") => "login_cancel",
        _ if path == "/" || ["/login", "/enroll", "/assets"].iter().any(|page| path.starts_with(page)) => "page",
        _ => "unknown",
    }
}

fn device(method: &Method, path: &str) -> &'static str {
    match (method, path) {
        (&Method::GET, "/challenges") => "challenges",
        (&Method::GET, "/hints") => "hints",
        (&Method::GET, _) if path.starts_with("/challenges/") && path.ends_with("/outcome") => "outcome",
        (&Method::GET, _) if path.starts_with("/challenges/") => "challenge",
        (&Method::POST, "/answers") => "answer",
        (&Method::POST, "/update") => "update",
        (&Method::POST, "/rotate") => "rotate",
        (&Method::POST, "/unenroll") => "unenroll",
        (&Method::POST, "/report") => "report",
        _ => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_device_operation_has_its_own_name() {
        let base = DEVICE_PATH;
        for (method, path, expected) in [
            (Method::GET, format!("{base}/challenges"), "challenges"),
            (Method::GET, format!("{base}/challenges/c"), "challenge"),
            (Method::GET, format!("{base}/challenges/c/outcome"), "outcome"),
            (Method::POST, format!("{base}/answers"), "answer"),
            (Method::POST, "/countersign/v1/enroll".into(), "enroll"),
            (Method::POST, "/countersign/v1/enroll/preview".into(), "preview"),
            (Method::GET, "/control/faults".into(), "control"),
            (Method::GET, "/elsewhere".into(), "unknown"),
        ] {
            assert_eq!(name(Speaks::Native, &method, &path), expected, "{path}");
        }
    }
}
