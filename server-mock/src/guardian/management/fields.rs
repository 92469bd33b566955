//! Members of a body, read with the limits of their schema.

use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use super::refusal::Refusal;

/// An object without unknown members.
pub(super) struct Fields(Map<String, Value>);

impl Fields {
    /// The members of `value`, none of which is missing in `known`.
    pub(super) fn read(value: &Value, known: &[&str]) -> Result<Self, Refusal> {
        let members = value.as_object().ok_or_else(|| Refusal::body("'Expected type object'"))?;
        match members.keys().find(|name| !known.contains(&name.as_str())) {
            Some(name) => Err(Refusal::body(format!("'Additional properties not allowed: {}'", shown(name)))),
            None => Ok(Self(members.clone())),
        }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A required string of so many characters.
    pub(super) fn text(&self, name: &str, length: RangeInclusive<usize>) -> Result<String, Refusal> {
        self.optional_text(name, length)?.ok_or_else(|| missing(name))
    }

    /// A string of so many characters that may be absent.
    pub(super) fn optional_text(&self, name: &str, length: RangeInclusive<usize>) -> Result<Option<String>, Refusal> {
        let Some(value) = self.0.get(name) else { return Ok(None) };
        let text = value.as_str().ok_or_else(|| mistyped(name, "string"))?;
        let count = text.chars().count();
        if count < *length.start() {
            return Err(on(name, &format!("String is too short ({count} chars), minimum {}", length.start())));
        }
        if count > *length.end() {
            return Err(on(name, &format!("String is too long ({count} chars), maximum {}", length.end())));
        }
        Ok(Some(text.to_owned()))
    }

    /// A string that may be absent (`None`) or null (`Some(None)`).
    pub(super) fn nullable_text(
        &self,
        name: &str,
        length: RangeInclusive<usize>,
    ) -> Result<Option<Option<String>>, Refusal> {
        match self.0.get(name) {
            Some(Value::Null) => Ok(Some(None)),
            Some(_) | None => Ok(self.optional_text(name, length)?.map(Some)),
        }
    }

    /// A required boolean.
    pub(super) fn flag(&self, name: &str) -> Result<bool, Refusal> {
        self.optional_flag(name)?.ok_or_else(|| missing(name))
    }

    /// A boolean that may be absent.
    pub(super) fn optional_flag(&self, name: &str) -> Result<Option<bool>, Refusal> {
        self.0.get(name).map(|value| value.as_bool().ok_or_else(|| mistyped(name, "boolean"))).transpose()
    }

    /// An object that may be absent.
    pub(super) fn optional_object(&self, name: &str) -> Result<Option<Map<String, Value>>, Refusal> {
        let object = |value: &Value| value.as_object().cloned().ok_or_else(|| mistyped(name, "object"));
        self.0.get(name).map(object).transpose()
    }

    /// A required array.
    pub(super) fn array(&self, name: &str) -> Result<Vec<Value>, Refusal> {
        let value = self.0.get(name).ok_or_else(|| missing(name))?;
        value.as_array().cloned().ok_or_else(|| mistyped(name, "array"))
    }

    /// A required string that stands for one of a few values.
    pub(super) fn one_of<T>(&self, name: &str, named: impl Fn(&str) -> Option<T>) -> Result<T, Refusal> {
        self.optional_one_of(name, named)?.ok_or_else(|| missing(name))
    }

    /// A string that stands for one of a few values and may be absent.
    pub(super) fn optional_one_of<T>(
        &self,
        name: &str,
        named: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Refusal> {
        let Some(text) = self.optional_text(name, 0..=usize::MAX)? else { return Ok(None) };
        named(&text).map(Some).ok_or_else(|| on(name, "No enum match"))
    }

    /// Takes a member out as it is.
    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name)
    }
}

/// The items of an array, each of which stands for one of a few values.
pub(super) fn items<T>(values: &[Value], what: &str, named: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, Refusal> {
    let item = |value: &Value| match value.as_str() {
        Some(text) => named(text).ok_or_else(|| on(what, "No enum match")),
        None => Err(mistyped(what, "string")),
    };
    values.iter().map(item).collect()
}

/// `detail` about the member `name`.
pub(super) fn on(name: &str, detail: &str) -> Refusal {
    Refusal::body(format!("'{detail}' on property {name}"))
}

fn missing(name: &str) -> Refusal {
    Refusal::body(format!("'Missing required property: {name}'"))
}

fn mistyped(name: &str, expected: &str) -> Refusal {
    on(name, &format!("Expected type {expected}"))
}

/// A name from outside, cut to what a message can hold.
fn shown(name: &str) -> String {
    name.chars().filter(|character| !character.is_control()).take(64).collect()
}
