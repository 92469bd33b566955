//! Text from a server, made safe to show.
//!
//! What a person reads must be what it looks like: nothing invisible, nothing that reorders or overprints its
//! surroundings. Only shown copies are changed; signatures and digests always cover the bytes as received.

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};

/// Why a text cannot be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum TextError {
    /// It has a control character, line breaks included.
    #[error("the text has a control character")]
    ControlCharacter,
    /// It is too long.
    #[error("the text is longer than {limit} characters")]
    TooLong {
        /// The most Unicode scalar values it may have.
        limit: usize,
    },
}

/// Makes `raw` safe to show on one line, or refuses it.
///
/// `max_chars` counts the Unicode scalar values of `raw`. Bidirectional controls and other invisible characters are
/// removed, except joiners between letters or emoji that need them; any run of spaces becomes one; accents stacked more
/// than four high are cut; the rest is in normalization form C. The result may be empty.
///
/// # Errors
/// `raw` is too long or has control characters.
pub fn display_text(raw: &str, max_chars: usize) -> Result<String, TextError> {
    if raw.chars().nth(max_chars).is_some() {
        return Err(TextError::TooLong { limit: max_chars });
    }
    if raw.chars().any(is_control) {
        return Err(TextError::ControlCharacter);
    }
    let visible = without_invisible(raw);
    let words: Vec<&str> = visible.split(is_space).filter(|word| !word.is_empty()).collect();
    Ok(with_low_stacks(&ComposingNormalizerBorrowed::new_nfc().normalize(&words.join(" "))))
}

/// Control characters and the two Unicode line breaks.
fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

fn is_space(c: char) -> bool {
    category(c) == GeneralCategory::SpaceSeparator
}

fn without_invisible(raw: &str) -> String {
    let mut visible = String::with_capacity(raw.len());
    let mut rest = raw.chars();
    while let Some(c) = rest.next() {
        let keep = if is_joiner(c) {
            let next = rest.clone().next();
            visible.chars().next_back().is_some_and(may_be_joined) && next.is_some_and(may_be_joined)
        } else {
            !is_invisible(c)
        };
        if keep {
            visible.push(c);
        }
    }
    visible
}

/// Zero-width (non-)joiner: needed to write Persian, Hindi and family emoji.
const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Letters of joining scripts and emoji. In ASCII a joiner only ever hides.
fn may_be_joined(c: char) -> bool {
    !c.is_ascii() && !is_joiner(c) && !is_invisible(c) && !is_space(c)
}

/// Format characters, and the characters that Unicode lists as ignorable in display (`Default_Ignorable_Code_Point`)
/// or that are drawn blank. The emoji variation selector U+FE0F stays.
fn is_invisible(c: char) -> bool {
    category(c) == GeneralCategory::Format
        || matches!(c,
            '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{2065}'
            | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0e}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}'
            | '\u{e0000}'..='\u{e0fff}')
}

fn with_low_stacks(text: &str) -> String {
    let mut height = 0;
    let is_low = |c: &char| {
        height = if GeneralCategoryGroup::Mark.contains(category(*c)) { height + 1 } else { 0 };
        height <= MAX_MARKS
    };
    text.chars().filter(is_low).collect()
}

fn category(c: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(c)
}

/// No language stacks more; what does overprints the lines around it.
const MAX_MARKS: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(raw: &str) -> String {
        display_text(raw, 500).unwrap()
    }

    #[test]
    fn ordinary_text_is_shown_as_sent() {
        for text in
            ["", "Example Bank", "München, Österreich", "銀行 — 1 000 €", "שלום", "a@example.com", "👍🏽 ❤\u{fe0f}"]
        {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn control_characters_are_refused() {
        for text in ["a\0", "a\nb", "\t", "\u{1b}[31m", "\u{7f}", "\u{85}", "\u{9b}", "a\u{2028}b", "a\u{2029}b"] {
            assert_eq!(display_text(text, 500), Err(TextError::ControlCharacter), "{text:?}");
        }
    }

    #[test]
    fn length_counts_scalar_values_as_sent() {
        assert_eq!(display_text("ééé", 3).as_deref(), Ok("ééé"));
        assert_eq!(display_text("éééé", 3), Err(TextError::TooLong { limit: 3 }));
        assert_eq!(display_text("ab\u{200b}\u{200b}", 3), Err(TextError::TooLong { limit: 3 }));
    }

    #[test]
    fn bidirectional_controls_are_removed() {
        let controls =
            "\u{61c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}";
        for control in controls.chars() {
            assert_eq!(shown(&format!("pay {control}001 EUR")), "pay 001 EUR", "{control:?}");
        }
    }

    #[test]
    fn invisible_characters_are_removed() {
        for c in "\u{ad}\u{34f}\u{115f}\u{180e}\u{200b}\u{2060}\u{2063}\u{2800}\u{3164}\u{feff}\u{fe00}\u{e0041}\u{e0100}\u{fff9}".chars() {
            assert_eq!(shown(&format!("exa{c}mple")), "example", "{c:?}");
        }
    }

    #[test]
    fn joiners_stay_single_and_only_between_what_they_join() {
        assert_eq!(shown("می\u{200c}خواهم"), "می\u{200c}خواهم");
        assert_eq!(shown("👩\u{200d}👧"), "👩\u{200d}👧");
        assert_eq!(shown("क्\u{200d}ष"), "क्\u{200d}ष");
        assert_eq!(shown("pay\u{200d}pal"), "paypal");
        assert_eq!(shown("\u{200c}م\u{200c}\u{200c}ی\u{200d}"), "م\u{200c}ی");
    }

    #[test]
    fn spaces_are_one_and_inside() {
        assert_eq!(shown("\u{3000} Bank\u{a0}\u{2003}   of\u{202f}Example "), "Bank of Example");
    }

    #[test]
    fn accents_are_composed_and_cannot_pile_up() {
        assert_eq!(shown("e\u{301}"), "é");
        assert_eq!(shown(&format!("a{}b", "\u{35c}".repeat(40))), format!("a{}b", "\u{35c}".repeat(4)));
    }
}
