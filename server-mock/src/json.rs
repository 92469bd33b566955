//! Strict JSON: objects with duplicate members are refused, and members are read with their limits.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// Something is malformed, missing or oversized.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

/// Parses a value without duplicate members anywhere inside.
pub(crate) fn parse(bytes: &[u8]) -> Result<Value, Malformed> {
    serde_json::from_slice::<Strict>(bytes).map(|strict| strict.0).map_err(|_| Malformed)
}

/// Parses an object without duplicate members anywhere inside.
pub(crate) fn parse_object(bytes: &[u8]) -> Result<Members, Malformed> {
    match parse(bytes)? {
        Value::Object(map) => Ok(Members(map)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Err(Malformed),
    }
}

/// Parses an object strictly, then converts; the error says what does not fit. A list of the members' values is no object.
pub(crate) fn parse_as<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    let strict: Strict = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    if !strict.0.is_object() {
        return Err("not an object".to_owned());
    }
    serde_json::from_value(strict.0).map_err(|error| error.to_string())
}

/// The members of an object, read by name.
#[derive(Clone, Debug)]
pub(crate) struct Members(pub(crate) Map<String, Value>);

impl Members {
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Whether a member is there and not `null`, which stands for absent in the Countersign protocol.
    pub(crate) fn is_given(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| !value.is_null())
    }

    pub(crate) fn value(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// A required string.
    pub(crate) fn text(&self, name: &str) -> Result<&str, Malformed> {
        self.0.get(name).and_then(Value::as_str).ok_or(Malformed)
    }

    /// A string that may be absent.
    pub(crate) fn optional_text(&self, name: &str) -> Result<Option<&str>, Malformed> {
        self.has(name).then(|| self.text(name)).transpose()
    }

    /// A required id: 1 to 64 characters of the id alphabet.
    pub(crate) fn id(&self, name: &str) -> Result<&str, Malformed> {
        self.text(name).and_then(|text| if is_id(text) { Ok(text) } else { Err(Malformed) })
    }

    /// A required display string of at most `limit` characters without control characters.
    pub(crate) fn display(&self, name: &str, limit: usize) -> Result<&str, Malformed> {
        self.text(name).and_then(|text| if is_display(text, limit) { Ok(text) } else { Err(Malformed) })
    }

    /// A required integer from 0 to 2^53 - 1.
    pub(crate) fn integer(&self, name: &str) -> Result<u64, Malformed> {
        self.0.get(name).and_then(Value::as_u64).filter(|value| *value < 1 << 53).ok_or(Malformed)
    }

    /// A required object.
    pub(crate) fn object(&self, name: &str) -> Result<Self, Malformed> {
        self.0.get(name).and_then(Value::as_object).cloned().map(Self).ok_or(Malformed)
    }
}

/// Whether `text` is an id: 1 to 64 characters of `A-Z a-z 0-9 _ -`.
pub(crate) fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

/// Whether `text` may be shown: at most `limit` Unicode scalar values, none of them a control character.
pub(crate) fn is_display(text: &str, limit: usize) -> bool {
    text.chars().count() <= limit && !text.chars().any(char::is_control)
}

struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Self)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value without duplicate members")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Strict(item)) = access.next_element()? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = access.next_key::<String>()? {
            let Strict(value) = access.next_value()?;
            if members.insert(name, value).is_some() {
                return Err(A::Error::custom("duplicate member"));
            }
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn duplicate_members_are_refused_at_every_depth() {
        for text in [r#"{"a":1,"a":2}"#, r#"{"a":{"b":1,"b":1}}"#, r#"[{"a":1,"\u0061":1}]"#] {
            assert_eq!(parse(text.as_bytes()), Err(Malformed), "{text}");
        }
    }

    #[test]
    fn lists_of_values_are_not_taken_for_objects() {
        #[derive(Debug, PartialEq, Deserialize)]
        struct Pair {
            a: Option<u8>,
        }

        assert_eq!(parse_as(br#"{"a":1}"#), Ok(Pair { a: Some(1) }));
        assert_eq!(parse_as::<Pair>(b"[1]"), Err("not an object".to_owned()));
    }

    #[test]
    fn hostile_documents_are_refused_without_a_crash() {
        let deep = "[".repeat(100_000);
        for text in [deep.as_str(), "", "{", "nul", "{} {}", "1e999", "\u{feff}{}", "{'a':1}"] {
            assert_eq!(parse(text.as_bytes()), Err(Malformed));
        }
        assert_eq!(parse(&[b'"', 0xff, b'"']), Err(Malformed));
    }

    #[test]
    fn integers_are_whole_and_below_two_to_the_53() {
        let members = parse_object(br#"{"a":9007199254740991,"b":9007199254740992,"c":1.0,"d":-1,"e":"1"}"#).unwrap();

        assert_eq!(members.integer("a"), Ok(9_007_199_254_740_991));
        for name in ["b", "c", "d", "e", "missing"] {
            assert_eq!(members.integer(name), Err(Malformed), "{name}");
        }
    }

    #[test]
    fn display_limit_counts_scalar_values_and_refuses_controls() {
        assert!(is_display("ää", 2));
        assert!(!is_display("äää", 2));
        assert!(!is_display("a\nb", 10));
    }
}
