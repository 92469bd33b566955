//! Reading a push. It carries the login itself, unlike a hint: nothing more can be fetched, except a consent.

use std::time::UNIX_EPOCH;

use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::dialect::record::Texts;
use crate::dialect::{DialectError, Hint};
use crate::model::{DialectState, ServerId, UnixTime};
use crate::protocol::jose::base64url;
use crate::protocol::json;

/// The most bytes of a payload, as FCM and APNs have it.
const MAX_PUSH: usize = 4_096;
/// What Apple's notifications of this kind are called.
const CATEGORY: &str = "com.auth0.notification.authentication";

/// The login in a push.
pub(super) struct Login {
    /// Bearer token of this login.
    pub(super) token: String,
    /// What an answer names.
    pub(super) challenge: String,
    pub(super) started_at: UnixTime,
    pub(super) browser: Option<String>,
    pub(super) os: Option<String>,
    pub(super) place: Option<String>,
    /// The consent to fetch.
    pub(super) consent: Option<String>,
}

impl Login {
    pub(super) fn load(content: &DialectState) -> Result<Self, DialectError> {
        let texts = Texts::load(content)?;
        Ok(Self {
            token: texts.required("token")?,
            challenge: texts.required("challenge")?,
            started_at: texts.time("started_at")?.ok_or(DialectError::State)?,
            browser: texts.optional("browser"),
            os: texts.optional("os"),
            place: texts.optional("place"),
            consent: texts.optional("consent"),
        })
    }

    fn save(&self) -> DialectState {
        Texts::save(&[
            ("token", Some(&self.token)),
            ("challenge", Some(&self.challenge)),
            ("started_at", Some(&self.started_at.seconds().to_string())),
            ("browser", self.browser.as_deref()),
            ("os", self.os.as_deref()),
            ("place", self.place.as_deref()),
            ("consent", self.consent.as_deref()),
        ])
    }
}

/// A payload is ours when it is called so or when it has the members of a login; then all of them must be right.
///
/// Apple's payloads have them in `mfa`, with `s` and `l` as objects; Google's are flat, with `s` and `l` as JSON texts.
pub(super) fn parse(payload: &[u8]) -> Option<Result<Hint, DialectError>> {
    let value: Value = json::parse(payload, MAX_PUSH).ok()?;
    let is_called_so = value.pointer("/aps/category").and_then(Value::as_str) == Some(CATEGORY);
    let data = value.get("mfa").filter(|mfa| mfa.is_object()).unwrap_or(&value);
    let has_members = ["dai", "txtkn", "c"].iter().all(|name| data.get(*name).is_some());
    (is_called_so || has_members).then(|| read(data).ok_or(DialectError::Push))
}

fn read(data: &Value) -> Option<Hint> {
    let push = Push::deserialize(data).ok()?;
    if !is_token(&push.txtkn) || push.c.is_empty() {
        return None;
    }
    let (browser, os) = push.s.as_ref().map(source).unwrap_or_default();
    let challenge = challenge_id(&push.txtkn);
    let login = Login {
        token: push.txtkn,
        challenge: push.c,
        started_at: date(&push.d)?,
        browser,
        os,
        place: push.l.as_ref().and_then(|place| text(&embedded(place)?, "n")),
        consent: push.txlnkid.filter(|id| !id.is_empty()),
    };
    Some(Hint { address: push.dai, challenge, content: login.save() })
}

/// `sh`, the host the server says it is, is not read: the account's own host is asked.
#[derive(Deserialize)]
struct Push {
    dai: ServerId,
    txtkn: String,
    c: String,
    d: String,
    #[serde(default)]
    s: Option<Value>,
    #[serde(default)]
    l: Option<Value>,
    #[serde(default)]
    txlnkid: Option<String>,
}

