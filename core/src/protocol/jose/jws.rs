//! Compact JWS.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{JwkError, base64url, from_base64url, jwk, signature};
use crate::model::{Algorithm, PublicKey, Signature};
use crate::protocol::json;

/// The longest compact JWS that is read, in characters.
pub const MAX_JWS: usize = 16_384;

/// Why a signed message is refused. Every variant is a security event, never a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum JoseError {
    /// Longer than [`MAX_JWS`].
    #[error("the signed message is too long")]
    TooLong,
    /// Not three parts of strict base64url.
    #[error("the signed message is malformed")]
    Malformed,
    /// A header with unknown members, a wrong type, or members that do not belong to this kind of message.
    #[error("the header of the signed message is refused")]
    Header,
    /// Signed for another purpose (`typ`).
    #[error("the signed message is of another kind")]
    WrongKind,
    /// The header names another algorithm than the key's.
    #[error("the signed message uses another algorithm than its key")]
    WrongAlgorithm,
    /// The signature does not fit.
    #[error("the signature is wrong")]
    BadSignature,
    /// The key in the header is unusable.
    #[error("the key in the signed message is refused: {0}")]
    Key(#[from] JwkError),
    /// The claims are missing something or have something of the wrong type.
    #[error("the claims of the signed message are refused: {0}")]
    Claims(json::JsonError),
}

/// A protected header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The `alg` text. Only compared with the key's algorithm, never used to choose one.
    pub alg: String,
    /// The message kind.
    pub typ: Option<String>,
    /// The key id, at most 64 characters.
    pub kid: Option<String>,
    /// A key that the message brings along.
    pub jwk: Option<PublicKey>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireHeader {
    alg: String,
    #[serde(default)]
    typ: Option<String>,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default)]
    jwk: Option<Value>,
}

/// A parsed message whose signature has not been checked: its claims cannot be read.
#[derive(Clone, PartialEq, Eq)]
pub struct Unverified<'a> {
    header: Header,
    signing_input: &'a str,
    payload: Vec<u8>,
    signature: Signature,
}

impl<'a> Unverified<'a> {
    /// Takes a compact JWS apart.
    ///
    /// # Errors
    /// `TooLong`, `Malformed`, `Header` or `Key`.
    pub fn parse(compact: &'a str) -> Result<Self, JoseError> {
        if compact.len() > MAX_JWS {
            return Err(JoseError::TooLong);
        }
        let (signing_input, signature) = compact.rsplit_once('.').ok_or(JoseError::Malformed)?;
        let (header, payload) = signing_input.split_once('.').ok_or(JoseError::Malformed)?;
        let decode = |part: &str| from_base64url(part).ok_or(JoseError::Malformed);
        let wire: WireHeader = json::parse_object(&decode(header)?, MAX_JWS).map_err(|_| JoseError::Header)?;
        if wire.kid.as_ref().is_some_and(|kid| kid.len() > 64) {
            return Err(JoseError::Header);
        }
        let jwk = wire.jwk.as_ref().map(jwk::parse).transpose()?;
        Ok(Self {
            header: Header { alg: wire.alg, typ: wire.typ, kid: wire.kid, jwk },
            signing_input,
            payload: decode(payload)?,
            signature: Signature(decode(signature)?),
        })
    }

    /// The header, not yet trustworthy.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Checks algorithm and signature against `key` and gives the payload.
    ///
    /// # Errors
    /// `WrongAlgorithm` or `BadSignature`.
    pub fn verify(self, key: &PublicKey) -> Result<Vec<u8>, JoseError> {
        if self.header.alg != key.algorithm().jose_name() {
            return Err(JoseError::WrongAlgorithm);
        }
        if !signature::verify(key, self.signing_input.as_bytes(), &self.signature) {
            return Err(JoseError::BadSignature);
        }
        Ok(self.payload)
    }

    /// Checks that this is a `typ` message with neither `kid` nor `jwk`, signed by `key`, and reads its claims.
    ///
    /// # Errors
    /// See [`JoseError`].
    pub fn claims<T: serde::de::DeserializeOwned>(self, typ: &str, key: &PublicKey) -> Result<T, JoseError> {
        if self.header.typ.as_deref() != Some(typ) {
            return Err(JoseError::WrongKind);
        }
        if self.header.kid.is_some() || self.header.jwk.is_some() {
            return Err(JoseError::Header);
        }
        let payload = self.verify(key)?;
        json::parse_object(&payload, MAX_JWS).map_err(JoseError::Claims)
    }
}

impl std::fmt::Debug for Unverified<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Unverified").field("header", &self.header).finish_non_exhaustive()
    }
}

/// The text that gets signed: header and claims. Becomes a message with its signature.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningInput(String);

