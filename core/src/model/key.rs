//! Keys and signatures as values.

use serde::{Deserialize, Serialize};

use super::KeyHandle;

/// A signature algorithm that a device or an issuer may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Algorithm {
    /// Ed25519 (RFC 8032), `EdDSA` in JOSE (RFC 8037).
    Ed25519,
    /// ECDSA on P-256 with SHA-256 and a 64-byte signature, `ES256` in JOSE (RFC 7518): what hardware key stores have.
    Es256,
    /// RSA of 2,048 bits, PKCS #1 v1.5 with SHA-256, `RS256` in JOSE (RFC 7518): for servers that know nothing else.
    Rs256,
}

impl Algorithm {
    /// The `alg` value of JOSE.
    pub const fn jose_name(self) -> &'static str {
        match self {
            Self::Ed25519 => "EdDSA",
            Self::Es256 => "ES256",
            Self::Rs256 => "RS256",
        }
    }

    /// The algorithm with this JOSE `alg` value, if it is one of ours.
    pub fn from_jose_name(name: &str) -> Option<Self> {
        [Self::Ed25519, Self::Es256, Self::Rs256].into_iter().find(|algorithm| algorithm.jose_name() == name)
    }
}

/// A public key in the raw form of its algorithm.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PublicKey {
    /// The 32-byte encoding of RFC 8032.
    Ed25519([u8; 32]),
    /// Affine coordinates, big-endian.
    Es256 {
        /// The x coordinate.
        x: [u8; 32],
        /// The y coordinate.
        y: [u8; 32],
    },
    /// Modulus and exponent.
    Rs256 {
        /// The modulus, big-endian without leading zeros: 256 bytes.
        #[serde(with = "base64url")]
        n: Vec<u8>,
        /// The public exponent, likewise.
        #[serde(with = "base64url")]
        e: Vec<u8>,
    },
}

impl PublicKey {
    /// The algorithm this key is for. Messages never choose it.
    pub const fn algorithm(&self) -> Algorithm {
        match self {
            Self::Ed25519(_) => Algorithm::Ed25519,
            Self::Es256 { .. } => Algorithm::Es256,
            Self::Rs256 { .. } => Algorithm::Rs256,
        }
    }
}

/// The key of an account on this device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceKey {
    /// Where the private half is.
    pub handle: KeyHandle,
    /// The public half, as the server has it.
    pub public: PublicKey,
}

/// A signature in the form JOSE uses: 64 bytes for Ed25519 and ES256 (`r || s`), as many as the modulus has for RS256.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature(pub Vec<u8>);

/// Long numbers as text on disk: as JSON numbers they would take four times the space.
mod base64url {
    use data_encoding::BASE64URL_NOPAD;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64URL_NOPAD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        BASE64URL_NOPAD.decode(text.as_bytes()).map_err(D::Error::custom)
    }
}
