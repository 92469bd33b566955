//! Base32 (RFC 4648 section 6) without padding, the form in which people see shared secrets.

use base32ct::{Base32UpperUnpadded, Encoding};
use zeroize::Zeroizing;

use crate::model::Secret;

pub(super) fn encode(bytes: &[u8]) -> String {
    Base32UpperUnpadded::encode_string(bytes)
}

/// Reads strictly: capital letters, canonical trailing bits.
pub(super) fn decode(text: &str) -> Option<Secret> {
    let bytes = Secret::new(Base32UpperUnpadded::decode_vec(text).ok()?);
    // The library ignores trailing bits, and with them a character too many.
    (*Zeroizing::new(encode(bytes.expose())) == text).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};

    #[test]
    fn the_vectors_of_the_specification_hold() {
        for (bytes, text) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(encode(bytes.as_bytes()), text);
            assert_eq!(decode(text).expect("base32").expose(), bytes.as_bytes());
        }
    }

    #[test]
    fn other_spellings_are_refused() {
        for text in ["MZ", "M", "MZX", "MZXW6Y", "MY======", "my", "MY ", "M1", "MZXW6YTBO", "é"] {
            assert!(decode(text).is_none(), "{text}");
        }
    }
}
