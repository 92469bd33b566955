//! Signing and reading compact JWS.

use data_encoding::BASE64URL_NOPAD;
use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ED25519, EcdsaKeyPair, Ed25519KeyPair, KeyPair, UnparsedPublicKey,
};
use serde_json::{Value, json};

pub(crate) enum Key {
    Ed25519(Ed25519KeyPair),
    P256(EcdsaKeyPair),
}

impl Key {
    pub(crate) fn ed25519() -> Self {
        let mut seed = [0; 32];
        SystemRandom::new().fill(&mut seed).unwrap();
        Self::Ed25519(Ed25519KeyPair::from_seed_unchecked(&seed).unwrap())
    }

    pub(crate) fn p256() -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).unwrap();
        Self::P256(pair)
    }

    pub(crate) fn algorithm(&self) -> &'static str {
        match self {
            Self::Ed25519(_) => "EdDSA",
            Self::P256(_) => "ES256",
        }
    }

    pub(crate) fn jwk(&self) -> Value {
        match self {
            Self::Ed25519(pair) => json!({"kty": "OKP", "crv": "Ed25519", "x": encode(pair.public_key())}),
            Self::P256(pair) => {
                let point = pair.public_key().as_ref();
                json!({"kty": "EC", "crv": "P-256", "x": encode(&point[1..33]), "y": encode(&point[33..])})
            }
        }
    }

    pub(crate) fn thumbprint(&self) -> String {
        thumbprint(&self.jwk())
    }

    /// Signs with the right `alg`.
    pub(crate) fn sign(&self, mut header: Value, claims: &Value) -> String {
        header["alg"] = json!(self.algorithm());
        self.sign_as(&header, claims)
    }

    /// Signs under any header.
    pub(crate) fn sign_as(&self, header: &Value, claims: &Value) -> String {
        let input = format!("{}.{}", encode(header.to_string()), encode(claims.to_string()));
        let signature = match self {
            Self::Ed25519(pair) => pair.sign(input.as_bytes()).as_ref().to_vec(),
            Self::P256(pair) => pair.sign(&SystemRandom::new(), input.as_bytes()).unwrap().as_ref().to_vec(),
        };
        format!("{input}.{}", encode(signature))
    }
}

pub(crate) fn encode(bytes: impl AsRef<[u8]>) -> String {
    BASE64URL_NOPAD.encode(bytes.as_ref())
}

pub(crate) fn sha256(text: &str) -> String {
    encode(digest(&SHA256, text.as_bytes()))
}

pub(crate) fn thumbprint(jwk: &Value) -> String {
    // Members in lexicographic order, as RFC 7638 asks.
    let ordered = if jwk["kty"] == "OKP" {
        format!(r#"{{"crv":{},"kty":{},"x":{}}}"#, jwk["crv"], jwk["kty"], jwk["x"])
    } else {
        format!(r#"{{"crv":{},"kty":{},"x":{},"y":{}}}"#, jwk["crv"], jwk["kty"], jwk["x"], jwk["y"])
    };
    sha256(&ordered)
}

pub(crate) fn part(message: &str, index: usize) -> Value {
    let segment = message.split('.').nth(index).unwrap();
    serde_json::from_slice(&BASE64URL_NOPAD.decode(segment.as_bytes()).unwrap()).unwrap()
}

pub(crate) fn claims(message: &str) -> Value {
    part(message, 1)
}

/// Whether an Ed25519 issuer key signed the message.
pub(crate) fn is_signed_by(message: &str, jwk: &Value) -> bool {
    let (input, signature) = message.rsplit_once('.').unwrap();
    let x = BASE64URL_NOPAD.decode(jwk["x"].as_str().unwrap().as_bytes()).unwrap();
    let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).unwrap();
    UnparsedPublicKey::new(&ED25519, x).verify(input.as_bytes(), &signature).is_ok()
}
