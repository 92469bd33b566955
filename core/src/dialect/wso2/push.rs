//! Reading a push. It carries the login itself, unsigned: nothing in it chooses who is contacted.

use std::time::UNIX_EPOCH;

use serde_json::Value;

use super::place::Place;
use crate::dialect::record::Texts;
use crate::dialect::{DialectError, Hint, Notice, NoticeKind, Pushed};
use crate::model::{DialectState, ServerId, UnixTime};
use crate::protocol::json;

/// The most bytes of a payload, as FCM and APNs have it.
const MAX_PUSH: usize = 4_096;
const MAX_CHALLENGE: usize = 256;
/// From here on, a date is in milliseconds: in seconds it would be the year 5138.
const MILLISECONDS: i64 = 100_000_000_000;

/// The login in a push.
pub(super) struct Login {
    /// What an answer repeats.
    pub(super) challenge: String,
    /// Which path the server says, if it is one that may be used at all.
    pub(super) place: Option<Place>,
    pub(super) application: Option<String>,
    pub(super) ip: Option<String>,
    pub(super) os: Option<String>,
    pub(super) browser: Option<String>,
    /// The number on the login page: 1 to 8 digits.
    pub(super) number: Option<String>,
    /// When the push left, if its deliverer says: servers do not.
    pub(super) sent_at: Option<UnixTime>,
}

impl Login {
    pub(super) fn load(content: &DialectState) -> Result<Self, DialectError> {
        let texts = Texts::load(content)?;
        Ok(Self {
            challenge: texts.required("challenge")?,
            place: texts.optional("path").and_then(|path| Place::from_path(&path)),
            application: texts.optional("application"),
            ip: texts.optional("ip"),
            os: texts.optional("os"),
            browser: texts.optional("browser"),
            number: texts.optional("number"),
            sent_at: texts.time("sent_at")?,
        })
    }

    fn save(&self) -> DialectState {
        let sent_at = self.sent_at.map(|sent_at| sent_at.seconds().to_string());
        Texts::save(&[
            ("challenge", Some(&self.challenge)),
            ("path", self.place.as_ref().map(Place::path).as_deref()),
            ("application", self.application.as_deref()),
            ("ip", self.ip.as_deref()),
            ("os", self.os.as_deref()),
            ("browser", self.browser.as_deref()),
            ("number", self.number.as_deref()),
            ("sent_at", sent_at.as_deref()),
        ])
    }
}

/// A payload is ours when its data name a login or a scenario in the words of these servers; then they must be right.
pub(super) fn parse(payload: &[u8]) -> Option<Result<Pushed, DialectError>> {
    let payload: Value = json::parse(payload, MAX_PUSH).ok()?;
    let data = data(&payload)?;
    let sent_at = data.get("sentTime").or_else(|| payload.get("sentTime")).and_then(date);
    Some(read(&data, sent_at).ok_or(DialectError::Push))
}

/// The map that the server sent: as it is, as Google's clients hand it over, or nested as for Apple and Amazon.
fn data(payload: &Value) -> Option<Value> {
    let nested = ["/data", "/message/data"].into_iter().filter_map(|path| embedded(payload.pointer(path)?));
    std::iter::once(payload.clone()).chain(nested).find(is_ours)
}

fn is_ours(data: &Value) -> bool {
    let has = |name: &str| data.get(name).is_some();
    has("notificationScenario") || (has("pushId") && (has("challenge") || has("deviceId")))
}

/// An object, or a text that holds one.
fn embedded(value: &Value) -> Option<Value> {
    match value {
        Value::Object(_) => Some(value.clone()),
        Value::String(text) => json::parse(text.as_bytes(), MAX_PUSH).ok(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => None,
    }
}

fn read(data: &Value, sent_at: Option<UnixTime>) -> Option<Pushed> {
    let text = |name: &str| data.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    let address: ServerId = text("deviceId")?.parse().ok()?;
    if text("notificationScenario").as_deref() == Some("DEVICE_REGISTRATION") {
        return Some(Pushed::Notice(Notice { address, kind: NoticeKind::DeviceAdded }));
    }
    let challenge: ServerId = text("pushId")?.parse().ok()?;
    let login = Login {
        challenge: text("challenge").filter(|challenge| is_challenge(challenge))?,
        place: place(text("relativePath"), text("tenantDomain"), text("organizationId")),
        application: text("applicationName"),
        ip: text("ipAddress"),
        os: text("deviceOS"),
        browser: text("browser"),
        number: number(data.get("numberChallenge"))?,
        sent_at,
    };
    Some(Pushed::Challenge(Hint { address, challenge, content: login.save() }))
}

fn is_challenge(text: &str) -> bool {
    text.len() <= MAX_CHALLENGE && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The path itself where there is one, else the one that tenant and organization make.
fn place(path: Option<String>, tenant: Option<String>, organization: Option<String>) -> Option<Place> {
    match path {
        Some(path) => Place::from_path(&path),
        None => Place::new(tenant.as_deref(), organization.as_deref()),
    }
}

/// `Some(None)` where no number is asked for, `None` for something that is no number.
fn number(value: Option<&Value>) -> Option<Option<String>> {
    match value {
        None | Some(Value::Null) => Some(None),
        Some(Value::String(text)) if text.is_empty() => Some(None),
        Some(Value::String(text)) => {
            let is_number = text.len() <= 8 && text.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| Some(text.clone()))
        }
        Some(Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => None,
    }
}

/// Seconds or milliseconds since 1970, as a number or as text, or a date of RFC 3339. `None` for what is neither.
fn date(value: &Value) -> Option<UnixTime> {
    let number = match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok().or_else(|| rfc3339(text)),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }?;
    Some(UnixTime::from_seconds(if number.abs() < MILLISECONDS { number } else { number / 1_000 }))
}

fn rfc3339(text: &str) -> Option<i64> {
    let since = humantime::parse_rfc3339(text).ok()?.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}
