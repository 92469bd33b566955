//! Backchannel logins (CIBA): an application asks, the phone answers, the application polls.

use std::fmt;

use serde_json::{Map, Value, json};

use super::authenticators::push_refusal;
use super::grants::{TokenRequest, Tokens};
use super::state::Pace;
use super::users::Session;
use crate::guardian::oauth::OauthError;
use crate::guardian::tenant::{
    ConsentSpec, Factor, LoginContext, TenantClient, TenantMoment, TenantState, TransactionState,
};
use crate::json;

/// A request whose parameters were read.
#[derive(Clone, Debug, Default)]
pub(crate) struct BackchannelRequest {
    pub(crate) login_hint: Option<String>,
    pub(crate) binding_message: Option<String>,
    /// Seconds.
    pub(crate) requested_expiry: Option<u64>,
    pub(crate) authorization_details: Option<String>,
    pub(crate) request: TokenRequest,
}

/// A login that an application waits for.
#[derive(Clone)]
pub(super) struct BackchannelLogin {
    client: String,
    user: String,
    request: TokenRequest,
    details: Option<Value>,
    transaction: String,
    pace: Pace,
}

impl fmt::Debug for BackchannelLogin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("BackchannelLogin").field("transaction", &self.transaction).finish_non_exhaustive()
    }
}

impl TenantState {
    /// Asks the phone of the user that the hint names; the phone shows what is asked for.
    pub(crate) fn start_backchannel(
        &mut self,
        client: &TenantClient,
        asked: &BackchannelRequest,
        moment: &mut TenantMoment<'_>,
    ) -> Result<Value, OauthError> {
        if client.client_secret.is_none() || !client.guardian_push {
            return Err(OauthError::UnauthorizedClient("The client may not start backchannel logins."));
        }
        if !asked.request.scopes.iter().any(|scope| scope == "openid") {
            return Err(OauthError::InvalidRequest("openid scope must be requested"));
        }
        let lifetime = lifetime(asked.requested_expiry)?;
        let binding_message = binding_message(asked.binding_message.as_deref())?;
        let details = details(asked.authorization_details.as_deref())?;
        self.check_request(&asked.request, moment)?;
        let user = self.hinted_user(asked.login_hint.as_deref(), moment)?;
        if !self.confirmed(&user).any(|phone| phone.factor == Factor::Push && phone.push.is_some()) {
            return Err(OauthError::NoPushDevice);
        }
        let counted = self.rates.count("bc-authorize", &user, PER_MINUTE, 60, moment.now);
        counted.map_err(|retry_at| OauthError::TooManyLogins { retry_at })?;
        let consent = ConsentSpec {
            audience: asked.request.audience.clone(),
            scope: asked.request.scopes.clone(),
            binding_message: Some(binding_message),
            authorization_details: details.clone(),
        };
        let context = LoginContext { consent: Some(consent), lifetime: Some(lifetime), ..LoginContext::default() };
        let transaction = self.start_push(&user, context, moment).map_err(push_refusal)?;
        let interval = self.settings.poll_interval;
        let login = BackchannelLogin {
            client: client.client_id.clone(),
            user,
            request: asked.request.clone(),
            details: (!details.is_empty()).then(|| json!(details)),
            transaction: transaction.id,
            pace: Pace::new(interval),
        };
        let id = moment.secret("");
        self.oauth.backchannel.insert(id.clone(), login);
        Ok(json!({"auth_req_id": id, "expires_in": lifetime, "interval": interval}))
    }

