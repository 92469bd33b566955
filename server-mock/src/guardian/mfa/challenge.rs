//! `POST /mfa/challenge`: asks a user who waits for a second factor.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::Value;

use crate::guardian::oauth::{OauthError, Params, credentials, refused};
use crate::guardian::tenant::ChallengeRequest;
use crate::server::{Site, json_response};

pub(super) async fn challenge(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Response {
    match try_challenge(&site, &headers, &body) {
        Ok(challenged) => json_response(200, challenged.to_string()),
        Err(error) => refused(&error, site.tenant().mode()),
    }
}

fn try_challenge(site: &Site, headers: &HeaderMap, body: &Bytes) -> Result<Value, OauthError> {
    let params = Params::read(headers, body)?;
    let client = credentials(headers, &params)?;
    let mfa_token = params.required("mfa_token")?;
    let mut types = params.words("challenge_type")?;
    if types.is_empty() {
        types = ["oob", "otp"].map(str::to_owned).to_vec();
    }
    let request = ChallengeRequest { types, authenticator: params.optional("authenticator_id")?.map(str::to_owned) };
    site.tenant().change(|state, moment| {
        let client = state.authenticate_client(&client)?.clone();
        state.challenge(&client, mfa_token, &request, moment)
    })
}
