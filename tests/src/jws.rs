//! Signed messages made and checked with `ring`, a second library besides the one in core.

use data_encoding::BASE64URL_NOPAD;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ED25519, EcdsaKeyPair, Ed25519KeyPair, KeyPair,
    UnparsedPublicKey,
};
use serde_json::{Value, json};

/// A message before it is signed.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The protected header.
    pub header: Value,
    /// The claims.
    pub claims: Value,
}

/// A message whose signature was checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// The protected header.
    pub header: Value,
    /// The claims.
    pub claims: Value,
}

/// A private key of `ring`.
#[derive(Debug)]
pub enum TestKey {
    /// EdDSA.
    Ed25519(Ed25519KeyPair),
    /// ES256.
    Es256(EcdsaKeyPair),
}

impl TestKey {
    /// The Ed25519 key with this seed.
    pub fn ed25519(seed: [u8; 32]) -> Self {
        Self::Ed25519(Ed25519KeyPair::from_seed_unchecked(&seed).expect("32 bytes are a seed"))
    }

    /// A new P-256 key.
    pub fn es256() -> Self {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).expect("randomness");
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random);
        Self::Es256(pair.expect("a key that was just made"))
    }

    /// `EdDSA` or `ES256`.
    pub fn alg(&self) -> &'static str {
        match self {
            Self::Ed25519(_) => "EdDSA",
            Self::Es256(_) => "ES256",
        }
    }

    /// The public half.
    pub fn jwk(&self) -> Value {
        match self {
            Self::Ed25519(pair) => json!({"kty": "OKP", "crv": "Ed25519", "x": base64url(pair.public_key().as_ref())}),
            Self::Es256(pair) => {
                let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
                json!({"kty": "EC", "crv": "P-256", "x": base64url(x), "y": base64url(y)})
            }
        }
    }

    /// Signs bytes.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Ed25519(pair) => pair.sign(message).as_ref().to_vec(),
            Self::Es256(pair) => pair.sign(&SystemRandom::new(), message).expect("randomness").as_ref().to_vec(),
        }
    }

    /// Signs a draft as it is, whatever its header says.
    pub fn seal(&self, draft: &Draft) -> String {
        self.seal_texts(&draft.header.to_string(), &draft.claims.to_string())
    }

    /// Signs two texts that need not even be JSON.
    pub fn seal_texts(&self, header: &str, claims: &str) -> String {
        let input = format!("{}.{}", base64url(header.as_bytes()), base64url(claims.as_bytes()));
        let signature = base64url(&self.sign(input.as_bytes()));
        format!("{input}.{signature}")
    }
}

/// base64url without padding.
pub fn base64url(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

/// SHA-256 in base64url.
pub fn sha256(bytes: &[u8]) -> String {
    base64url(digest(&SHA256, bytes).as_ref())
}

/// The RFC 7638 thumbprint: the required members in alphabetical order, without spaces.
pub fn thumbprint(jwk: &Value) -> String {
    let members: std::collections::BTreeMap<&String, &Value> = jwk.as_object().expect("a key").iter().collect();
    sha256(serde_json::to_string(&members).expect("plain data").as_bytes())
}

/// Header and claims without any check.
///
/// # Panics
/// When `compact` is no compact JWS over JSON.
pub fn open(compact: &str) -> Verified {
    let parts: Vec<&str> = compact.split('.').collect();
    let [header, claims, _] = parts.as_slice() else { panic!("three parts") };
    let json = |part: &str| {
        let bytes = BASE64URL_NOPAD.decode(part.as_bytes()).expect("base64url");
        serde_json::from_slice(&bytes).expect("JSON")
    };
    Verified { header: json(header), claims: json(claims) }
}

/// Checks the signature of a compact JWS with `ring`.
///
/// # Panics
/// When the message is malformed, names another algorithm than the key's, or the signature is wrong.
pub fn verify(compact: &str, jwk: &Value) -> Verified {
    let message = open(compact);
    let (input, signature) = compact.rsplit_once('.').expect("three parts");
    let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).expect("base64url");
    let coordinate =
        |name: &str| BASE64URL_NOPAD.decode(jwk[name].as_str().expect("a coordinate").as_bytes()).expect("base64url");
    let (alg, result) = if jwk["kty"] == "OKP" {
        let key = UnparsedPublicKey::new(&ED25519, coordinate("x"));
        ("EdDSA", key.verify(input.as_bytes(), &signature))
    } else {
        let point = [vec![4], coordinate("x"), coordinate("y")].concat();
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
        ("ES256", key.verify(input.as_bytes(), &signature))
    };
    assert_eq!(message.header["alg"], alg);
    result.expect("the signature is right");
    message
}
