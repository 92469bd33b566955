//! Public keys as JWK.

use serde_json::{Map, Value, json};

use super::{base64url, from_base64url_32, sha256_base64url, signature};
use crate::model::PublicKey;

/// Why a JWK is no key of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum JwkError {
    /// Not an object with exactly the required members.
    #[error("the key does not have exactly the required members")]
    Members,
    /// A key type or curve that is not supported.
    #[error("the key type is not supported")]
    Unsupported,
    /// Coordinates that are no point on the curve, or a point that is unsafe to use.
    #[error("the key is not a usable point on its curve")]
    Point,
}

/// Reads a public JWK with exactly its required members (RFC 7517, RFC 8037). RSA keys are not read: no server signs with one.
///
/// # Errors
/// See [`JwkError`]. A private key (`d`) is refused like any other surplus member.
pub fn parse(value: &Value) -> Result<PublicKey, JwkError> {
    let members = value.as_object().ok_or(JwkError::Members)?;
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    let key = match (text("kty"), text("crv")) {
        (Some("OKP"), Some("Ed25519")) => PublicKey::Ed25519(only(members, ["x"])?[0]),
        (Some("EC"), Some("P-256")) => {
            let [x, y] = only(members, ["x", "y"])?;
            PublicKey::Es256 { x, y }
        }
        (Some(_), Some(_)) => return Err(JwkError::Unsupported),
        (Some(_), None) | (None, _) => return Err(JwkError::Members),
    };
    if signature::is_usable(&key) { Ok(key) } else { Err(JwkError::Point) }
}

/// The key as JWK with exactly its required members.
pub fn to_json(key: &PublicKey) -> Value {
    match key {
        PublicKey::Ed25519(x) => json!({"kty": "OKP", "crv": "Ed25519", "x": base64url(x)}),
        PublicKey::Es256 { x, y } => json!({"kty": "EC", "crv": "P-256", "x": base64url(x), "y": base64url(y)}),
        PublicKey::Rs256 { n, e } => json!({"kty": "RSA", "n": base64url(n), "e": base64url(e)}),
    }
}

/// The RFC 7638 thumbprint with SHA-256, base64url: 43 characters.
pub fn thumbprint(key: &PublicKey) -> String {
    let canonical = match key {
        PublicKey::Ed25519(x) => format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, base64url(x)),
        PublicKey::Es256 { x, y } => {
            format!(r#"{{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}}"#, base64url(x), base64url(y))
        }
        PublicKey::Rs256 { n, e } => format!(r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, base64url(e), base64url(n)),
    };
    sha256_base64url(canonical.as_bytes())
}

fn only<const N: usize>(members: &Map<String, Value>, names: [&str; N]) -> Result<[[u8; 32]; N], JwkError> {
    if members.len() != N + 2 {
        return Err(JwkError::Members);
    }
    let mut coordinates = [[0; 32]; N];
    for (coordinate, name) in coordinates.iter_mut().zip(names) {
        let text = members.get(name).and_then(Value::as_str).ok_or(JwkError::Members)?;
        *coordinate = from_base64url_32(text).ok_or(JwkError::Members)?;
    }
    Ok(coordinates)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_with_surplus_or_missing_members_are_refused() {
        let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        assert!(parse(&json!({"kty": "OKP", "crv": "Ed25519", "x": x})).is_ok());
        for (value, error) in [
            (json!({"kty": "OKP", "crv": "Ed25519", "x": x, "d": x}), JwkError::Members),
            (json!({"kty": "OKP", "crv": "Ed25519", "x": x, "alg": "EdDSA"}), JwkError::Members),
            (json!({"kty": "OKP", "crv": "Ed25519"}), JwkError::Members),
            (json!({"kty": "OKP", "crv": "Ed25519", "x": format!("{x}=")}), JwkError::Members),
            (json!({"kty": "OKP", "crv": "X25519", "x": x}), JwkError::Unsupported),
            (json!({"kty": "RSA", "n": x, "e": "AQAB"}), JwkError::Members),
            (json!({"kty": "EC", "crv": "P-256", "x": x, "y": x}), JwkError::Point),
            (json!("text"), JwkError::Members),
        ] {
            assert_eq!(parse(&value), Err(error), "{value}");
        }
    }

    #[test]
    fn small_order_keys_are_refused() {
        let mut one = [0; 32];
        one[0] = 1;
        assert_eq!(parse(&to_json(&PublicKey::Ed25519(one))), Err(JwkError::Point));
        assert_eq!(parse(&to_json(&PublicKey::Ed25519([0; 32]))), Err(JwkError::Point));
    }
}
