//! Reading JSON that somebody else wrote.

use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

/// Why a text is not the JSON we expect. Names no content: the text may be personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum JsonError {
    /// More bytes than the caller allows.
    #[error("the message is too large")]
    TooLarge,
    /// Not JSON (RFC 8259), a member twice, or nested more than [`MAX_DEPTH`] deep.
    #[error("the message is not well-formed")]
    Malformed,
    /// JSON, but a member is missing, has the wrong type or a value out of range.
    #[error("the message has missing or invalid members")]
    Mismatch,
}

/// The deepest nesting that is read.
pub const MAX_DEPTH: usize = 16;

/// Reads `bytes`, at most `limit` of them, as `T`.
///
/// Stricter than RFC 8259 asks: a member that appears twice is refused at any level, since two readers may disagree about which
/// one counts.
///
/// # Errors
/// See [`JsonError`].
pub fn parse<T: DeserializeOwned>(bytes: &[u8], limit: usize) -> Result<T, JsonError> {
    if bytes.len() > limit {
        return Err(JsonError::TooLarge);
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    Strict { depth: 0 }.deserialize(&mut reader).and_then(|()| reader.end()).map_err(|_| JsonError::Malformed)?;
    serde_json::from_slice(bytes).map_err(|_| JsonError::Mismatch)
}

/// Reads `bytes` like [`parse`], and only as an object: without this, a list of the members' values would do as well.
///
/// # Errors
/// `Mismatch` when it is JSON but no object, else as [`parse`].
pub fn parse_object<T: DeserializeOwned>(bytes: &[u8], limit: usize) -> Result<T, JsonError> {
    let value = parse(bytes, limit)?;
    if bytes.trim_ascii_start().starts_with(b"{") { Ok(value) } else { Err(JsonError::Mismatch) }
}

/// A member that is an object: without this, a list of the members' values would do as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Object<T>(pub T);

impl<'de, T: DeserializeOwned> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members = serde_json::Map::deserialize(deserializer)?;
        T::deserialize(serde_json::Value::Object(members)).map(Self).map_err(serde::de::Error::custom)
    }
}

/// Visits every value and keeps nothing.
#[derive(Clone, Copy)]
struct Strict {
    depth: usize,
}

impl Strict {
    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        let depth = self.depth + 1;
        if depth > MAX_DEPTH { Err(E::custom("too deep")) } else { Ok(Self { depth }) }
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let seed = self.deeper()?;
        while items.next_element_seed(seed)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let seed = self.deeper()?;
        let mut names = HashSet::new();
        while let Some(name) = members.next_key::<String>()? {
            if !names.insert(name) {
                return Err(serde::de::Error::custom("duplicate member"));
            }
            members.next_value_seed(seed)?;
        }
        Ok(())
    }
}

/// An integer at least `MIN` and at most `MAX`, read strictly: no fractions, no strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounded<const MIN: u64, const MAX: u64>(u64);

impl<const MIN: u64, const MAX: u64> Bounded<MIN, MAX> {
    /// The value.
    pub const fn value(self) -> u64 {
        self.0
    }
}

impl<'de, const MIN: u64, const MAX: u64> Deserialize<'de> for Bounded<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = u64::deserialize(deserializer)?;
        if (MIN..=MAX).contains(&value) { Ok(Self(value)) } else { Err(serde::de::Error::custom("out of range")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Sample {
        a: u8,
    }

    #[test]
    fn members_that_appear_twice_are_refused_at_any_level() {
        for text in [r#"{"a":1,"a":1}"#, r#"{"a":1,"x":{"y":1,"y":2}}"#, r#"{"a":1,"x":[{"z":1,"\u007a":2}]}"#] {
            assert_eq!(parse::<Sample>(text.as_bytes(), 100), Err(JsonError::Malformed), "{text}");
        }
        assert_eq!(parse::<Sample>(br#"{"a":1,"x":{"a":1}}"#, 100), Ok(Sample { a: 1 }));
    }

    #[test]
    fn nesting_is_bounded() {
        let nested = |depth: usize| format!(r#"{{"a":1,"x":{}{}}}"#, "[".repeat(depth), "]".repeat(depth));

        assert_eq!(parse::<Sample>(nested(MAX_DEPTH - 1).as_bytes(), 1000), Ok(Sample { a: 1 }));
        assert_eq!(parse::<Sample>(nested(MAX_DEPTH).as_bytes(), 1000), Err(JsonError::Malformed));
        assert_eq!(parse::<Sample>(nested(100_000).as_bytes(), 1_000_000), Err(JsonError::Malformed));
    }

    #[test]
    fn size_and_shape_are_told_apart() {
        assert_eq!(parse::<Sample>(br#"{"a":1}"#, 6), Err(JsonError::TooLarge));
        assert_eq!(parse::<Sample>(br#"{"a":256}"#, 100), Err(JsonError::Mismatch));
        assert_eq!(parse::<Sample>(br#"{"b":1}"#, 100), Err(JsonError::Mismatch));
        assert_eq!(parse::<Sample>(br#"{"a":1} x"#, 100), Err(JsonError::Malformed));
    }

    #[test]
    fn a_list_does_not_stand_for_an_object() {
        assert_eq!(parse_object::<Sample>(b"[1]", 100), Err(JsonError::Mismatch));
        assert_eq!(parse_object::<Sample>(b" \n{\"a\":1}", 100), Ok(Sample { a: 1 }));
    }
}
