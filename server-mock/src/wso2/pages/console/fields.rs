//! Fields of settings forms, read with their limits.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// What is wrong with a form, by field.
pub(super) type Errors = BTreeMap<&'static str, String>;

/// Reads a whole number, or notes what is wrong with it.
pub(super) fn number(name: &'static str, text: &str, range: RangeInclusive<u32>, errors: &mut Errors) -> Option<u32> {
    let text = text.trim();
    let digits = !text.is_empty() && text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit());
    let value = text.parse::<u32>().ok().filter(|value| digits && range.contains(value));
    if value.is_none() {
        errors.insert(name, format!("Enter a whole number from {} to {}.", range.start(), range.end()));
    }
    value
}
