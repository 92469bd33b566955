//! Codes behind a link of the app: docs/protocol.md section 2.

/// The code in `https://<any host>/enroll#<code>`, as it stands there; any other text as it is. Only codes with a scheme of their own are
/// put into links, and only one link around them counts.
pub(super) fn unwrapped(text: &str) -> &str {
    let text = text.trim();
    match text.split_once('#') {
        Some((link, code)) if is_enroll_link(link) && has_scheme(code) => code,
        _ => text,
    }
}

fn is_enroll_link(link: &str) -> bool {
    let Some((scheme, rest)) = link.split_once("://") else { return false };
    let Some((host, path)) = rest.split_once('/') else { return false };
    let is_host = !host.is_empty() && !host.contains(['?', '\\', '@']) && !host.contains(char::is_whitespace);
    scheme.eq_ignore_ascii_case("https") && is_host && path == "enroll"
}

/// Whether `code` begins as a URI does (RFC 3986 section 3.1).
fn has_scheme(code: &str) -> bool {
    let Some((scheme, _)) = code.split_once(':') else { return false };
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_behind_a_link_is_taken_as_it_stands() {
        for code in
            ["countersign://enroll?v=1&i=https%3A%2F%2Fa.example#x", "otpauth://totp/A%20B?secret=AA", "a+b-1.c:"]
        {
            for host in ["app.example", "APP.example:8443", "192.0.2.1", "[::1]"] {
                assert_eq!(unwrapped(&format!(" https://{host}/enroll#{code}\n")), code);
                assert_eq!(unwrapped(&format!("HTTPS://{host}/enroll#{code}")), code);
            }
        }
    }

    #[test]
    fn links_are_unwrapped_once() {
        let inner = "https://b.example/enroll#countersign://enroll?v=1";

        assert_eq!(unwrapped(&format!("https://a.example/enroll#{inner}")), inner);
    }

    #[test]
    fn other_texts_stay_as_they_are() {
        for text in [
            "",
            "#",
            "countersign://enroll?v=1",
            "http://a.example/enroll#countersign://enroll?v=1",
            "ftps://a.example/enroll#countersign://enroll?v=1",
            "https:/a.example/enroll#countersign://enroll?v=1",
            "https:///enroll#countersign://enroll?v=1",
            "https://a.example#countersign://enroll?v=1",
            "https://a.example/#countersign://enroll?v=1",
            "https://a.example/enroll/#countersign://enroll?v=1",
            "https://a.example/Enroll#countersign://enroll?v=1",
            "https://a.example/x/enroll#countersign://enroll?v=1",
            "https://a.example/enroll?a=b#countersign://enroll?v=1",
            "https://a.example?b/enroll#countersign://enroll?v=1",
            "https://a.example\\b/enroll#countersign://enroll?v=1",
            "https://user@a.example/enroll#countersign://enroll?v=1",
            "https://a.example/enroll#ABCDEFGH",
            "https://a.example/enroll#{\"id\":\"x\"}",
            "https://a.example/enroll#:x",
            "https://a.example/enroll#1x:y",
            "https://a.example/enroll# countersign://enroll?v=1",
            "https://a.example/enroll#",
            "https://a.example/enroll",
        ] {
            assert_eq!(unwrapped(text), text);
        }
    }
}
