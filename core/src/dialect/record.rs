//! How dialects keep what they must remember, and read what servers reply.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::DialectError;
use crate::model::{Account, DialectState, PublicKey, UnixTime};
use crate::protocol::json;
use crate::protocol::url_rules::{IssuerUrl, LoopbackHttp, UrlError, UrlRules};

/// The most bytes of a reply, as transports read it.
const MAX_BODY: usize = 65_536;

/// What `save` made.
pub(super) fn load<'a, T: Deserialize<'a>>(state: &'a DialectState) -> Result<T, DialectError> {
    serde_json::from_slice(&state.0).map_err(|_| DialectError::State)
}

/// The form in which the engine keeps it.
pub(super) fn save(data: &impl Serialize) -> DialectState {
    DialectState(serde_json::to_vec(data).expect("plain data is always JSON"))
}

/// A record of named texts. A dialect with several small records keeps all of them so: code that reads one shape of JSON, rather
/// than one shape each, is a good part of its size.
pub(super) struct Texts(Value);

impl Texts {
    /// What [`Texts::save`] made.
    pub(super) fn load(state: &DialectState) -> Result<Self, DialectError> {
        load(state).map(Self)
    }

    /// Keeps what is there.
    pub(super) fn save(texts: &[(&str, Option<&str>)]) -> DialectState {
        let mut members = Map::new();
        for (name, text) in texts {
            if let Some(text) = text {
                members.insert((*name).to_owned(), Value::String((*text).to_owned()));
            }
        }
        save(&Value::Object(members))
    }

    pub(super) fn required(&self, name: &str) -> Result<String, DialectError> {
        self.optional(name).ok_or(DialectError::State)
    }

    /// A time, in seconds.
    pub(super) fn time(&self, name: &str) -> Result<Option<UnixTime>, DialectError> {
        let seconds = self.optional(name).map(|text| text.parse()).transpose();
        Ok(seconds.map_err(|_| DialectError::State)?.map(UnixTime::from_seconds))
    }

    pub(super) fn optional(&self, name: &str) -> Option<String> {
        self.0.get(name)?.as_str().map(str::to_owned)
    }
}

/// A URL that was accepted when it was first seen; loopback may have been allowed then.
pub(super) fn stored_url(text: &str) -> Result<IssuerUrl, DialectError> {
    IssuerUrl::parse(text, UrlRules { loopback: LoopbackHttp::Allowed }).map_err(|_| DialectError::State)
}

/// A server as people and codes name it: without the scheme, with capitals in the host, or with slashes at the end.
pub(super) fn named_url(server: &str, rules: UrlRules) -> Result<IssuerUrl, UrlError> {
    let server = server.trim().trim_end_matches('/');
    let (scheme, rest) = server.split_once("://").unwrap_or(("https", server));
    let (authority, path) = rest.find('/').map_or((rest, ""), |start| rest.split_at(start));
    IssuerUrl::parse(&format!("{}://{}{path}", scheme.to_ascii_lowercase(), authority.to_ascii_lowercase()), rules)
}

/// The public half of the device key of an account whose dialect always has one.
pub(super) fn device_key(account: &Account) -> Result<&PublicKey, DialectError> {
    account.public_key().ok_or(DialectError::State)
}

/// Reads a JSON reply.
pub(super) fn body<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, DialectError> {
    Ok(json::parse_object(bytes, MAX_BODY)?)
}
