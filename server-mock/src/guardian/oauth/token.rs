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
        "password" | "http://auth0.com/oauth/grant-type/password-realm" => {
            let (login, password) = (params.required("username")?, params.required("password")?);
            check_realm(params)?;
            state.password_grant(&client, login, password, request, moment)
        }
        "http://auth0.com/oauth/grant-type/mfa-oob" => {
            state.oob_grant(&client, params.required("mfa_token")?, params.required("oob_code")?, moment)
        }
        "http://auth0.com/oauth/grant-type/mfa-otp" => {
            state.otp_grant(&client, params.required("mfa_token")?, params.required("otp")?, moment)
        }
        "http://auth0.com/oauth/grant-type/mfa-recovery-code" => {
            state.recovery_grant(&client, params.required("mfa_token")?, params.required("recovery_code")?, moment)
        }
        "urn:openid:params:grant-type:ciba" => {
            state.backchannel_grant(&client, params.required("auth_req_id")?, moment)
        }
        "refresh_token" => state.refresh(&client, params.required("refresh_token")?, &request.scopes, moment),
        other => Err(OauthError::UnsupportedGrantType(other.to_owned())),
    }
}

/// All users of the tenant are in one connection.
fn check_realm(params: &Params) -> Result<(), OauthError> {
    match params.optional("realm")? {
        None | Some(CONNECTION) => Ok(()),
        Some(_) => Err(OauthError::UnknownRealm),
    }
}

/// The vendor's name for the connection that every tenant starts with.
const CONNECTION: &str = "Username-Password-Authentication";
