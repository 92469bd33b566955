//! Private keys in software: how they are made, stored and used.

use ed25519_dalek::Signer as _;
use zeroize::Zeroizing;

#[cfg(feature = "rsa")]
use super::rsa_key::RsaKey;
use super::{Entropy, SignerError};
use crate::model::{Algorithm, PublicKey, Secret, Signature};

/// First bytes of the stored form.
pub(super) const ED25519: u8 = 1;
pub(super) const ES256: u8 = 2;
#[cfg(feature = "rsa")]
pub(super) const RS256: u8 = 3;

/// About one in 2^32 random strings is no P-256 scalar.
const ATTEMPTS: u8 = 8;

/// A key ready to sign. Wiped when dropped.
pub(super) enum PrivateKey {
    Ed25519(ed25519_dalek::SigningKey),
    Es256(p256::ecdsa::SigningKey),
    #[cfg(feature = "rsa")]
    Rs256(RsaKey),
}

impl PrivateKey {
    /// Whether keys of this algorithm can be made here.
    pub(super) const fn can_be(algorithm: Algorithm) -> bool {
        match algorithm {
            Algorithm::Ed25519 | Algorithm::Es256 => true,
            Algorithm::Rs256 => cfg!(feature = "rsa"),
        }
    }

    /// Makes a key, in its stored form. What takes long is computed elsewhere.
    pub(super) async fn generate(algorithm: Algorithm, entropy: &dyn Entropy) -> Result<Secret, SignerError> {
        match algorithm {
            Algorithm::Ed25519 => random_key(ED25519, entropy),
            Algorithm::Es256 => random_key(ES256, entropy),
            #[cfg(feature = "rsa")]
            Algorithm::Rs256 => RsaKey::generate(RS256, entropy).await,
            #[cfg(not(feature = "rsa"))]
            Algorithm::Rs256 => Err(SignerError::Unsupported),
        }
    }

    /// Reads the stored form: one byte for the algorithm, then 32 bytes of seed or scalar, or an RSA key in PKCS #1.
    pub(super) fn from_stored(stored: &Secret) -> Option<Self> {
        let (&tag, bytes) = stored.expose().split_first()?;
        match tag {
            ED25519 => Some(Self::Ed25519(ed25519_dalek::SigningKey::from_bytes(bytes.try_into().ok()?))),
            ES256 => p256::ecdsa::SigningKey::from_slice(bytes).ok().map(Self::Es256),
            #[cfg(feature = "rsa")]
            RS256 => RsaKey::from_der(bytes).map(Self::Rs256),
            _ => None,
        }
    }

    pub(super) fn public_key(&self) -> PublicKey {
        match self {
            Self::Ed25519(key) => PublicKey::Ed25519(key.verifying_key().to_bytes()),
            Self::Es256(key) => {
                let point = key.verifying_key().to_sec1_point(false);
                let coordinate = |bytes: Option<&p256::FieldBytes>| {
                    (*bytes.expect("an uncompressed point of a public key has both coordinates")).into()
                };
                PublicKey::Es256 { x: coordinate(point.x()), y: coordinate(point.y()) }
            }
            #[cfg(feature = "rsa")]
            Self::Rs256(key) => key.public_key(),
        }
    }

    pub(super) fn sign(&self, message: &[u8]) -> Signature {
        match self {
            Self::Ed25519(key) => Signature(key.sign(message).to_bytes().to_vec()),
            Self::Es256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                Signature(signature.to_bytes().to_vec())
            }
            #[cfg(feature = "rsa")]
            Self::Rs256(key) => key.sign(message),
        }
    }
}

fn random_key(tag: u8, entropy: &dyn Entropy) -> Result<Secret, SignerError> {
    for _ in 0..ATTEMPTS {
        let mut stored = Zeroizing::new([tag; 33]);
        let (_, bytes) = stored.split_at_mut(1);
        entropy.fill(bytes).map_err(|_| SignerError::Failed)?;
        let stored = Secret::take(stored.as_mut_slice());
        if PrivateKey::from_stored(&stored).is_some() {
            return Ok(stored);
        }
    }
    Err(SignerError::Failed)
}
