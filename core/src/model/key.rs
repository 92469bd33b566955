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

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyPurpose {
    /// Everything a device says while it is awake: fetching, denying, housekeeping. Where there is no approval key, also approving.
    Device,
    /// Approving. The key store itself gives the key out only for one verification of the person each, whatever the app says.
    Approval,
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

    /// An RSA key as SubjectPublicKeyInfo (RFC 5280, RFC 3279 section 2.3.1) in DER; `None` for other keys.
    pub fn rsa_spki(&self) -> Option<Vec<u8>> {
        /// The algorithm `rsaEncryption` with NULL parameters.
        const RSA_ENCRYPTION: [u8; 15] =
            [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
        match self {
            Self::Ed25519(_) | Self::Es256 { .. } => None,
            Self::Rs256 { n, e } => {
                let numbers = [n, e].map(|number| der_integer(number)).concat();
                // A bit string begins with the number of bits that its last byte does not use.
                let key = [&[0], der(SEQUENCE, &numbers).as_slice()].concat();
                Some(der(SEQUENCE, &[&RSA_ENCRYPTION, der(BIT_STRING, &key).as_slice()].concat()))
            }
        }
    }
}

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const SEQUENCE: u8 = 0x30;

/// One value in DER (X.690).
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let length: Vec<u8> = length.into_iter().skip_while(|byte| *byte == 0).collect();
    let is_short = content.len() < 0x80;
    // Long lengths are preceded by how many bytes they take.
    let count = u8::try_from(length.len()).unwrap_or_default() | 0x80;
    let length = if is_short {
        vec![u8::try_from(content.len()).unwrap_or_default()]
    } else {
        [&[count], length.as_slice()].concat()
    };
    [&[tag], length.as_slice(), content].concat()
}

/// A positive number: a leading zero byte keeps its highest bit from being a sign.
fn der_integer(bytes: &[u8]) -> Vec<u8> {
    let has_sign = bytes.first().is_none_or(|byte| *byte >= 0x80);
    if has_sign { der(INTEGER, &[&[0], bytes].concat()) } else { der(INTEGER, bytes) }
}

/// A key of an account on this device.
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
    use base64ct::{Base64UrlUnpadded, Encoding};
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&Base64UrlUnpadded::encode_string(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Base64UrlUnpadded::decode_vec(&text).map_err(D::Error::custom)
    }
}
