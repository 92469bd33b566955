//! `/mfa/authenticators`: what the user can log in with.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

use crate::guardian::oauth::{OauthError, refused};
use crate::server::{Site, json_response};

pub(super) async fn list(State(site): State<Site>, headers: HeaderMap) -> Response {
    match try_list(&site, &headers) {
        Ok(all) => json_response(200, json!(all).to_string()),
        Err(error) => refused(&error, site.tenant().mode()),
    }
}

fn try_list(site: &Site, headers: &HeaderMap) -> Result<Vec<Value>, OauthError> {
    let tenant = site.tenant();
    let token = super::bearer(headers, tenant.mode())?;
    tenant.change(|state, moment| {
        let user = state.mfa_bearer(&token, "read:authenticators", moment)?;
        Ok(state.authenticators(&user.user))
    })
}

pub(super) async fn remove(State(site): State<Site>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    match try_remove(&site, &id, &headers) {
        Ok(()) => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NO_CONTENT;
            response
        }
        Err(error) => refused(&error, site.tenant().mode()),
    }
}

/// Removing needs a user who is logged in: whoever only knows the password must not get rid of the second factor.
fn try_remove(site: &Site, id: &str, headers: &HeaderMap) -> Result<(), OauthError> {
    let tenant = site.tenant();
    let token = super::bearer(headers, tenant.mode())?;
    tenant.change(|state, moment| {
        let user = state.mfa_bearer(&token, "remove:authenticators", moment)?;
        if !user.is_logged_in {
            return Err(OauthError::InsufficientScope("remove:authenticators"));
        }
        state.remove_authenticator(&user.user, id, moment.now)
    })?;
    tenant.check_durable().map_err(|_| OauthError::Unavailable)
}
