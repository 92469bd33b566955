//! The endpoints of OpenID CIBA Core 1.0: authentication requests and tokens.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use axum::routing::post;
use serde_json::json;

use super::client::authenticate;
use super::form::Form;
use crate::json::Malformed;
use crate::server::{Site, json_response};
use crate::world::{BackchannelError, BackchannelRequest, Delivery};

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/bc-authorize", post(authorize)).route("/token", post(token))
}

async fn authorize(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Response {
    try_authorize(&site, &headers, &body).unwrap_or_else(|error| refused(error, &headers))
}

fn try_authorize(site: &Site, headers: &HeaderMap, body: &Bytes) -> Result<Response, BackchannelError> {
    let form = Form::read(headers, body)?;
    let client = authenticate(&site.world, headers, &form)?;
    let request = BackchannelRequest {
        scope: form.owned("scope"),
        login_hint: form.owned("login_hint"),
        login_hint_token: form.owned("login_hint_token"),
        id_token_hint: form.owned("id_token_hint"),
        binding_message: form.owned("binding_message"),
        requested_expiry: form.owned("requested_expiry"),
        notification_token: form.owned("client_notification_token"),
    };
    let start = site.world.start_backchannel(&client, &request)?;
    let mut reply = json!({"auth_req_id": start.request, "expires_in": start.expires_in, "interval": start.interval});
    // An extension: what the page that waits must show to the person.
    if let Some(number) = start.number {
        reply["number"] = json!(number);
    }
    Ok(json_response(200, reply.to_string()))
}

async fn token(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Response {
    try_token(&site, &headers, &body).unwrap_or_else(|error| refused(error, &headers))
}

fn try_token(site: &Site, headers: &HeaderMap, body: &Bytes) -> Result<Response, BackchannelError> {
    let form = Form::read(headers, body)?;
    let client = authenticate(&site.world, headers, &form)?;
    match form.text("grant_type") {
        Some(GRANT_TYPE) => {}
        Some(_) => return Err(BackchannelError::UnsupportedGrantType),
        None => return Err(BackchannelError::InvalidRequest),
    }
    if client.delivery == Delivery::None {
        return Err(BackchannelError::UnauthorizedClient);
    }
    let request = form.text("auth_req_id").ok_or(BackchannelError::InvalidRequest)?;
    let reply = site.world.token(&client.id, request)?;
    let body = json!({
        "access_token": reply.access_token, "token_type": "Bearer", "expires_in": 300, "id_token": reply.id_token,
    });
    Ok(json_response(200, body.to_string()))
}

fn refused(error: BackchannelError, headers: &HeaderMap) -> Response {
    let (status, code) = error.row();
    let mut response = json_response(status, json!({ "error": code }).to_string());
    if error == BackchannelError::InvalidClient && headers.contains_key(AUTHORIZATION) {
        response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"clients\""));
    }
    if let BackchannelError::RateLimited { retry_after } = error {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(retry_after));
    }
    response
}

impl From<Malformed> for BackchannelError {
    fn from(Malformed: Malformed) -> Self {
        Self::InvalidRequest
    }
}

/// The grant type of CIBA.
pub(super) const GRANT_TYPE: &str = "urn:openid:params:grant-type:ciba";
