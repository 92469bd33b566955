//! `POST /mfa/associate`: begins a new authenticator.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::Value;

use crate::guardian::oauth::{OauthError, Params, refused};
use crate::guardian::tenant::{Associable, Credentials};
use crate::server::{Site, json_response};

pub(super) async fn associate(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Response {
    match try_associate(&site, &headers, &body) {
        Ok(begun) => json_response(200, begun.to_string()),
        Err(error) => refused(&error, site.tenant().mode()),
    }
}

fn try_associate(site: &Site, headers: &HeaderMap, body: &Bytes) -> Result<Value, OauthError> {
    let tenant = site.tenant();
    let token = super::bearer(headers, tenant.mode())?;
    let params = Params::read(headers, body)?;
    let client = client(&params)?;
    let kind = kind(&params)?;
    let begun = tenant.change(|state, moment| {
        let user = state.mfa_bearer(&token, "enroll", moment)?;
        if let Some(client) = &client
            && state.authenticate_client(client)?.client_id != user.client
        {
            return Err(OauthError::ForeignMfaToken);
        }
        state.associate(&token, &user, kind, moment)
    })?;
    tenant.check_durable().map_err(|_| OauthError::Unavailable)?;
    Ok(begun)
}

/// The client may say who it is; the bearer token already does.
fn client(params: &Params) -> Result<Option<Credentials>, OauthError> {
    let id = params.optional("client_id")?;
    let secret = params.optional("client_secret")?.map(str::to_owned);
    Ok(id.filter(|_| secret.is_some()).map(|id| Credentials { id: id.to_owned(), secret }))
}

/// Which authenticator is asked for; text messages, calls and emails are not sent here.
fn kind(params: &Params) -> Result<Associable, OauthError> {
    let types = params.list("authenticator_types")?;
    let channels = params.list("oob_channels")?;
    match types.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => Err(OauthError::MissingParameter("authenticator_types")),
        ["otp"] => Ok(Associable::Otp),
        ["oob"] => match channels.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            [] => Err(OauthError::MissingParameter("oob_channels")),
            ["auth0"] => Ok(Associable::Push),
            ["sms" | "voice" | "email"] => Err(OauthError::FactorDisabled),
            _ => Err(OauthError::InvalidParameter("oob_channels")),
        },
        _ => Err(OauthError::InvalidParameter("authenticator_types")),
    }
}
