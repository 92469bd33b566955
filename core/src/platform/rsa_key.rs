//! RSA keys in software, for servers that know nothing else.

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use rsa::RsaPrivateKey;
use rsa::pkcs1::{DecodeRsaPrivateKey, EncodeRsaPrivateKey};
use rsa::pkcs1v15::SigningKey;
use rsa::signature::{SignatureEncoding, Signer};
use rsa::traits::PublicKeyParts;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::computation::computed;
use super::{Entropy, SignerError};
use crate::model::{PublicKey, Secret, Signature};

/// What every phone SDK of the servers concerned makes.
const BITS: usize = 2_048;

/// An RSA key that signs with PKCS #1 v1.5 and SHA-256.
pub(super) struct RsaKey(SigningKey<Sha256>);

impl RsaKey {
    /// Makes a key, stored as `tag` and PKCS #1 DER. The primes come from a generator that is seeded with 32 bytes of `entropy`.
    pub(super) async fn generate(tag: u8, entropy: &dyn Entropy) -> Result<Secret, SignerError> {
        let mut seed = Zeroizing::new([0; 32]);
        entropy.fill(seed.as_mut_slice()).map_err(|_| SignerError::Failed)?;
        computed(move || Self::from_seed(tag, &seed)).await.unwrap_or(Err(SignerError::Failed))
    }

    fn from_seed(tag: u8, seed: &[u8; 32]) -> Result<Secret, SignerError> {
        let key = RsaPrivateKey::new(&mut ChaCha20Rng::from_seed(*seed), BITS).map_err(|_| SignerError::Failed)?;
        let der = key.to_pkcs1_der().map_err(|_| SignerError::Failed)?;
        let mut stored = Vec::with_capacity(1 + der.as_bytes().len());
        stored.push(tag);
        stored.extend_from_slice(der.as_bytes());
        Ok(Secret::new(stored))
    }

    pub(super) fn from_der(der: &[u8]) -> Option<Self> {
        RsaPrivateKey::from_pkcs1_der(der).ok().map(|key| Self(SigningKey::new(key)))
    }

    pub(super) fn public_key(&self) -> PublicKey {
        let key: &RsaPrivateKey = self.0.as_ref();
        PublicKey::Rs256 { n: minimal(&key.n_bytes()), e: minimal(&key.e_bytes()) }
    }

    pub(super) fn sign(&self, message: &[u8]) -> Signature {
        Signature(self.0.sign(message).to_vec())
    }
}

/// Big-endian without leading zeros.
fn minimal(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().copied().skip_while(|byte| *byte == 0).collect()
}

#[cfg(test)]
mod tests {
    use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};

    use super::*;
    use crate::platform::SystemEntropy;

    #[tokio::test]
    async fn another_library_verifies_what_a_made_key_signs() {
        let stored = RsaKey::generate(3, &SystemEntropy).await.expect("a key");
        let (tag, der) = stored.expose().split_first().expect("a tag");
        let key = RsaKey::from_der(der).expect("the stored key");

        let PublicKey::Rs256 { n, e } = key.public_key() else { panic!("an RSA key") };
        let signature = key.sign(b"message");

        assert_eq!((*tag, n.len(), e.as_slice()), (3, 256, [1, 0, 1].as_slice()));
        let public = RsaPublicKeyComponents { n: &n, e: &e };
        assert!(public.verify(&RSA_PKCS1_2048_8192_SHA256, b"message", &signature.0).is_ok());
        assert!(public.verify(&RSA_PKCS1_2048_8192_SHA256, b"another", &signature.0).is_err());
    }

    #[tokio::test]
    async fn two_keys_are_different() {
        let (first, second) = tokio::join!(RsaKey::generate(3, &SystemEntropy), RsaKey::generate(3, &SystemEntropy));
        let (first, second) = (first.expect("a key"), second.expect("a key"));

        assert_ne!(first.expose(), second.expose());
    }

    #[test]
    fn a_damaged_key_is_not_used() {
        for der in [b"".as_slice(), &[0x30, 0x82], &[7; 1_200]] {
            assert!(RsaKey::from_der(der).is_none());
        }
    }
}
