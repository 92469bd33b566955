//! Percent-decoding without leniency.

/// Decodes `text`; `None` for a stray `%` and for bytes that are no UTF-8. `+` stays a plus sign.
pub fn decode(text: &str) -> Option<String> {
    let mut rest = text.split('%');
    let _before_first = rest.next();
    let is_escape = |part: &str| part.len() >= 2 && part.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
    if !rest.all(is_escape) {
        return None;
    }
    percent_encoding::percent_decode_str(text).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn escapes_are_decoded_once() {
        assert_eq!(decode("a%20b%2Bc+d%2525%c3%A4").as_deref(), Some("a b+c+d%25ä"));
    }

    #[test]
    fn malformed_escapes_are_refused() {
        for text in ["%", "a%2", "%zz", "%%20", "%ff", "%c3"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
