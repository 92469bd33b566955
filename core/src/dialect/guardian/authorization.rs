//! Authorization details (RFC 9396) as facts to show.
//!
//! What is not shown must not be approved: whatever does not fit is noticed.

use serde_json::Value;

use crate::dialect::ChallengeError;
use crate::model::{AuthorizationDetail, Detail};
use crate::protocol::text::{TextError, display_text};

const MAX_FACTS: usize = 20;
const MAX_LABEL: usize = 64;
const MAX_VALUE: usize = 256;
/// Beyond this, JSON numbers are not exact.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

/// Facts gathered so far.
#[derive(Default)]
pub(super) struct Facts {
    pub(super) shown: Vec<Detail>,
    pub(super) typed: Vec<AuthorizationDetail>,
    /// Whether something did not fit.
    pub(super) is_incomplete: bool,
}

impl Facts {
    /// Adds one fact.
    ///
    /// # Errors
    /// When it has characters that cannot be shown.
    pub(super) fn add(&mut self, label: &str, value: &str) -> Result<(), ChallengeError> {
        let shown = display_text(label, MAX_LABEL)
            .and_then(|label| display_text(value, MAX_VALUE).map(|value| Detail { label, value }));
        match shown {
            Ok(detail) if self.shown.len() < MAX_FACTS => self.shown.push(detail),
            Ok(_) | Err(TextError::TooLong { .. }) => self.is_incomplete = true,
            Err(error @ TextError::ControlCharacter) => return Err(error.into()),
        }
        Ok(())
    }

    /// Adds an authorization detail: its type, then every value in it under the names that lead to it.
    ///
    /// # Errors
    /// When it is no object with a type, or has characters that cannot be shown.
    pub(super) fn authorize(&mut self, detail: &Value) -> Result<(), ChallengeError> {
        let members = detail.as_object().ok_or(ChallengeError::Member)?;
        let kind = members.get("type").and_then(Value::as_str).ok_or(ChallengeError::Member)?;
        self.add("type", kind)?;
        for (name, value) in members.iter().filter(|(name, _)| *name != "type") {
            self.walk(name, value)?;
        }
        self.typed.push(AuthorizationDetail { kind: kind.to_owned(), json: detail.to_string() });
        Ok(())
    }

    fn walk(&mut self, path: &str, value: &Value) -> Result<(), ChallengeError> {
        match value {
            Value::Object(members) => {
                members.iter().try_for_each(|(name, value)| self.walk(&format!("{path}.{name}"), value))
            }
            Value::Array(items) if items.iter().all(|item| !item.is_object() && !item.is_array()) => {
                self.is_incomplete |= !items.iter().all(is_exact);
                let items: Vec<String> = items.iter().map(scalar).collect();
                self.add(path, &items.join(", "))
            }
            Value::Array(items) => {
                (1..).zip(items).try_for_each(|(number, item): (usize, _)| self.walk(&format!("{path}.{number}"), item))
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                self.is_incomplete |= !is_exact(value);
                self.add(path, &scalar(value))
            }
        }
    }
}

fn scalar(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Whether a number is shown as it was sent.
fn is_exact(value: &Value) -> bool {
    match value {
        Value::Number(number) => {
            number.is_u64() || number.is_i64() || number.as_f64().is_some_and(|number| number.abs() < MAX_EXACT)
        }
        Value::Null | Value::Bool(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn facts(detail: &Value) -> Facts {
        let mut facts = Facts::default();
        facts.authorize(detail).expect("well-formed");
        facts
    }

    fn shown(facts: &Facts) -> Vec<(&str, &str)> {
        facts.shown.iter().map(|detail| (detail.label.as_str(), detail.value.as_str())).collect()
    }

    #[test]
    fn every_value_is_shown_under_the_names_that_lead_to_it() {
        let detail = json!({
            "type": "payment", "amount": {"currency": "EUR", "value": 12.5}, "items": ["book", 2],
            "parts": [{"id": 1}, {"id": 2}], "urgent": true,
        });

        let facts = facts(&detail);

        assert_eq!(
            shown(&facts),
            [
                ("type", "payment"),
                ("amount.currency", "EUR"),
                ("amount.value", "12.5"),
                ("items", "book, 2"),
                ("parts.1.id", "1"),
                ("parts.2.id", "2"),
                ("urgent", "true"),
            ]
        );
        assert!(!facts.is_incomplete);
        assert_eq!(facts.typed[0].kind, "payment");
        assert_eq!(serde_json::from_str::<Value>(&facts.typed[0].json).expect("JSON"), detail);
    }

    #[test]
    fn what_does_not_fit_is_noticed() {
        let many: serde_json::Map<String, Value> = (0..30).map(|index| (format!("m{index}"), json!(index))).collect();
        let mut many = Value::Object(many);
        many["type"] = json!("t");
        for detail in [
            many,
            json!({"type": "t", "value": "v".repeat(257)}),
            json!({"type": "t", "l".repeat(65): "v"}),
            json!({"type": "t", "amount": 12_345_678_901_234_567_890_123.0}),
        ] {
            assert!(facts(&detail).is_incomplete);
        }
    }

    #[test]
    fn what_cannot_be_read_or_shown_safely_is_refused() {
        for detail in [json!("text"), json!({}), json!({"type": 1}), json!({"type": "t", "a": "line\nbreak"})] {
            assert!(Facts::default().authorize(&detail).is_err(), "{detail}");
        }
    }
}