/// Goes into a header, so that nothing but visible ASCII is let in.
fn is_token(text: &str) -> bool {
    (1..=2_048).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Logins have no id on the phone's side; their token is theirs alone.
fn challenge_id(token: &str) -> ServerId {
    let digest = Sha256::digest(token);
    let id = base64url(digest.get(..16).expect("SHA-256 has 32 bytes"));
    id.parse().expect("base64url of 16 bytes is an id")
}

/// `yyyy-MM-dd'T'HH:mm:ss.SSS`, with `Z` or `+0000`.
fn date(text: &str) -> Option<UnixTime> {
    let text = text.strip_suffix("+0000").map_or_else(|| text.to_owned(), |local| format!("{local}Z"));
    let since = humantime::parse_rfc3339(&text).ok()?.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok().map(UnixTime::from_seconds)
}

/// Browser and operating system, each with its version.
fn source(value: &Value) -> (Option<String>, Option<String>) {
    let Some(source) = embedded(value) else { return (None, None) };
    let named = |member: &str| {
        let part = source.get(member)?;
        let name = text(part, "n")?;
        Some(text(part, "v").map_or(name.clone(), |version| format!("{name} {version}")))
    };
    (named("b"), named("os"))
}

/// An object, or a text that holds one.
fn embedded(value: &Value) -> Option<Value> {
    match value {
        Value::Object(_) => Some(value.clone()),
        Value::String(text) => json::parse::<Value>(text.as_bytes(), MAX_PUSH).ok().filter(Value::is_object),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => None,
    }
}

fn text(value: &Value, member: &str) -> Option<String> {
    value.get(member)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// As Google delivers it: a flat map of texts.
    fn google() -> Value {
        json!({
            "dai": "dev_1", "txtkn": "tok.en", "c": "challenge", "d": "2026-11-22T10:20:30.123Z",
            "sh": "https://samples.guardian.eu.auth0.com", "txlnkid": "cns_1",
            "s": r#"{"b":{"n":"Firefox","v":"145"},"os":{"n":"Linux","v":"6"}}"#,
            "l": r#"{"n":"Lyon, France","lat":"45.75","long":4.85}"#,
        })
    }

    /// As Apple delivers it.
    fn apple() -> Value {
        json!({
            "aps": {"category": CATEGORY, "alert": "Is it you?"},
            "mfa": {
                "dai": "dev_1", "txtkn": "tok.en", "c": "challenge", "d": "2026-11-22T10:20:30.123+0000", "sh": "x",
                "s": {"b": {"n": "Firefox", "v": "145"}, "os": {"n": "Linux", "v": "6"}},
                "l": {"n": "Lyon, France", "lat": 45.75, "long": "4.85"}, "txlnkid": "cns_1",
            },
        })
    }

    fn parsed(value: &Value) -> Option<Result<Hint, DialectError>> {
        parse(value.to_string().as_bytes())
    }

    #[test]
    fn both_shapes_say_the_same() {
        let [first, second] = [google(), apple()].map(|push| parsed(&push).expect("ours").expect("well-formed"));
        let login = Login::load(&first.content).expect("a login");

        assert_eq!(first, second);
        assert_eq!((first.address.as_str(), first.challenge.as_str().len()), ("dev_1", 22));
        assert_eq!(login.started_at.to_string(), "Sun, 22 Nov 2026 10:20:30 GMT");
        assert_eq!((login.token.as_str(), login.challenge.as_str()), ("tok.en", "challenge"));
        assert_eq!((login.browser.as_deref(), login.os.as_deref()), (Some("Firefox 145"), Some("Linux 6")));
        assert_eq!((login.place.as_deref(), login.consent.as_deref()), (Some("Lyon, France"), Some("cns_1")));
    }

    #[test]
    fn what_is_optional_may_be_missing_or_unreadable() {
        let mut push = google();
        for member in ["sh", "txlnkid", "l"] {
            push.as_object_mut().expect("an object").remove(member);
        }
        push["s"] = json!("not json");

        let hint = parsed(&push).expect("ours").expect("well-formed");
        let login = Login::load(&hint.content).expect("a login");

        assert_eq!((login.browser, login.os, login.place, login.consent), (None, None, None, None));
    }

    #[test]
    fn malformed_pushes_are_refused() {
        for (member, value) in [
            ("dai", json!("has space")),
            ("dai", json!(7)),
            ("txtkn", json!("")),
            ("txtkn", json!("line\nbreak")),
            ("txtkn", json!("t".repeat(2_049))),
            ("c", json!("")),
            ("c", json!(null)),
            ("d", json!("yesterday")),
            ("d", json!("2026-13-01T00:00:00.000Z")),
        ] {
            let mut push = google();
            push[member] = value.clone();
            assert_eq!(parsed(&push), Some(Err(DialectError::Push)), "{member} {value}");
        }
        assert_eq!(parsed(&json!({"aps": {"category": CATEGORY}})), Some(Err(DialectError::Push)));
    }

    #[test]
    fn pushes_of_others_are_passed_through() {
        for value in [json!({}), json!([]), json!({"v": 1, "a": "x", "c": "y"}), json!({"aps": {"alert": "hi"}})] {
            assert_eq!(parsed(&value), None, "{value}");
        }
        assert_eq!(parse(&[b' '; MAX_PUSH + 1]), None);
        assert_eq!(parse(b"not json"), None);
    }
}
