//! Which paths an issuer may have.

use super::UrlError;

/// Checks a path as written: empty, or segments that each start with a slash.
pub(super) fn check(path: &str) -> Result<(), UrlError> {
    let Some(path) = path.strip_prefix('/') else {
        return Ok(());
    };
    if path.is_empty() || path.ends_with('/') {
        return Err(UrlError::TrailingSlash);
    }
    path.split('/').try_for_each(check_segment)
}

fn check_segment(segment: &str) -> Result<(), UrlError> {
    if segment.is_empty() {
        return Err(UrlError::EmptySegment);
    }
    if matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..") {
        return Err(UrlError::DotSegment);
    }
    let decoded = decode(segment)?;
    if std::str::from_utf8(&decoded).is_err() {
        return Err(UrlError::PercentEncoding);
    }
    Ok(())
}

/// Decodes a segment that is encoded no more than necessary, in capitals (RFC 3986 section 6.2.2).
fn decode(segment: &str) -> Result<Vec<u8>, UrlError> {
    let mut decoded = Vec::with_capacity(segment.len());
    let mut bytes = segment.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let value = 16 * hex_value(bytes.next())? + hex_value(bytes.next())?;
            if value.is_ascii_control() || is_plain(value) || matches!(value, b'/' | b'\\' | b'%') {
                return Err(UrlError::PercentEncoding);
            }
            decoded.push(value);
        } else if is_plain(byte) {
            decoded.push(byte);
        } else {
            return Err(UrlError::PathCharacter);
        }
    }
    Ok(decoded)
}

/// What stands for itself: the unreserved characters, and separators that no server or proxy treats specially.
const fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b':' | b'+' | b'=' | b',')
}

const fn hex_value(digit: Option<u8>) -> Result<u8, UrlError> {
    match digit {
        Some(digit @ b'0'..=b'9') => Ok(digit - b'0'),
        Some(digit @ b'A'..=b'F') => Ok(digit - b'A' + 10),
        Some(_) | None => Err(UrlError::PercentEncoding),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn realm_names_with_spaces_and_umlauts_are_accepted_encoded() {
        assert_eq!(check("/realms/My%20Realm/M%C3%BCnchen"), Ok(()));
    }

    #[test]
    fn a_second_spelling_of_the_same_path_is_refused() {
        for path in ["/%41", "/%7E", "/%c3%bc", "/a%2Fb", "/%252F", "/%00", "/%C3", "/%", "/%2"] {
            assert_eq!(check(path), Err(UrlError::PercentEncoding), "{path}");
        }
    }
}
