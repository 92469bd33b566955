//! Names of the operations, for faults and the journal.

use axum::http::Method;

use super::identity::Place;

/// What a request is called; `None` when no route serves it. The name says nothing about the place in front of the path.
pub(crate) fn name(method: &Method, path: &str) -> Option<&'static str> {
    let (_, path) = Place::split(path);
    let path = path.strip_suffix('/').unwrap_or(&path);
    let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let is_get = method == Method::GET;
    let known = match (method, segments.as_slice()) {
        (&Method::GET, ["api", "users", "v1", "me", "push", "discovery-data"]) => "wso2_discovery_data",
        (&Method::POST, ["api", "users", "v1", "me", "push", "devices"]) => "wso2_register",
        (&Method::GET, ["api", "users", "v1", "me", "push", "devices"]) => "wso2_list_devices",
        (&Method::GET, ["api", "users", "v1", "me", "push", "devices", _]) => "wso2_read_device",
        (&Method::DELETE, ["api", "users", "v1", "me", "push", "devices", _]) => "wso2_delete_device",
        (&Method::POST, ["api", "users", "v1", "me", "push", "devices", _, "remove"]) => "wso2_remove",
        (&Method::POST, ["api", "users", "v1", "me", "push", "devices", _, "update"]) => "wso2_update",
        (&Method::POST, ["push-auth", "authenticate"]) => "wso2_authenticate",
        (&Method::GET, ["push-auth", "check-status"]) => "wso2_check_status",
        (_, ["api", "server", "v1", "configs", "push-device-mgt"]) if is_get => "wso2_read_configuration",
        (_, ["api", "server", "v1", "configs", "push-device-mgt"]) => "wso2_change_configuration",
        (_, ["api", "server", "v1", "identity-governance", ..]) if is_get => "wso2_read_configuration",
        (_, ["api", "server", "v1", "identity-governance", ..]) => "wso2_change_configuration",
        (_, ["api", "server", "v1" | "v2", "notification-senders", ..]) if is_get => "wso2_read_senders",
        (_, ["api", "server", "v1" | "v2", "notification-senders", ..]) => "wso2_change_senders",
        (_, ["api", "server", "v1", "users", _, "credentials", ..]) if is_get => "wso2_read_credentials",
        (_, ["api", "server", "v1", "users", _, "credentials", ..]) => "wso2_change_credentials",
        (_, ["oauth2", "authorize"]) => "wso2_authorize",
        (&Method::POST, ["oauth2", "authn"]) => "wso2_authn",
        (&Method::POST, ["oauth2", "token"]) => "wso2_token",
        (&Method::GET, ["oauth2", "jwks"] | ["oauth2", "token", ".well-known", _]) => "wso2_metadata",
        (&Method::POST, ["commonauth"]) | (_, ["myaccount" | "console", ..]) => "wso2_page",
        (&Method::GET, [""] | ["authenticationendpoint", ..] | ["demo", ..] | ["assets", ..]) => "wso2_page",
        _ => return None,
    };
    Some(known)
}

/// All names that [`name`] gives.
pub(crate) const OPERATIONS: &[&str] = &[
    "wso2_discovery_data",
    "wso2_register",
    "wso2_list_devices",
    "wso2_read_device",
    "wso2_delete_device",
    "wso2_remove",
    "wso2_update",
    "wso2_authenticate",
    "wso2_check_status",
    "wso2_read_configuration",
    "wso2_change_configuration",
    "wso2_read_senders",
    "wso2_change_senders",
    "wso2_read_credentials",
    "wso2_change_credentials",
    "wso2_authorize",
    "wso2_authn",
    "wso2_token",
    "wso2_metadata",
    "wso2_page",
];
