//! Signed messages: compact JWS (RFC 7515) and keys as JWK (RFC 7517).
//!
//! The algorithm always comes from the stored key, never from the message. A header has `alg`, `typ` and, where the
//! message kind allows it, `kid` or `jwk`; everything else is refused, also `crit`.

use base64ct::{Base64UrlUnpadded, Encoding};

mod jwk;
mod jws;
mod signature;

pub use jwk::{JwkError, parse as parse_jwk, thumbprint, to_json as jwk_to_json};
pub use jws::{Header, JoseError, MAX_JWS, SigningInput, Unverified};
pub use signature::verify as verify_signature;

/// SHA-256, base64url without padding: 43 characters.
pub fn sha256_base64url(bytes: &[u8]) -> String {
    use sha2::Digest;
    base64url(&sha2::Sha256::digest(bytes))
}

/// base64url without padding (RFC 4648 section 5).
pub fn base64url(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// Reads base64url strictly: no padding, no white space, canonical trailing bits.
pub fn from_base64url(text: &str) -> Option<Vec<u8>> {
    Base64UrlUnpadded::decode_vec(text).ok()
}

/// Reads exactly 32 bytes of base64url.
pub fn from_base64url_32(text: &str) -> Option<[u8; 32]> {
    from_base64url(text)?.try_into().ok()
}
