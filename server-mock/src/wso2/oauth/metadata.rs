//! The keys of ID tokens and OpenID Provider metadata.

use axum::extract::State;
use axum::response::Response;
use serde_json::json;

use super::claims::issuer;
use crate::server::{Site, json_response};
use crate::wso2::identity::Place;

pub(super) async fn jwks(State(site): State<Site>) -> Response {
    let key = site.rsa_key().await;
    json_response(200, json!({"keys": [key.jwk()]}).to_string())
}

pub(super) async fn discovery(State(site): State<Site>, place: Place) -> Response {
    let url = &site.world.issuer().url;
    let base = format!("{url}{}/oauth2", place.prefix());
    let metadata = json!({
        "issuer": issuer(&place, url),
        "authorization_endpoint": format!("{base}/authorize"),
        "token_endpoint": format!("{base}/token"),
        "jwks_uri": format!("{base}/jwks"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "direct"],
        "grant_types_supported": ["authorization_code", "client_credentials"],
        "code_challenge_methods_supported": ["S256", "plain"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "claims_supported": [
            "iss", "sub", "aud", "azp", "iat", "exp", "auth_time", "nonce", "amr", "org_id", "org_name", "username",
        ],
        "scopes_supported": ["openid", "profile"],
    });
    json_response(200, metadata.to_string())
}
