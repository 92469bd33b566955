//! `POST /bc-authorize`: starts a backchannel login.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::Value;

use super::{OauthError, Params, credentials, refused};
use crate::guardian::tenant::{BackchannelRequest, TokenRequest};
use crate::server::{Site, json_response};

pub(super) async fn authorize(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Response {
    match try_authorize(&site, &headers, &body) {
        Ok(started) => json_response(200, started.to_string()),
        Err(error) => refused(&error, site.tenant().mode()),
    }
}

fn try_authorize(site: &Site, headers: &HeaderMap, body: &Bytes) -> Result<Value, OauthError> {
    let params = Params::read(headers, body)?;
    let client = credentials(headers, &params)?;
    let text = |name| params.optional(name).map(|text| text.map(str::to_owned));
    let asked = BackchannelRequest {
        login_hint: text("login_hint")?,
        binding_message: text("binding_message")?,
        requested_expiry: params.number("requested_expiry")?,
        authorization_details: text("authorization_details")?,
        request: TokenRequest { audience: text("audience")?, scopes: params.words("scope")? },
    };
    site.tenant().change(|state, moment| {
        let client = state.authenticate_client(&client)?.clone();
        state.start_backchannel(&client, &asked, moment)
    })
}
