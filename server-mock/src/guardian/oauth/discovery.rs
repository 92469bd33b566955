//! OpenID Provider metadata, the keys of signed tokens, and what tokens tell about their user.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

use super::{OauthError, refused};
use crate::guardian::GuardianError;
use crate::guardian::request::bearer;
use crate::guardian::tenant::{AccessToken, TenantState, user_claims};
use crate::server::{Site, json_response};

pub(super) async fn metadata(State(site): State<Site>) -> Response {
    let tenant = site.tenant();
    let url = tenant.url();
    let metadata = json!({
        "issuer": format!("{url}/"),
        "token_endpoint": format!("{url}/oauth/token"),
        "userinfo_endpoint": format!("{url}/userinfo"),
        "mfa_challenge_endpoint": format!("{url}/mfa/challenge"),
        "jwks_uri": format!("{url}/.well-known/jwks.json"),
        "revocation_endpoint": format!("{url}/oauth/revoke"),
        "backchannel_authentication_endpoint": format!("{url}/bc-authorize"),
        "backchannel_token_delivery_modes_supported": ["poll"],
        "scopes_supported": ["openid", "profile", "offline_access", "name", "nickname", "email", "email_verified"],
        "response_types_supported": [],
        "subject_types_supported": ["public"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "claims_supported": [
            "aud", "auth_time", "email", "email_verified", "exp", "iat", "iss", "name", "nickname", "sub",
        ],
        "id_token_signing_alg_values_supported": ["RS256"],
    });
    json_response(200, metadata.to_string())
}

pub(super) async fn jwks(State(site): State<Site>) -> Response {
    let key = site.rsa_key().await;
    json_response(200, json!({"keys": [key.jwk()]}).to_string())
}

pub(super) async fn userinfo(State(site): State<Site>, headers: HeaderMap) -> Response {
    match try_userinfo(&site, &headers) {
        Ok(claims) => json_response(200, claims.to_string()),
        Err(error) => refused(&error, site.tenant().mode()),
    }
}

fn try_userinfo(site: &Site, headers: &HeaderMap) -> Result<Value, OauthError> {
    let tenant = site.tenant();
    let invalid = |error: GuardianError| OauthError::InvalidToken(error.to_string());
    let token = bearer(headers, tenant.mode()).map_err(invalid)?;
    let audience = format!("{}/userinfo", tenant.url());
    tenant.read(|state, now| {
        let token = state.authorize(&token, &audience, "openid", now).map_err(invalid)?;
        told(state, token).ok_or_else(|| OauthError::InvalidToken("the user is gone".to_owned()))
    })
}

/// What a token tells about its user.
fn told(state: &TenantState, token: &AccessToken) -> Option<Value> {
    let user = state.users.get(token.subject.as_deref()?)?;
    Some(user_claims(user, &token.scopes).into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}
