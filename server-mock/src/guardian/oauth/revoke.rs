//! `POST /oauth/revoke`: ends a refresh token.

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::{OauthError, Params, credentials, refused};
use crate::server::Site;

pub(super) async fn revoke(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Response {
    match try_revoke(&site, &headers, &body) {
        Ok(()) => Response::new(Body::empty()),
        Err(error) => refused(&error, site.tenant().mode()),
    }
}

fn try_revoke(site: &Site, headers: &HeaderMap, body: &Bytes) -> Result<(), OauthError> {
    let params = Params::read(headers, body)?;
    let (client, token) = (credentials(headers, &params)?, params.required("token")?);
    site.tenant().change(|state, _| {
        let client = state.authenticate_client(&client)?.clone();
        state.revoke(&client, token);
        Ok(())
    })
}
