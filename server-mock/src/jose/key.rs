//! Public keys as JWK, their thumbprints and strict signature checks.

use data_encoding::BASE64URL_NOPAD;
use ring::signature::{ECDSA_P256_SHA256_FIXED, ED25519, UnparsedPublicKey};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::sha256;
use crate::json::Malformed;

/// A key that signatures are checked with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Value", into = "Value")]
pub(crate) enum PublicKey {
    Ed25519 { x: [u8; 32] },
    P256 { x: [u8; 32], y: [u8; 32] },
}

impl PublicKey {
    /// Reads a JWK with exactly the required members of its type.
    pub(crate) fn from_jwk(jwk: &Value) -> Result<Self, Malformed> {
        let members = jwk.as_object().ok_or(Malformed)?;
        let text = |name: &str| members.get(name).and_then(Value::as_str).ok_or(Malformed);
        let key = match (text("kty")?, text("crv")?, members.len()) {
            ("OKP", "Ed25519", 3) => Self::Ed25519 { x: coordinate(text("x")?)? },
            ("EC", "P-256", 4) => Self::P256 { x: coordinate(text("x")?)?, y: coordinate(text("y")?)? },
            _ => return Err(Malformed),
        };
        Ok(key)
    }

    pub(crate) fn jwk(&self) -> Value {
        match self {
            Self::Ed25519 { x } => json!({"kty": "OKP", "crv": "Ed25519", "x": BASE64URL_NOPAD.encode(x)}),
            Self::P256 { x, y } => json!({
                "kty": "EC", "crv": "P-256", "x": BASE64URL_NOPAD.encode(x), "y": BASE64URL_NOPAD.encode(y),
            }),
        }
    }

    /// The only `alg` this key signs with.
    pub(crate) fn algorithm(&self) -> &'static str {
        match self {
            Self::Ed25519 { .. } => "EdDSA",
            Self::P256 { .. } => "ES256",
        }
    }

    /// The RFC 7638 thumbprint with SHA-256: required members in lexicographic order.
    pub(crate) fn thumbprint(&self) -> String {
        let canonical = match self {
            Self::Ed25519 { x } => format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, BASE64URL_NOPAD.encode(x)),
            Self::P256 { x, y } => format!(
                r#"{{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}}"#,
                BASE64URL_NOPAD.encode(x),
                BASE64URL_NOPAD.encode(y)
            ),
        };
        sha256(canonical.as_bytes())
    }

    /// Whether `signature` is this key's signature of `data`, in the form of RFC 7518 and RFC 8037.
    pub(crate) fn verify(&self, data: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Ed25519 { x } => {
                signature.first_chunk::<32>().is_some_and(is_strict_point)
                    && is_strict_point(x)
                    && UnparsedPublicKey::new(&ED25519, x).verify(data, signature).is_ok()
            }
            Self::P256 { x, y } => {
                let point = [[4].as_slice(), x, y].concat();
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(data, signature).is_ok()
            }
        }
    }
}

impl TryFrom<Value> for PublicKey {
    type Error = &'static str;

    fn try_from(jwk: Value) -> Result<Self, Self::Error> {
        Self::from_jwk(&jwk).map_err(|Malformed| "not a supported public key")
    }
}

impl From<PublicKey> for Value {
    fn from(key: PublicKey) -> Self {
        key.jwk()
    }
}

fn coordinate(text: &str) -> Result<[u8; 32], Malformed> {
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| Malformed)?;
    bytes.try_into().map_err(|_| Malformed)
}

/// Refuses what ring accepts but the protocol does not: small-order points and encodings of y at or above the prime.
fn is_strict_point(encoded: &[u8; 32]) -> bool {
    let mut y = *encoded;
    y[31] &= 0x7f;
    let is_below_prime = y[0] < 0xed || y[31] != 0x7f || y[1..31].iter().any(|byte| *byte != 0xff);
    is_below_prime && !SMALL_ORDER.contains(&y)
}

/// The y coordinates of the eight points of small order, little endian (RFC 7748 section 6.1 by way of the curve map).
const SMALL_ORDER: [[u8; 32]; 5] = [
    [0; 32],
    {
        let mut one = [0; 32];
        one[0] = 1;
        one
    },
    {
        let mut minus_one = [0xff; 32];
        minus_one[0] = 0xec;
        minus_one[31] = 0x7f;
        minus_one
    },
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf,
        0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20,
        0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ],
];

#[cfg(test)]
mod tests {
    use super::*;

    fn rfc_8037_key() -> Value {
        json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})
    }

    #[test]
    fn thumbprint_matches_rfc_8037_a_3() {
        let key = PublicKey::from_jwk(&rfc_8037_key()).unwrap();

        assert_eq!(key.thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    #[test]
    fn signature_of_rfc_8037_a_4_verifies() {
        let key = PublicKey::from_jwk(&rfc_8037_key()).unwrap();
        let signature = BASE64URL_NOPAD
            .decode(b"hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg")
            .unwrap();
        let input = b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";

        assert!(key.verify(input, &signature));
        assert!(!key.verify(b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmd", &signature));
    }

    #[test]
    fn es256_signature_of_rfc_7515_a_3_verifies() {
        let key = PublicKey::from_jwk(&json!({
            "kty": "EC", "crv": "P-256",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        }))
        .unwrap();
        let signature = BASE64URL_NOPAD
            .decode(b"DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q")
            .unwrap();
        let input = concat!(
            "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290",
            "Ijp0cnVlfQ"
        );

        assert!(key.verify(input.as_bytes(), &signature));
    }

    #[test]
    fn small_order_and_non_canonical_points_are_refused() {
        let mut non_canonical = [0xff; 32];
        non_canonical[0] = 0xee;
        non_canonical[31] = 0x7f;

        for point in SMALL_ORDER.into_iter().chain([non_canonical]) {
            let mut negative = point;
            negative[31] |= 0x80;
            assert!(!is_strict_point(&point) && !is_strict_point(&negative), "{point:02x?}");
        }
    }

    #[test]
    fn key_with_another_member_or_padding_is_refused() {
        let mut extra = rfc_8037_key();
        extra["kid"] = json!("1");
        let mut padded = rfc_8037_key();
        padded["x"] = json!("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
        let mut trailing = rfc_8037_key();
        trailing["x"] = json!("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURp");

        for jwk in [extra, padded, trailing, json!({"kty": "RSA"}), json!(null)] {
            assert_eq!(PublicKey::from_jwk(&jwk), Err(Malformed));
        }
    }
}
