//! OpenID Provider metadata and the key of ID tokens.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use serde_json::json;

use crate::server::{Site, json_response};

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/.well-known/openid-configuration", get(metadata)).route("/jwks", get(jwks))
}

async fn metadata(State(site): State<Site>) -> Response {
    let url = &site.world.issuer().url;
    let metadata = json!({
        "issuer": url,
        "jwks_uri": format!("{url}/jwks"),
        "token_endpoint": format!("{url}/token"),
        "backchannel_authentication_endpoint": format!("{url}/bc-authorize"),
        "backchannel_token_delivery_modes_supported": ["poll", "ping"],
        "backchannel_user_code_parameter_supported": false,
        "grant_types_supported": [super::backchannel::GRANT_TYPE],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "response_types_supported": [],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "scopes_supported": ["openid"],
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "auth_time", "acr", "amr"],
        "acr_values_supported": ["urn:countersign:acr:number", "urn:countersign:acr:push"],
    });
    json_response(200, metadata.to_string())
}

async fn jwks(State(site): State<Site>) -> Response {
    let key = site.world.issuer().id_tokens.public();
    let mut jwk = key.jwk();
    jwk["kid"] = json!(key.thumbprint());
    jwk["use"] = json!("sig");
    jwk["alg"] = json!(key.algorithm());
    json_response(200, json!({ "keys": [jwk] }).to_string())
}
