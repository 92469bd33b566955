//! The keys that the server signs with.

use std::fmt;
use std::sync::Arc;

use data_encoding::BASE64URL_NOPAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};

use super::PublicKey;

/// The issuer's Ed25519 key: signs everything devices receive.
#[derive(Clone)]
pub(crate) struct IssuerSigner {
    pair: Arc<Ed25519KeyPair>,
}

impl IssuerSigner {
    pub(crate) fn from_seed(seed: &[u8; 32]) -> Self {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).expect("32 bytes are an Ed25519 seed");
        Self { pair: Arc::new(pair) }
    }

    pub(crate) fn public(&self) -> PublicKey {
        let mut x = [0; 32];
        x.copy_from_slice(self.pair.public_key().as_ref());
        PublicKey::Ed25519 { x }
    }

    pub(crate) fn sign(&self, typ: &str, claims: &Value) -> String {
        let input = signing_input(&json!({"alg": "EdDSA", "typ": typ}), claims);
        self.seal(input)
    }

    /// The same header and claims under this key's signature instead of the one they had.
    pub(crate) fn replace_signature(&self, message: &str) -> Option<String> {
        let (input, _) = message.rsplit_once('.')?;
        Some(self.seal(input.to_owned()))
    }

    fn seal(&self, input: String) -> String {
        let signature = BASE64URL_NOPAD.encode(self.pair.sign(input.as_bytes()).as_ref());
        format!("{input}.{signature}")
    }
}

impl fmt::Debug for IssuerSigner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("IssuerSigner").finish_non_exhaustive()
    }
}

/// The P-256 key of the OpenID provider: signs ID tokens.
#[derive(Clone)]
pub(crate) struct EcSigner {
    pair: Arc<EcdsaKeyPair>,
    random: SystemRandom,
}

impl EcSigner {
    /// A new key in PKCS #8. The library makes keys from the operating system's randomness only.
    pub(crate) fn generate_pkcs8() -> Vec<u8> {
        EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
            .expect("the operating system provides randomness")
            .as_ref()
            .to_vec()
    }

    /// `None` when `pkcs8` is not a P-256 key.
    pub(crate) fn from_pkcs8(pkcs8: &[u8]) -> Option<Self> {
        let random = SystemRandom::new();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8, &random).ok()?;
        Some(Self { pair: Arc::new(pair), random })
    }

    pub(crate) fn public(&self) -> PublicKey {
        let point = self.pair.public_key().as_ref();
        let (mut x, mut y) = ([0; 32], [0; 32]);
        x.copy_from_slice(&point[1..33]);
        y.copy_from_slice(&point[33..65]);
        PublicKey::P256 { x, y }
    }

    pub(crate) fn sign(&self, claims: &Value) -> String {
        let header = json!({"alg": "ES256", "typ": "JWT", "kid": self.public().thumbprint()});
        let input = signing_input(&header, claims);
        let signature =
            self.pair.sign(&self.random, input.as_bytes()).expect("the operating system provides randomness");
        format!("{input}.{}", BASE64URL_NOPAD.encode(signature.as_ref()))
    }

    /// The claims of a token that this key signed.
    pub(crate) fn open(&self, token: &str) -> Option<Value> {
        let (input, signature) = token.rsplit_once('.')?;
        let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).ok()?;
        if !self.public().verify(input.as_bytes(), &signature) {
            return None;
        }
        super::message::own_claims(token)
    }
}

impl fmt::Debug for EcSigner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("EcSigner").finish_non_exhaustive()
    }
}

pub(super) fn signing_input(header: &Value, claims: &Value) -> String {
    let encode = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    format!("{}.{}", encode(header), encode(claims))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issuer_signature_is_deterministic_and_verifies() {
        let signer = IssuerSigner::from_seed(&[7; 32]);

        let message = signer.sign("t+jwt", &json!({"a": 1}));

        let (input, signature) = message.rsplit_once('.').unwrap();
        let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).unwrap();
        assert!(signer.public().verify(input.as_bytes(), &signature));
        assert_eq!(message, signer.sign("t+jwt", &json!({"a": 1})));
    }

    #[test]
    fn id_token_key_opens_only_its_own_tokens() {
        let ours = EcSigner::from_pkcs8(&EcSigner::generate_pkcs8()).unwrap();
        let other = EcSigner::from_pkcs8(&EcSigner::generate_pkcs8()).unwrap();

        let token = ours.sign(&json!({"sub": "a"}));

        assert_eq!(ours.open(&token), Some(json!({"sub": "a"})));
        assert_eq!(other.open(&token), None);
        assert_eq!(ours.open("not.a.token"), None);
    }
}