    /// Tokens once the user agreed; a request gives them once.
    pub(crate) fn backchannel_grant(
        &mut self,
        client: &TenantClient,
        id: &str,
        moment: &mut TenantMoment<'_>,
    ) -> Result<Tokens, OauthError> {
        let login = self.oauth.backchannel.get_mut(id).filter(|login| login.client == client.client_id);
        let login = login.ok_or(OauthError::InvalidAuthReqId)?;
        let transaction = self.transactions.get(&login.transaction).ok_or(OauthError::InvalidAuthReqId)?;
        match transaction.state(moment.now) {
            // An answer in the last second can still be fetched.
            TransactionState::Accepted if transaction.expires_at + GRACE <= moment.now => {
                return Err(OauthError::BackchannelExpired);
            }
            TransactionState::Accepted => {}
            TransactionState::Rejected => return Err(OauthError::BackchannelDenied),
            TransactionState::Expired => return Err(OauthError::BackchannelExpired),
            TransactionState::Pending => {
                let paced = login.pace.ask(moment.now);
                return Err(paced
                    .map_or_else(|interval| OauthError::SlowDown { interval }, |()| OauthError::BackchannelPending));
            }
        }
        let decided_at = transaction.decision.as_ref().map_or(moment.now, |decision| decision.at);
        let session = Session {
            user: login.user.clone(),
            client: login.client.clone(),
            request: login.request.clone(),
            has_mfa: true,
            authenticated_at: decided_at,
        };
        let details = login.details.clone();
        let tokens = self.user_tokens(session, moment)?;
        self.oauth.backchannel.remove(id);
        Ok(Tokens { details, ..tokens })
    }

    /// The user that a hint of the form `iss_sub` names.
    fn hinted_user(&self, hint: Option<&str>, moment: &TenantMoment<'_>) -> Result<String, OauthError> {
        let hint = hint.ok_or(OauthError::MissingParameter("login_hint"))?;
        let malformed = OauthError::InvalidParameter("login_hint");
        let members = json::parse_object(hint.as_bytes()).map_err(|_| malformed.clone())?;
        let text = |name: &str| members.text(name).map_err(|_| malformed.clone());
        if text("format")? != "iss_sub" || text("iss")? != moment.issuer() {
            return Err(malformed);
        }
        let user = self.users.get(text("sub")?).ok_or(OauthError::UnknownUserId)?;
        if user.is_blocked { Err(OauthError::UserBlocked) } else { Ok(user.id.clone()) }
    }
}

/// Longer requests would be answered by email, which this tenant does not send.
fn lifetime(requested: Option<u64>) -> Result<u64, OauthError> {
    match requested {
        None => Ok(MAX_LIFETIME),
        Some(seconds) if (1..=MAX_LIFETIME).contains(&seconds) => Ok(seconds),
        Some(_) => Err(OauthError::InvalidParameter("requested_expiry")),
    }
}

/// What the person compares on both screens.
fn binding_message(message: Option<&str>) -> Result<String, OauthError> {
    let message = message.ok_or(OauthError::MissingParameter("binding_message"))?;
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"+-_.,:#".contains(&byte);
    if message.len() > 64 || !message.bytes().all(is_allowed) {
        return Err(OauthError::InvalidBindingMessage);
    }
    Ok(message.to_owned())
}

/// A list of objects that say their `type` (RFC 9396).
fn details(text: Option<&str>) -> Result<Vec<Map<String, Value>>, OauthError> {
    let Some(text) = text else { return Ok(Vec::new()) };
    let typed = |item: Value| match item {
        Value::Object(members) if members.get("type").is_some_and(Value::is_string) => Ok(members),
        Value::Object(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err(OauthError::InvalidAuthorizationDetails)
        }
    };
    match json::parse(text.as_bytes()) {
        Ok(Value::Array(items)) if items.len() <= MAX_DETAILS => items.into_iter().map(typed).collect(),
        Ok(_) | Err(_) => Err(OauthError::InvalidAuthorizationDetails),
    }
}

/// Logins per user and minute.
const PER_MINUTE: u32 = 5;
/// Seconds.
const MAX_LIFETIME: u64 = 300;
/// Seconds after the end of a request within which its tokens can be fetched.
const GRACE: u64 = 60;
/// Entries of `authorization_details`.
const MAX_DETAILS: usize = 5;
