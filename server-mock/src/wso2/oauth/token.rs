//! `POST /oauth2/token`: codes and client credentials for tokens.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

use super::OauthRefusal;
use super::claims::id_token_claims;
use super::request::words;
use crate::rp::{ClientCredentials, Form};
use crate::server::{Site, json_response};
use crate::wso2::identity::{AuthorizationCode, Grant, IdentityApplication, IdentityMoment, IdentityState, Place};

/// Exchanges a grant for tokens.
pub(super) async fn token(State(site): State<Site>, place: Place, headers: HeaderMap, body: Bytes) -> Response {
    match try_token(&site, &place, &headers, &body) {
        Ok(tokens) => issued(&site, tokens).await,
        Err(refusal) => refusal.reply(),
    }
}

/// What a grant gives.
#[derive(Debug)]
struct Tokens {
    access_token: String,
    scopes: Vec<String>,
    /// Claims.
    id_token: Option<Value>,
}

fn try_token(site: &Site, place: &Place, headers: &HeaderMap, body: &Bytes) -> Result<Tokens, OauthRefusal> {
    let form = Form::read(headers, body)?;
    let client = ClientCredentials::read(headers, form.text("client_id"), form.text("client_secret"))?;
    let server = site.identity();
    let tokens = server.change(|state, moment| {
        let application = authenticated(state, &client)?;
        match form.text("grant_type") {
            Some("authorization_code") => code_grant(state, &application, &form, place, moment),
            Some("client_credentials") => own_grant(state, &application, &form, place, moment),
            Some(_) => Err(OauthRefusal::UnsupportedGrantType),
            None => Err(OauthRefusal::InvalidRequest("there is no grant_type")),
        }
    })?;
    server.check_durable().map_err(|_| OauthRefusal::Unavailable)?;
    Ok(tokens)
}

fn authenticated(state: &IdentityState, client: &ClientCredentials) -> Result<IdentityApplication, OauthRefusal> {
    let application = state.application(&client.id);
    application.filter(|known| known.client_secret == client.secret).ok_or(OauthRefusal::InvalidClient)
}

/// RFC 6749 section 4.1.3. A code that was tried is used up.
fn code_grant(
    state: &mut IdentityState,
    application: &IdentityApplication,
    form: &Form,
    place: &Place,
    moment: &mut IdentityMoment<'_>,
) -> Result<Tokens, OauthRefusal> {
    let value = form.text("code").ok_or(OauthRefusal::InvalidRequest("there is no code"))?;
    let code = state.redeem_code(value, moment.now).ok_or(OauthRefusal::InvalidGrant("the code is not valid"))?;
    let organization = state.organization(place).map(|found| found.key.clone());
    if code.client != application.client_id || organization != Ok(code.organization.clone()) {
        return Err(OauthRefusal::InvalidGrant("the code was issued to somebody else"));
    }
    if form.text("redirect_uri") != Some(code.redirect_uri.as_str()) {
        return Err(OauthRefusal::InvalidGrant("the redirect_uri is another one"));
    }
    let is_proven = match (&code.proof_key, form.text("code_verifier")) {
        (None, None) => true,
        (Some(key), Some(verifier)) => key.accepts(verifier),
        (None, Some(_)) | (Some(_), None) => false,
    };
    if !is_proven {
        return Err(OauthRefusal::InvalidGrant("the code_verifier does not fit"));
    }
    let id_token = code.scopes.iter().any(|scope| scope == "openid");
    let id_token = id_token.then(|| id_token_claims(&code, state, place, moment.url, moment.now));
    let AuthorizationCode { organization, user, scopes, client, .. } = code;
    let grant =
        Grant { organization, user: Some(user), scopes: scopes.clone(), client: Some(client), lifetime: LIFETIME };
    Ok(Tokens { access_token: state.issue_token(grant, moment), scopes, id_token })
}

/// RFC 6749 section 4.4. An application with a secret may do whatever an administrator may.
fn own_grant(
    state: &mut IdentityState,
    application: &IdentityApplication,
    form: &Form,
    place: &Place,
    moment: &mut IdentityMoment<'_>,
) -> Result<Tokens, OauthRefusal> {
    if application.client_secret.is_none() {
        return Err(OauthRefusal::UnauthorizedClient("public applications have no tokens of their own"));
    }
    let organization = state.organization(place).map_err(|_| OauthRefusal::InvalidRequest("there is no such place"))?;
    let scopes = words(form.text("scope"));
    let grant = Grant {
        organization: organization.key.clone(),
        user: None,
        scopes: scopes.clone(),
        client: Some(application.client_id.clone()),
        lifetime: LIFETIME,
    };
    Ok(Tokens { access_token: state.issue_token(grant, moment), scopes, id_token: None })
}

async fn issued(site: &Site, tokens: Tokens) -> Response {
    let mut body = json!({"access_token": tokens.access_token, "token_type": "Bearer", "expires_in": LIFETIME});
    if !tokens.scopes.is_empty() {
        body["scope"] = json!(tokens.scopes.join(" "));
    }
    if let Some(claims) = tokens.id_token {
        body["id_token"] = json!(site.rsa_key().await.sign("JWT", &claims));
    }
    json_response(200, body.to_string())
}

/// Seconds that tokens are valid.
pub(super) const LIFETIME: u64 = 3_600;
