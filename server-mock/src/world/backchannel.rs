//! OpenID CIBA requests: clients, their requests and what the token endpoint says about them.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;
use utoipa::ToSchema;

use super::WorldError;
use super::effects::{Effect, PingMessage};
use super::model::{LoginRecord, LoginState};
use super::state::{Moment, State};
use crate::json::is_display;

/// How a client learns that its request is decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Delivery {
    /// It polls the token endpoint.
    #[default]
    Poll,
    /// The server calls its notification endpoint.
    Ping,
    /// It may not use CIBA.
    None,
}

/// A relying party that uses OpenID CIBA.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Client {
    /// Client id.
    pub id: String,
    /// Client secret, for `client_secret_basic` and `client_secret_post`.
    pub secret: String,
    /// Name that devices show, at most 64 characters; the id when unset.
    #[serde(default)]
    pub name: Option<String>,
    /// How the client learns that a request is decided.
    #[serde(default)]
    pub delivery: Delivery,
    /// With `ping`: an `http` URL that takes the notification.
    #[serde(default)]
    pub notification_endpoint: Option<String>,
}

impl Client {
    /// The client that every new world has: `demo-rp` with the secret `demo-secret`, polling.
    #[must_use]
    pub fn demo() -> Self {
        Self {
            id: "demo-rp".to_owned(),
            secret: "demo-secret".to_owned(),
            name: Some("Demo relying party".to_owned()),
            delivery: Delivery::Poll,
            notification_endpoint: None,
        }
    }
}

impl Client {
    pub(super) fn check(&self) -> Result<(), WorldError> {
        let endpoint = self.notification_endpoint.as_deref().map(Url::parse);
        let is_callable = match (self.delivery, endpoint) {
            (Delivery::Ping, Some(Ok(url))) => url.scheme() == "http",
            (Delivery::Ping, _) => false,
            (Delivery::Poll | Delivery::None, _) => true,
        };
        let rules = [
            ("id", !self.id.is_empty() && is_display(&self.id, 64)),
            ("name", self.name.as_ref().is_none_or(|name| is_display(name, 64))),
            ("notification_endpoint", is_callable),
        ];
        match rules.into_iter().find(|(_, is_kept)| !is_kept) {
            Some((name, _)) => Err(WorldError::InvalidSpec(name)),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Client").field("id", &self.id).field("delivery", &self.delivery).finish_non_exhaustive()
    }
}

/// A request of a client and the login that answers it.
#[derive(Clone, Debug)]
pub(super) struct BackchannelLogin {
    pub(super) client: String,
    pub(super) login: String,
    pub(super) notification_token: Option<String>,
    pub(super) interval: u64,
    pub(super) last_poll: Option<u64>,
    pub(super) is_redeemed: bool,
}

/// What the token endpoint gives for a decided request.
#[derive(Clone, Debug)]
pub(crate) struct TokenReply {
    pub(crate) access_token: String,
    pub(crate) id_token: String,
}

/// An error of OpenID CIBA Core 1.0 section 13 or of its token endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BackchannelError {
    InvalidRequest,
    InvalidScope,
    ExpiredLoginHintToken,
    UnknownUserId,
    UnauthorizedClient,
    InvalidBindingMessage,
    InvalidClient,
    AccessDenied,
    Forbidden,
    RateLimited { retry_after: u64 },
    AuthorizationPending,
    SlowDown,
    ExpiredToken,
    InvalidGrant,
    UnsupportedGrantType,
}

impl BackchannelError {
    pub(crate) fn row(self) -> (u16, &'static str) {
        match self {
            Self::InvalidRequest => (400, "invalid_request"),
            Self::InvalidScope => (400, "invalid_scope"),
            Self::ExpiredLoginHintToken => (400, "expired_login_hint_token"),
            Self::UnknownUserId => (400, "unknown_user_id"),
            Self::UnauthorizedClient => (400, "unauthorized_client"),
            Self::InvalidBindingMessage => (400, "invalid_binding_message"),
            Self::InvalidClient => (401, "invalid_client"),
            Self::AccessDenied => (400, "access_denied"),
            Self::Forbidden => (403, "access_denied"),
            Self::RateLimited { .. } => (429, "slow_down"),
            Self::AuthorizationPending => (400, "authorization_pending"),
            Self::SlowDown => (400, "slow_down"),
            Self::ExpiredToken => (400, "expired_token"),
            Self::InvalidGrant => (400, "invalid_grant"),
            Self::UnsupportedGrantType => (400, "unsupported_grant_type"),
        }
    }
}

