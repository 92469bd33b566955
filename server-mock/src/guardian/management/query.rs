//! Parameters of a query string, and what lists do with them.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::refusal::Refusal;

/// Parameters, each at most once.
pub(super) struct Query(BTreeMap<String, String>);

impl Query {
    /// The parameters of `text`, none of which is missing in `known`.
    pub(super) fn read(text: &str, known: &[&str]) -> Result<Self, Refusal> {
        let mut parameters = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            if !known.contains(&name.as_ref()) {
                return Err(Refusal::query("'Additional properties not allowed'"));
            }
            if parameters.insert(name.to_string(), value.into_owned()).is_some() {
                return Err(Refusal::query(format!("'Expected type string' on property {name}")));
            }
        }
        Ok(Self(parameters))
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    pub(super) fn required(&self, name: &str) -> Result<&str, Refusal> {
        self.text(name).ok_or_else(|| Refusal::query(format!("'Missing required property: {name}'")))
    }

    /// A whole number within `range`.
    pub(super) fn number(&self, name: &str, range: RangeInclusive<usize>) -> Result<Option<usize>, Refusal> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let number = text.parse().ok().filter(|number| range.contains(number));
        number
            .map(Some)
            .ok_or_else(|| Refusal::query(format!("'Expected type integer in its range' on property {name}")))
    }

    /// `true` or `false`.
    pub(super) fn flag(&self, name: &str) -> Result<Option<bool>, Refusal> {
        match self.text(name) {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(_) => Err(Refusal::query(format!("'Expected type boolean' on property {name}"))),
        }
    }

    /// The part of a list that `page`, `per_page` and `include_totals` ask for; with totals, `member` holds it.
    pub(super) fn page(&self, items: Vec<Value>, member: &str) -> Result<Value, Refusal> {
        let page = self.number("page", 0..=1_000)?.unwrap_or(0);
        let limit = self.number("per_page", 0..=100)?.unwrap_or(50);
        let (start, total) = (page * limit, items.len());
        let items: Vec<Value> = items.into_iter().skip(start).take(limit).collect();
        if !self.flag("include_totals")?.unwrap_or(false) {
            return Ok(Value::Array(items));
        }
        let mut object = json!({"start": start, "limit": limit, "length": items.len(), "total": total});
        object[member] = Value::Array(items);
        Ok(object)
    }

    /// The members of an object that `fields` and `include_fields` ask for.
    pub(super) fn selected(&self, members: Map<String, Value>) -> Result<Value, Refusal> {
        let is_included = self.flag("include_fields")?.unwrap_or(true);
        let Some(fields) = self.text("fields").filter(|fields| !fields.is_empty()) else {
            return Ok(Value::Object(members));
        };
        let names: Vec<&str> = fields.split(',').map(str::trim).collect();
        let kept = members.into_iter().filter(|(name, _)| names.contains(&name.as_str()) == is_included);
        Ok(Value::Object(kept.collect::<Map<_, _>>()))
    }
}
