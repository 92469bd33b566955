//! Reading a push: docs/protocol.md section 8.

use serde::Deserialize;
use serde_json::Value;

use super::wire::{PushPayload, PushVersion};
use crate::dialect::{DialectError, Hint};
use crate::model::DialectState;
use crate::protocol::json;

/// The most bytes of a payload, as FCM and APNs have it.
const MAX_PUSH: usize = 4096;

/// A payload is ours when it is an object with the members `v`, `a` and `c`; then it must have exactly these.
pub(super) fn parse(payload: &[u8]) -> Option<Result<Hint, DialectError>> {
    let value: Value = json::parse(payload, MAX_PUSH).ok()?;
    let members = value.as_object()?;
    ["v", "a", "c"].iter().all(|name| members.contains_key(*name)).then(|| read(value))
}

fn read(value: Value) -> Result<Hint, DialectError> {
    let payload = PushPayload::deserialize(value).map_err(|_| DialectError::Push)?;
    let is_version_1 = match payload.v {
        PushVersion::Number(version) => version == 1,
        PushVersion::Text(version) => version == "1",
    };
    let content = DialectState(Vec::new());
    if is_version_1 { Ok(Hint { address: payload.a, challenge: payload.c, content }) } else { Err(DialectError::Push) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Result<Hint, DialectError>> {
        parse(text.as_bytes())
    }

    #[test]
    fn a_hint_is_read_with_number_and_with_text_version() {
        for text in [r#"{"v":1,"a":"hint","c":"cid"}"#, r#"{"v":"1","a":"hint","c":"cid"}"#] {
            let hint = read(text).expect("ours").expect("well-formed");
            assert_eq!((hint.address.as_str(), hint.challenge.as_str()), ("hint", "cid"));
        }
    }

    #[test]
    fn a_push_that_carries_more_than_a_hint_is_refused() {
        for text in [
            r#"{"v":1,"a":"hint","c":"cid","number":"482913"}"#,
            r#"{"v":1,"a":"hint","c":"cid","x":null}"#,
            r#"{"v":2,"a":"hint","c":"cid"}"#,
            r#"{"v":1,"a":"hi nt","c":"cid"}"#,
            r#"{"v":1,"a":"hint","c":7}"#,
        ] {
            assert_eq!(read(text), Some(Err(DialectError::Push)), "{text}");
        }
    }

    #[test]
    fn pushes_of_others_are_passed_through() {
        for text in ["", "{}", "[]", r#"{"v":1,"a":"x"}"#, r#"{"aps":{}}"#, "\u{0}", r#"{"v":1,"v":1,"a":"x","c":"y"}"#]
        {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(parse(&[b' '; MAX_PUSH + 1]), None);
    }
}