impl SigningInput {
    /// Header `alg`, `typ` and `kid`, with `claims`.
    pub fn with_kid(algorithm: Algorithm, typ: &str, kid: &str, claims: &impl Serialize) -> Self {
        #[derive(Serialize)]
        struct KidHeader<'a> {
            alg: &'a str,
            typ: &'a str,
            kid: &'a str,
        }
        Self::new(&KidHeader { alg: algorithm.jose_name(), typ, kid }, claims)
    }

    /// Header `alg`, `typ` and the public key itself, with `claims`.
    pub fn with_jwk(key: &PublicKey, typ: &str, claims: &impl Serialize) -> Self {
        #[derive(Serialize)]
        struct JwkHeader<'a> {
            alg: &'a str,
            typ: &'a str,
            jwk: Value,
        }
        Self::new(&JwkHeader { alg: key.algorithm().jose_name(), typ, jwk: jwk::to_json(key) }, claims)
    }

    /// Any header, for servers that want another one than ours; `alg` must be the key's.
    pub fn new(header: &impl Serialize, claims: &impl Serialize) -> Self {
        let encode = |bytes: Vec<u8>| base64url(&bytes);
        let header = serde_json::to_vec(header).map(encode).expect("a header of strings is always JSON");
        let claims = serde_json::to_vec(claims).map(encode).expect("claims have string keys");
        Self(format!("{header}.{claims}"))
    }

    /// The bytes to sign.
    pub fn bytes(&self) -> Vec<u8> {
        self.0.clone().into_bytes()
    }

    /// The finished message.
    pub fn compact(&self, signature: &Signature) -> String {
        format!("{}.{}", self.0, base64url(&signature.0))
    }
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signer, SigningKey};
    use serde_json::json;

    use super::*;

    const TYP: &str = "test+jwt";

    fn key() -> (SigningKey, PublicKey) {
        let key = SigningKey::from_bytes(&[7; 32]);
        let public = PublicKey::Ed25519(key.verifying_key().to_bytes());
        (key, public)
    }

    fn sign(header: &Value, claims: &Value) -> String {
        let input = SigningInput::new(header, claims);
        let signature = key().0.sign(&input.bytes());
        input.compact(&Signature(signature.to_bytes().to_vec()))
    }

    fn read(compact: &str) -> Result<Value, JoseError> {
        Unverified::parse(compact)?.claims(TYP, &key().1)
    }

    #[test]
    fn a_well_signed_message_is_read() {
        assert_eq!(read(&sign(&json!({"alg": "EdDSA", "typ": TYP}), &json!({"a": 1}))), Ok(json!({"a": 1})));
    }

    #[test]
    fn headers_that_could_steer_the_verifier_are_refused() {
        let claims = json!({});
        for (header, error) in [
            (json!({"alg": "none", "typ": TYP}), JoseError::WrongAlgorithm),
            (json!({"alg": "ES256", "typ": TYP}), JoseError::WrongAlgorithm),
            (json!({"alg": "HS256", "typ": TYP}), JoseError::WrongAlgorithm),
            (json!({"alg": "eddsa", "typ": TYP}), JoseError::WrongAlgorithm),
            (json!({"alg": "EdDSA"}), JoseError::WrongKind),
            (json!({"alg": "EdDSA", "typ": "other+jwt"}), JoseError::WrongKind),
            (json!({"alg": "EdDSA", "typ": TYP, "crit": ["exp"]}), JoseError::Header),
            (json!({"alg": "EdDSA", "typ": TYP, "b64": false}), JoseError::Header),
            (json!({"alg": "EdDSA", "typ": TYP, "jku": "https://x.example"}), JoseError::Header),
            (json!({"alg": "EdDSA", "typ": TYP, "kid": "k"}), JoseError::Header),
            (json!({"alg": "EdDSA", "typ": TYP, "jwk": jwk::to_json(&key().1)}), JoseError::Header),
            (json!({"alg": "EdDSA", "typ": TYP, "jwk": {"kty": "oct", "k": "AA"}}), JoseError::Key(JwkError::Members)),
            (json!({"alg": ["EdDSA"], "typ": TYP}), JoseError::Header),
            (json!({"typ": TYP}), JoseError::Header),
            (json!({"alg": "EdDSA", "typ": TYP, "kid": "k".repeat(65)}), JoseError::Header),
        ] {
            assert_eq!(read(&sign(&header, &claims)), Err(error), "{header}");
        }
    }

    #[test]
    fn any_changed_character_is_noticed() {
        let message = sign(&json!({"alg": "EdDSA", "typ": TYP}), &json!({"a": 1}));
        for index in 0..message.len() {
            let mut bytes = message.clone().into_bytes();
            bytes[index] = if bytes[index] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).expect("ASCII");
            assert!(read(&changed).is_err(), "changed at {index}");
        }
    }

    #[test]
    fn padding_spaces_and_surplus_parts_are_refused() {
        let message = sign(&json!({"alg": "EdDSA", "typ": TYP}), &json!({"a": 1}));
        for changed in [
            format!("{message}="),
            format!("{message} "),
            format!(" {message}"),
            format!("{message}\n"),
            format!("{message}.x"),
            format!("x.{message}"),
            message.replace('.', ".."),
            message.replacen('.', "", 1),
            String::new(),
            "..".to_owned(),
        ] {
            assert!(read(&changed).is_err(), "{changed:?}");
        }
    }

    #[test]
    fn long_messages_are_refused_before_anything_is_decoded() {
        assert_eq!(read(&"A".repeat(MAX_JWS + 1)), Err(JoseError::TooLong));
    }
}
