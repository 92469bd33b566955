//! The RSA key of a tenant: signs ID tokens and the access tokens of its APIs.

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

use data_encoding::BASE64URL_NOPAD;
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair, RsaPublicKeyComponents};
use rsa::RsaPrivateKey;
use rsa::pkcs8::EncodePrivateKey;
use rsa::rand_core::{TryCryptoRng, TryRng};
use serde_json::{Value, json};

use super::sha256;
use super::signer::signing_input;

/// A 2048-bit key that signs with RS256.
#[derive(Clone)]
pub(crate) struct RsaSigner {
    pair: Arc<RsaKeyPair>,
    random: SystemRandom,
}

impl RsaSigner {
    /// A new key from the operating system's randomness; takes about a tenth of a second.
    pub(crate) fn generate() -> Self {
        let random = SystemRandom::new();
        let key = RsaPrivateKey::new(&mut Source(random.clone()), 2_048).expect("2048 bits are a usable size");
        let pkcs8 = key.to_pkcs8_der().expect("a new key can be encoded");
        let pair = RsaKeyPair::from_pkcs8(pkcs8.as_bytes()).expect("a new key of 2048 bits is accepted");
        Self { pair: Arc::new(pair), random }
    }

    /// The public key as a member of a key set.
    pub(crate) fn jwk(&self) -> Value {
        let (n, e) = self.public();
        json!({"kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.key_id(), "n": n, "e": e})
    }

    /// Signs `claims` under a header with `typ`.
    pub(crate) fn sign(&self, typ: &str, claims: &Value) -> String {
        let input = signing_input(&json!({"alg": "RS256", "typ": typ, "kid": self.key_id()}), claims);
        let mut signature = vec![0; self.pair.public().modulus_len()];
        self.pair
            .sign(&RSA_PKCS1_SHA256, &self.random, input.as_bytes(), &mut signature)
            .expect("the signature has the modulus's length");
        format!("{input}.{}", BASE64URL_NOPAD.encode(&signature))
    }

    /// The RFC 7638 thumbprint.
    fn key_id(&self) -> String {
        let (n, e) = self.public();
        sha256(format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#).as_bytes())
    }

    fn public(&self) -> (String, String) {
        let key = RsaPublicKeyComponents::<Vec<u8>>::from(self.pair.public_key());
        (BASE64URL_NOPAD.encode(&key.n), BASE64URL_NOPAD.encode(&key.e))
    }
}

impl fmt::Debug for RsaSigner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RsaSigner").finish_non_exhaustive()
    }
}

/// The operating system's randomness as key generation asks for it.
struct Source(SystemRandom);

impl Source {
    fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill(&mut bytes).expect("the operating system provides randomness");
        bytes
    }
}

impl TryRng for Source {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_le_bytes(self.bytes()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_le_bytes(self.bytes()))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill(bytes).expect("the operating system provides randomness");
        Ok(())
    }
}

impl TryCryptoRng for Source {}

#[cfg(test)]
mod tests {
    use ring::signature::RSA_PKCS1_2048_8192_SHA256;

    use super::*;

    #[test]
    fn signature_verifies_under_the_published_key() {
        let signer = RsaSigner::generate();
        let jwk = signer.jwk();
        let number = |name: &str| BASE64URL_NOPAD.decode(jwk[name].as_str().unwrap().as_bytes()).unwrap();

        let token = signer.sign("JWT", &json!({"sub": "a"}));

        let (input, signature) = token.rsplit_once('.').unwrap();
        let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).unwrap();
        let key = RsaPublicKeyComponents { n: number("n"), e: number("e") };
        assert_eq!(number("n").len(), 256);
        assert!(key.verify(&RSA_PKCS1_2048_8192_SHA256, input.as_bytes(), &signature).is_ok());
        let other = RsaPublicKeyComponents { n: number("n"), e: vec![3] };
        assert!(other.verify(&RSA_PKCS1_2048_8192_SHA256, input.as_bytes(), &signature).is_err());
    }
}