impl State {
    /// Answers a poll of `client` for `request`.
    pub(super) fn token(
        &mut self,
        client: &str,
        request: &str,
        moment: &mut Moment<'_>,
    ) -> Result<TokenReply, BackchannelError> {
        let entry = self.backchannel.get_mut(request).filter(|entry| entry.client == client && !entry.is_redeemed);
        let entry = entry.ok_or(BackchannelError::InvalidGrant)?;
        let login = self.logins.get(&entry.login).ok_or(BackchannelError::InvalidGrant)?;
        match login.state(moment.now) {
            LoginState::Waiting => return Err(entry.poll(moment.now)),
            LoginState::Expired => return Err(BackchannelError::ExpiredToken),
            LoginState::Denied | LoginState::DeniedSuspicious | LoginState::WrongNumber | LoginState::Canceled => {
                return Err(BackchannelError::AccessDenied);
            }
            LoginState::Approved => {}
        }
        entry.is_redeemed = true;
        let subject = self.users.get(&login.user).map(|user| user.id.clone()).ok_or(BackchannelError::AccessDenied)?;
        let claims = id_token_claims(login, &subject, client, request, moment);
        Ok(TokenReply { access_token: moment.random.id(), id_token: moment.issuer.id_tokens.sign(&claims) })
    }

    /// Asks for a ping when the login belongs to a request of a client that wants one.
    pub(super) fn ping_about(&mut self, login: &str) {
        let Some(request) = self.logins.get(login).and_then(|login| login.backchannel.as_ref()) else { return };
        let Some(entry) = self.backchannel.get(request) else { return };
        let endpoint = self.clients.get(&entry.client).and_then(|client| client.notification_endpoint.clone());
        if let (Some(endpoint), Some(token)) = (endpoint, entry.notification_token.clone()) {
            self.effects.push(Effect::Ping(PingMessage { endpoint, token, request: request.clone() }));
        }
    }
}

impl BackchannelLogin {
    /// Notes a poll that came before the decision; too early a poll makes the interval 5 seconds longer.
    fn poll(&mut self, now: u64) -> BackchannelError {
        let is_early = self.last_poll.is_some_and(|last| now < last + self.interval);
        self.last_poll = Some(now);
        if is_early {
            self.interval += 5;
            return BackchannelError::SlowDown;
        }
        BackchannelError::AuthorizationPending
    }
}

fn id_token_claims(login: &LoginRecord, subject: &str, client: &str, request: &str, moment: &Moment<'_>) -> Value {
    let decision = login.decision.as_ref();
    let verification = decision.map_or("none", |decision| decision.verification.as_str());
    // Values of RFC 8176: software key, several channels, presence of the user, one-time password.
    let methods = match (login.code_accepted_at, verification) {
        (Some(_), _) => vec!["otp"],
        (None, "none") => vec!["swk", "mca"],
        (None, _) => vec!["swk", "mca", "user"],
    };
    let context = if login.number.is_some() { "urn:countersign:acr:number" } else { "urn:countersign:acr:push" };
    let decided_at = login.code_accepted_at.or(decision.map(|decision| decision.at)).unwrap_or(moment.now);
    json!({
        "iss": moment.issuer.url, "sub": subject, "aud": client, "iat": moment.now,
        "exp": moment.now + ID_TOKEN_LIFETIME, "auth_time": decided_at, "acr": context, "amr": methods,
        "urn:openid:params:jwt:claim:auth_req_id": request,
    })
}

/// Seconds that an ID token is valid.
const ID_TOKEN_LIFETIME: u64 = 300;
