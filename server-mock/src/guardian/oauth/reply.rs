//! Replies of the authorization server.

use axum::http::HeaderValue;
use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::response::Response;
use serde_json::json;

use super::OauthError;
use crate::guardian::tenant::{AccessGrant, Tokens};
use crate::server::{Site, json_response};
use crate::speaks::Mode;

/// The reply to a request that was refused.
pub(crate) fn refused(error: &OauthError, mode: Mode) -> Response {
    let mut response = json_response(error.status(mode), error.body(mode).to_string());
    let headers = response.headers_mut();
    if *error == OauthError::InvalidClient {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"clients\""));
    }
    if let Some(retry_at) = error.retry_at() {
        headers.insert("x-ratelimit-remaining", HeaderValue::from(0));
        headers.insert("x-ratelimit-reset", HeaderValue::from(retry_at));
    }
    if let Some(seconds) = error.retry_after() {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// The reply with new tokens; those that others verify are signed here.
pub(super) async fn issued(site: &Site, tokens: Tokens) -> Response {
    let access_token = match tokens.access {
        AccessGrant::Opaque(value) => value,
        AccessGrant::Signed(claims) => site.rsa_key().await.sign("at+jwt", &claims),
    };
    let mut body = json!({"access_token": access_token, "token_type": "Bearer", "expires_in": tokens.expires_in});
    if let Some(claims) = tokens.id_token {
        body["id_token"] = json!(site.rsa_key().await.sign("JWT", &claims));
    }
    if !tokens.scopes.is_empty() {
        body["scope"] = json!(tokens.scopes.join(" "));
    }
    for (name, value) in [("refresh_token", tokens.refresh_token), ("recovery_code", tokens.recovery_code)] {
        if let Some(value) = value {
            body[name] = json!(value);
        }
    }
    if let Some(details) = tokens.details {
        body["authorization_details"] = details;
    }
    json_response(200, body.to_string())
}
