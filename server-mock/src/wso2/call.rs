//! One call of an API: where and by whom it is made, what it may do, and what it brings.

use std::convert::Infallible;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::IdentityError;
use super::identity::{IdentityServer, Place};
use super::reply::refused;
use crate::json;
use crate::server::{Site, json_response};
use crate::speaks::Mode;

/// What a handler gets beside the parts of the path.
pub(super) struct Call {
    pub(super) server: IdentityServer,
    pub(super) place: Place,
    headers: HeaderMap,
    body: Bytes,
}

impl FromRequest<Site> for Call {
    type Rejection = Infallible;

    async fn from_request(request: Request, site: &Site) -> Result<Self, Infallible> {
        let (parts, body) = request.into_parts();
        // The body was read before; it cannot fail and is empty at worst.
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
        let place = parts.extensions.get::<Place>().cloned().unwrap_or_default();
        Ok(Self { server: site.identity(), place, headers: parts.headers, body })
    }
}

impl Call {
    /// How strictly requests are read.
    pub(super) fn mode(&self) -> Mode {
        self.server.mode()
    }

    /// The id of the user whose token this is, when it allows `scope` in the organization of the path.
    pub(super) fn user(&self, scope: &'static str) -> Result<String, IdentityError> {
        let (_, user) = self.authorized(scope)?;
        user.ok_or(IdentityError::Forbidden("the token is not a user's"))
    }

    /// The key of the organization of the path, when the token allows `scope` there.
    pub(super) fn administrator(&self, scope: &'static str) -> Result<String, IdentityError> {
        self.authorized(scope).map(|(organization, _)| organization)
    }

    /// Who holds the token: a user id, or nothing for an application's own.
    pub(super) fn initiator(&self) -> String {
        let token = self.bearer().unwrap_or_default();
        self.server.read(|state, now| state.token(token, now).and_then(|token| token.user.clone())).unwrap_or_default()
    }

    /// The JSON object in the body. A strict server wants no members but those in `known`, and none twice.
    pub(super) fn read<T: DeserializeOwned>(&self, known: &[&str]) -> Result<T, IdentityError> {
        if self.body.len() > MAX_BODY {
            return Err(IdentityError::TooLarge);
        }
        let content_type = self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !content_type.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json") {
            return Err(IdentityError::UnsupportedMediaType);
        }
        let malformed = IdentityError::InvalidRequest("not the JSON that was expected");
        let object = match self.mode() {
            Mode::Strict => {
                let members = json::parse_object(&self.body)?;
                if members.0.keys().any(|name| !known.contains(&name.as_str())) {
                    return Err(IdentityError::InvalidRequest("unknown member"));
                }
                Value::Object(members.0)
            }
            Mode::AsIs => serde_json::from_slice(&self.body).map_err(|_| malformed)?,
        };
        if !object.is_object() {
            return Err(malformed);
        }
        serde_json::from_value(object).map_err(|_| malformed)
    }

    /// The body as it came.
    pub(super) fn raw_body(&self) -> &Bytes {
        &self.body
    }

    /// The media type of the body, in lower case.
    pub(super) fn media_type(&self) -> String {
        let value = self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// A JSON reply with `status`, or the refusal. Nothing is promised when the data file could not be written.
    pub(super) fn replied<T: Serialize>(&self, status: u16, result: Result<T, IdentityError>) -> Response {
        match result.and_then(|body| self.server.check_durable().map(|()| body)) {
            Ok(body) => json_response(status, text(&body)),
            Err(error) => refused(error, self.mode()),
        }
    }

    /// A reply with `status` and no content, or the refusal.
    pub(super) fn done(&self, status: u16, result: Result<(), IdentityError>) -> Response {
        match result.and_then(|()| self.server.check_durable()) {
            Ok(()) => axum::http::StatusCode::from_u16(status).unwrap_or_default().into_response(),
            Err(error) => refused(error, self.mode()),
        }
    }

    fn authorized(&self, scope: &'static str) -> Result<(String, Option<String>), IdentityError> {
        let bearer = self.bearer()?;
        self.server.read(|state, now| {
            let organization = &state.organization(&self.place)?.key;
            let token = state.token(bearer, now).ok_or(IdentityError::Unauthorized("invalid or expired token"))?;
            if token.organization != *organization {
                return Err(IdentityError::Forbidden("the token is for another organization"));
            }
            if !token.allows(scope) {
                return Err(IdentityError::Forbidden("the token lacks a scope"));
            }
            Ok((organization.clone(), token.user.clone()))
        })
    }

    fn bearer(&self) -> Result<&str, IdentityError> {
        let mut values = self.headers.get_all(AUTHORIZATION).iter();
        let (Some(value), None) = (values.next(), values.next()) else {
            return Err(IdentityError::Unauthorized("one authorization header is needed"));
        };
        let value = value.to_str().ok().and_then(|value| value.split_once(' '));
        match value {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() => Ok(token),
            Some(_) | None => Err(IdentityError::Unauthorized("a bearer token is needed")),
        }
    }
}

fn text<T: Serialize>(body: &T) -> String {
    serde_json::to_string(body).expect("replies have string keys and no fallible parts")
}

/// Limit of every body.
const MAX_BODY: usize = 65_536;
