//! App-native authentication: the screens of a login as JSON for an app of the application.

use axum::response::Response;
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use super::claims::authenticator_name;
use super::driver::Rest;
use super::request::RequestError;
use crate::journey::{FactorKind, PushWait, Screen};
use crate::json::Malformed;
use crate::server::{Site, json_response};
use crate::speaks::Mode;
use crate::wso2::identity::Place;
use crate::wso2::messages::Message;

/// Why an app's request is refused, by the vendor's codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NativeError {
    InvalidRequest,
    UnknownApplication,
    InvalidAuthenticator,
    NotEnabled,
    /// No such login, or no more.
    InvalidFlow,
}

impl NativeError {
    pub(super) fn of_request(error: &RequestError) -> Self {
        match error {
            RequestError::UnknownApplication => Self::UnknownApplication,
            RequestError::Here(_) | RequestError::There(_) => Self::InvalidRequest,
        }
    }

    pub(super) fn reply(self) -> Response {
        let (code, message, description) = match self {
            Self::InvalidRequest => ("ABA-60001", "Invalid authentication request.", "the request cannot be read"),
            Self::InvalidAuthenticator => {
                ("ABA-60004", "Invalid authenticatorId.", "the login does not ask for this authenticator")
            }
            Self::UnknownApplication => ("ABA-60005", "Unable to find application.", "there is no such client_id"),
            Self::NotEnabled => {
                ("ABA-60007", "App native authentication is not enabled.", "the application may not use it")
            }
            Self::InvalidFlow => ("ABA-60009", "Invalid flow identifier.", "there is no such login, or no more"),
        };
        refused(code, message, description)
    }
}

impl From<Malformed> for NativeError {
    fn from(Malformed: Malformed) -> Self {
        Self::InvalidRequest
    }
}

/// The reply that says where a login stands. `after` is what the app was shown before.
pub(super) fn reply(site: &Site, place: &Place, rest: Rest) -> Response {
    if let Some(code) = rest.code {
        let mut data = json!({"code": code});
        if let Some(state) = rest.request.state {
            data["state"] = json!(state);
        }
        return json_response(200, json!({"flowStatus": "SUCCESS_COMPLETED", "authData": data}).to_string());
    }
    let renderer = Renderer { url: &site.world.issuer().url, place, mode: site.identity().mode() };
    match renderer.step(&rest.screen) {
        Some(step) => json_response(200, step.into_reply(&rest.key, &renderer).to_string()),
        None => failed(&rest.screen),
    }
}

/// What an app sends to answer a screen.
pub(super) fn factor_of(screen: &Screen) -> Option<FactorKind> {
    match screen {
        Screen::Identifier => Some(FactorKind::Identifier),
        Screen::Password { .. } => Some(FactorKind::Password),
        Screen::PushWait(_) => Some(FactorKind::Push),
        Screen::EnrollConsent { .. } | Screen::EnrollQr { .. } | Screen::Done { .. } | Screen::Failed(_) => None,
    }
}

/// The vendor's id of a factor's authenticator.
pub(super) fn authenticator_id(factor: FactorKind) -> String {
    BASE64URL_NOPAD.encode(format!("{}:LOCAL", authenticator_name(factor)).as_bytes())
}

struct Renderer<'a> {
    url: &'a str,
    place: &'a Place,
    mode: Mode,
}

/// A step that waits for the app.
struct NativeStep {
    status: &'static str,
    authenticator: Value,
    messages: Vec<Value>,
}

impl NativeStep {
    fn into_reply(self, key: &str, renderer: &Renderer<'_>) -> Value {
        let mut next = json!({"stepType": "AUTHENTICATOR_PROMPT", "authenticators": [self.authenticator]});
        if !self.messages.is_empty() {
            next["messages"] = json!(self.messages);
        }
        let href = format!("{}{}/oauth2/authn", renderer.url, renderer.place.prefix());
        json!({
            "flowId": key,
            "flowStatus": self.status,
            "flowType": "AUTHENTICATION",
            "nextStep": next,
            "links": [{"name": "authentication", "href": href, "method": "POST"}],
        })
    }
}

