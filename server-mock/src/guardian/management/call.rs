//! One call of the Management API: who makes it, what it may do, and what it brings.

use std::convert::Infallible;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use serde_json::Value;

use super::fields::Fields;
use super::query::Query;
use super::refusal::Refusal;
use super::reply::{Answer, Reply};
use crate::guardian::tenant::{AccessToken, Providers, Tenant, TenantMoment, TenantState};
use crate::json;
use crate::server::Site;

/// What a handler gets beside the parts of the path.
pub(super) struct Call {
    tenant: Tenant,
    headers: HeaderMap,
    query: String,
    body: Bytes,
}

impl FromRequest<Site> for Call {
    type Rejection = Infallible;

    async fn from_request(request: Request, site: &Site) -> Result<Self, Infallible> {
        let (parts, body) = request.into_parts();
        // The body was read before; it cannot fail and is empty at worst.
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
        let query = parts.uri.query().unwrap_or_default().to_owned();
        Ok(Self { tenant: site.tenant(), headers: parts.headers, query, body })
    }
}

impl Call {
    /// Lets a token through that has any of `scopes`.
    pub(super) fn allow(&self, scopes: &[&str]) -> Result<AccessToken, Refusal> {
        let token = self.token()?;
        if holds(&token, scopes) { Ok(token) } else { Err(Refusal::scope(scopes)) }
    }

    /// Lets a token through that has any of `scopes`, or any of `own` and belongs to `user`.
    pub(super) fn allow_for(&self, user: &str, scopes: &[&str], own: &[&str]) -> Result<AccessToken, Refusal> {
        let token = self.token()?;
        if holds(&token, scopes) || (holds(&token, own) && token.subject.as_deref() == Some(user)) {
            return Ok(token);
        }
        if holds(&token, own) { Err(Refusal::subject()) } else { Err(Refusal::scope(&[scopes, own].concat())) }
    }

    /// The body as an object with no other members than `known`.
    pub(super) fn fields(&self, known: &'static [&'static str]) -> Result<Fields, Refusal> {
        Fields::read(&self.json()?, known)
    }

    /// The body as JSON without duplicate members.
    pub(super) fn json(&self) -> Result<Value, Refusal> {
        if self.body.len() > MAX_BODY {
            return Err(Refusal::new(413, "invalid_body", "Payload too large."));
        }
        let content_type = self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let essence = content_type.split(';').next().unwrap_or_default();
        if !essence.trim().eq_ignore_ascii_case("application/json") {
            return Err(Refusal::new(415, "invalid_body", "Unsupported media type, expected: application/json"));
        }
        json::parse(&self.body).map_err(|_| Refusal::body("'Invalid JSON'"))
    }

    /// The query string with no other parameters than `known`.
    pub(super) fn query(&self, known: &'static [&'static str]) -> Result<Query, Refusal> {
        Query::read(&self.query, known)
    }

    /// Looks at the tenant at the present time.
    pub(super) fn read<T>(&self, look: impl FnOnce(&TenantState, u64) -> T) -> T {
        self.tenant.read(look)
    }

    /// Changes the tenant. Nothing is promised when the change could not be saved.
    pub(super) fn change<T, E: Into<Refusal>>(
        &self,
        operation: impl FnOnce(&mut TenantState, &mut TenantMoment<'_>) -> Result<T, E>,
    ) -> Result<T, Refusal> {
        let done = self.tenant.change(operation).map_err(Into::into)?;
        self.tenant.check_durable()?;
        Ok(done)
    }

    /// Changes what is configured of providers and shows `view` of the result.
    pub(super) fn configure(
        &self,
        apply: impl FnOnce(&mut Providers),
        view: impl FnOnce(&Providers) -> Value,
    ) -> Answer {
        let shown = self.change(|state, _| {
            apply(&mut state.providers);
            Ok::<_, Refusal>(view(&state.providers))
        })?;
        Ok(Reply::Done(shown))
    }

    fn token(&self) -> Result<AccessToken, Refusal> {
        let bearer = bearer(&self.headers)?;
        let audience = format!("{}{AUDIENCE_PATH}", self.tenant.url());
        Ok(self.tenant.read(|state, now| state.authorize(bearer, &audience, "", now).cloned())?)
    }
}

/// The token in the one `Authorization` header.
fn bearer(headers: &HeaderMap) -> Result<&str, Refusal> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let Some(value) = values.next() else {
        return Err(Refusal::new(401, "invalid_token", "Missing authentication"));
    };
    let (scheme, token) = value.to_str().ok().and_then(|text| text.split_once(' ')).unwrap_or_default();
    if values.next().is_some() || !scheme.eq_ignore_ascii_case("Bearer") || token.is_empty() {
        let message = "Bad HTTP authentication header format, expected: Bearer TOKEN";
        return Err(Refusal::new(401, "invalid_bearer_format", message));
    }
    Ok(token)
}

fn holds(token: &AccessToken, scopes: &[&str]) -> bool {
    token.scopes.iter().any(|held| scopes.contains(&held.as_str()))
}

/// What follows the tenant's URL in the audience of a token for this API.
const AUDIENCE_PATH: &str = "/api/v2/";
/// Limit of every body.
const MAX_BODY: usize = 65_536;
