//! Starting a CIBA request, and the hints that name its user.

use serde_json::{Value, json};

use super::backchannel::{BackchannelError, BackchannelLogin, Client, Delivery};
use super::logins::Login;
use super::state::{Moment, State};
use super::{LoginSpec, RelyingParty, WorldError};
use crate::json::is_display;

/// An authentication request whose form was read and whose client was authenticated.
#[derive(Clone, Debug, Default)]
pub(crate) struct BackchannelRequest {
    pub(crate) scope: Option<String>,
    pub(crate) login_hint: Option<String>,
    pub(crate) login_hint_token: Option<String>,
    pub(crate) id_token_hint: Option<String>,
    pub(crate) binding_message: Option<String>,
    pub(crate) requested_expiry: Option<String>,
    pub(crate) notification_token: Option<String>,
}

/// What the relying party gets back.
#[derive(Clone, Debug)]
pub(crate) struct BackchannelStart {
    pub(crate) request: String,
    pub(crate) expires_in: u64,
    pub(crate) interval: u64,
    pub(crate) number: Option<String>,
}

impl State {
    /// The client, when the secret is its secret.
    pub(super) fn authenticate_client(&self, id: &str, secret: &str) -> Result<Client, BackchannelError> {
        let client = self.clients.get(id).filter(|client| client.secret == secret);
        client.cloned().ok_or(BackchannelError::InvalidClient)
    }

    pub(super) fn start_backchannel(
        &mut self,
        client: &Client,
        request: &BackchannelRequest,
        moment: &mut Moment<'_>,
    ) -> Result<BackchannelStart, BackchannelError> {
        let notification_token = check_delivery(client, request)?;
        let scopes = request.scope.as_deref().ok_or(BackchannelError::InvalidRequest)?;
        if !scopes.split(' ').any(|scope| scope == "openid") {
            return Err(BackchannelError::InvalidScope);
        }
        let user = self.hinted_user(request, moment)?;
        let spec = LoginSpec {
            rp: Some(RelyingParty::named(client.name.clone().unwrap_or_else(|| client.id.clone()))),
            message: binding_message(request)?,
            lifetime: requested_expiry(request)?,
            ..LoginSpec::default()
        };
        let login = self.start_login(&user, &spec, moment).map_err(refusal)?;
        Ok(self.register(client, notification_token, login, moment))
    }

    /// A `login_hint_token` for `user` that is valid for `lifetime` seconds.
    pub(super) fn login_hint_token(
        &self,
        user: &str,
        lifetime: u64,
        moment: &Moment<'_>,
    ) -> Result<String, WorldError> {
        let claims = json!({"iss": moment.issuer.url, "sub": self.known(user)?.id, "exp": moment.now + lifetime});
        Ok(moment.issuer.id_tokens.sign(&claims))
    }

    fn register(
        &mut self,
        client: &Client,
        notification_token: Option<String>,
        login: Login,
        moment: &mut Moment<'_>,
    ) -> BackchannelStart {
        let interval = self.settings.poll_interval;
        // 256 bits; CIBA asks for at least 128 and recommends 160.
        let request = format!("{}{}", moment.random.id(), moment.random.id());
        if let Some(record) = self.logins.get_mut(&login.id) {
            record.backchannel = Some(request.clone());
        }
        let entry = BackchannelLogin {
            client: client.id.clone(),
            login: login.id,
            notification_token,
            interval,
            last_poll: None,
            is_redeemed: false,
        };
        self.backchannel.insert(request.clone(), entry);
        BackchannelStart { request, expires_in: login.expires_at - moment.now, interval, number: login.number }
    }

    /// The user named by exactly one hint.
    fn hinted_user(&self, request: &BackchannelRequest, moment: &Moment<'_>) -> Result<String, BackchannelError> {
        let name = match (&request.login_hint, &request.login_hint_token, &request.id_token_hint) {
            (Some(name), None, None) => self.users.contains_key(name).then(|| name.clone()),
            (None, Some(token), None) => {
                let claims = moment.issuer.id_tokens.open(token).ok_or(BackchannelError::InvalidRequest)?;
                if claims["exp"].as_u64().is_none_or(|end| end <= moment.now) {
                    return Err(BackchannelError::ExpiredLoginHintToken);
                }
                self.user_with_id(&claims["sub"])
            }
            (None, None, Some(token)) => {
                let claims = moment.issuer.id_tokens.open(token).ok_or(BackchannelError::InvalidRequest)?;
                self.user_with_id(&claims["sub"])
            }
            _ => return Err(BackchannelError::InvalidRequest),
        };
        name.ok_or(BackchannelError::UnknownUserId)
    }

    fn user_with_id(&self, id: &Value) -> Option<String> {
        self.users.values().find(|user| id.as_str() == Some(&user.id)).map(|user| user.name.clone())
    }
}

/// The notification token, which ping clients must send: at most 1,024 characters of the Bearer token alphabet.
fn check_delivery(client: &Client, request: &BackchannelRequest) -> Result<Option<String>, BackchannelError> {
    let is_token = |token: &String| {
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
        (22..=1_024).contains(&token.len()) && token.bytes().all(is_allowed)
    };
    match (client.delivery, &request.notification_token) {
        (Delivery::None, _) => Err(BackchannelError::UnauthorizedClient),
        (Delivery::Poll, _) => Ok(None),
        (Delivery::Ping, Some(token)) if is_token(token) => Ok(Some(token.clone())),
        (Delivery::Ping, _) => Err(BackchannelError::InvalidRequest),
    }
}

fn binding_message(request: &BackchannelRequest) -> Result<Option<String>, BackchannelError> {
    match &request.binding_message {
        Some(message) if message.is_empty() || !is_display(message, 500) => {
            Err(BackchannelError::InvalidBindingMessage)
        }
        message => Ok(message.clone()),
    }
}

fn requested_expiry(request: &BackchannelRequest) -> Result<Option<u64>, BackchannelError> {
    let Some(text) = &request.requested_expiry else { return Ok(None) };
    match text.parse::<u64>() {
        Ok(seconds) if seconds > 0 => Ok(Some(seconds.min(600))),
        Ok(_) | Err(_) => Err(BackchannelError::InvalidRequest),
    }
}

fn refusal(error: WorldError) -> BackchannelError {
    match error {
        WorldError::UnknownUser => BackchannelError::UnknownUserId,
        WorldError::RateLimited { retry_after } => BackchannelError::RateLimited { retry_after },
        WorldError::Locked | WorldError::NoDevice => BackchannelError::Forbidden,
        WorldError::UserExists | WorldError::NotFound | WorldError::InvalidSpec(_) => BackchannelError::InvalidRequest,
    }
}
