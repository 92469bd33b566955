//! Replies of the authorization server.

use axum::http::HeaderValue;
use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::response::Response;
use serde_json::{Value, json};

use super::OauthError;
use crate::guardian::Mode;
use crate::guardian::tenant::{AccessGrant, Tokens};
use crate::server::{Site, json_response};

/// The reply to a request that was refused.
pub(crate) fn refused(error: &OauthError, mode: Mode) -> Response {
    let mut response = json_response(error.status(mode), error.body(mode).to_string());
    let headers = response.headers_mut();
    if *error == OauthError::InvalidClient {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"clients\""));
    }
    if let Some(seconds) = error.retry_after() {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// The reply with new tokens; those that others verify are signed here.
pub(super) async fn issued(site: &Site, tokens: Tokens) -> Response {
    let mut body = json!({"token_type": "Bearer", "expires_in": tokens.expires_in});
    let mut put = |name: &str, value: Value| {
        if !value.is_null() {
            body[name] = value;
        }
    };
    put(
        "access_token",
        match tokens.access {
            AccessGrant::Opaque(value) => json!(value),
            AccessGrant::Signed(claims) => json!(site.rsa_key().await.sign("at+jwt", &claims)),
        },
    );
    if let Some(claims) = tokens.id_token {
        put("id_token", json!(site.rsa_key().await.sign("JWT", &claims)));
    }
    if !tokens.scopes.is_empty() {
        put("scope", json!(tokens.scopes.join(" ")));
    }
    json_response(200, body.to_string())
}