impl Renderer<'_> {
    fn step(&self, screen: &Screen) -> Option<NativeStep> {
        match screen {
            Screen::Identifier => Some(NativeStep {
                status: "INCOMPLETE",
                authenticator: asking(
                    FactorKind::Identifier,
                    "Identifier First",
                    "authenticator.identifier.first",
                    &[("username", "Username", false)],
                ),
                messages: Vec::new(),
            }),
            Screen::Password { is_wrong, .. } => Some(password(*is_wrong)),
            Screen::PushWait(wait) => Some(self.push(wait)),
            Screen::EnrollConsent { .. } | Screen::EnrollQr { .. } | Screen::Done { .. } | Screen::Failed(_) => None,
        }
    }

    fn push(&self, wait: &PushWait) -> NativeStep {
        let status = format!("{}{}/push-auth/check-status?pushAuthId={}", self.url, self.place.prefix(), wait.push);
        let mut data = json!({"statusEndpoint": status});
        // The vendor's server keeps the number to itself, so that an app cannot show what the phone asks for.
        if let (Some(number), Mode::Strict) = (&wait.number, self.mode) {
            data["numberChallenge"] = json!(number);
        }
        let authenticator = json!({
            "authenticatorId": authenticator_id(FactorKind::Push),
            "authenticator": "Push Notification",
            "idp": "LOCAL",
            "metadata": {
                "i18nKey": "authenticator.push.notification",
                "promptType": "INTERNAL_PROMPT",
                "additionalData": data,
            },
            "requiredParams": ["scenario"],
        });
        let text = "a push was sent to the registered devices";
        NativeStep {
            status: "INCOMPLETE",
            authenticator,
            messages: vec![message("INFO", "PushNotificationSent", text, "message.PushNotificationSent")],
        }
    }
}

fn password(is_wrong: bool) -> NativeStep {
    let fields = [("username", "Username", false), ("password", "Password", true)];
    let wrong = || message("ERROR", "ABA-60003", "the name or the password is wrong", "message.ABA-60003");
    NativeStep {
        status: if is_wrong { "FAIL_INCOMPLETE" } else { "INCOMPLETE" },
        authenticator: asking(FactorKind::Password, "Username & Password", "authenticator.basic", &fields),
        messages: is_wrong.then(wrong).into_iter().collect(),
    }
}

/// An authenticator that asks the person for `fields`: name, label, whether it is secret.
fn asking(factor: FactorKind, title: &str, key: &str, fields: &[(&str, &str, bool)]) -> Value {
    let field = |(order, (name, label, is_secret)): (usize, &(&str, &str, bool))| {
        json!({
            "param": name, "type": "STRING", "order": order, "i18nKey": format!("{name}.param"),
            "displayName": label, "confidential": is_secret,
        })
    };
    let names: Vec<&str> = fields.iter().map(|(name, _, _)| *name).collect();
    json!({
        "authenticatorId": authenticator_id(factor),
        "authenticator": title,
        "idp": "LOCAL",
        "metadata": {
            "i18nKey": key,
            "promptType": "USER_PROMPT",
            "params": fields.iter().enumerate().map(field).collect::<Vec<_>>(),
        },
        "requiredParams": names,
    })
}

fn message(kind: &str, id: &str, text: &str, key: &str) -> Value {
    json!({"type": kind, "messageId": id, "message": text, "i18nKey": key})
}

/// The end of a login that failed.
fn failed(screen: &Screen) -> Response {
    let said = Message::of(screen);
    let body = json!({
        "flowStatus": "FAIL_COMPLETED",
        "code": "ABA-60002",
        "message": "Authentication failure.",
        "description": format!("{} - {}", said.key, said.text),
        "messages": [message("ERROR", said.key, &said.text, said.key)],
        "traceId": "",
    });
    json_response(400, body.to_string())
}

fn refused(code: &str, message: &str, description: &str) -> Response {
    let body = json!({"code": code, "message": message, "description": description, "traceId": ""});
    json_response(400, body.to_string())
}
