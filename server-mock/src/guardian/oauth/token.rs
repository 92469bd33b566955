//! `POST /oauth/token`: one endpoint for all grants.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::reply::issued;
use super::{OauthError, Params, credentials, refused};
use crate::guardian::tenant::{Credentials, TenantMoment, TenantState, TokenRequest, Tokens};
use crate::server::Site;

/// Exchanges a grant for tokens.
pub(super) async fn token(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Response {
    let tenant = site.tenant();
    let exchange = || {
        let params = Params::read(&headers, &body)?;
        let client = credentials(&headers, &params)?;
        let tokens = tenant.change(|state, moment| grant(state, &client, &params, moment))?;
        tenant.check_durable().map_err(|_| OauthError::Unavailable)?;
        Ok(tokens)
    };
    match exchange() {
        Ok(tokens) => issued(&site, tokens).await,
        Err(error) => refused(&error, tenant.mode()),
    }
}

fn grant(
    state: &mut TenantState,
    client: &Credentials,
    params: &Params,
    moment: &mut TenantMoment<'_>,
) -> Result<Tokens, OauthError> {
    let client = state.authenticate_client(client)?.clone();
    let request =
        TokenRequest { audience: params.optional("audience")?.map(str::to_owned), scopes: params.words("scope")? };
    match params.required("grant_type")? {
        "client_credentials" => state.client_credentials(&client, &request, moment),
        other => Err(OauthError::UnsupportedGrantType(other.to_owned())),
    }
}
