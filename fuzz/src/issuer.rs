//! An issuer written from docs/protocol.md: it signs whatever it is given.

use data_encoding::BASE64URL_NOPAD;
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// An issuer with a fixed key.
pub struct Issuer {
    key: SigningKey,
}

impl Issuer {
    /// Base URL.
    pub const URL: &str = "https://login.example/t1";
    /// The one ticket it ever gave out.
    pub const TICKET: &str = "kZ7Qe2vXr0Yb9mTnC4sWuA";
    /// Its clock.
    pub const NOW: i64 = 1_800_000_000;

    /// The issuer.
    pub fn new() -> Self {
        Self { key: SigningKey::from_bytes(&[11; 32]) }
    }

    /// The public key as JWK.
    pub fn jwk(&self) -> Value {
        json!({"kty": "OKP", "crv": "Ed25519", "x": encode(self.key.verifying_key().as_bytes())})
    }

    /// The offer that pins its key.
    pub fn offer(&self) -> String {
        let canonical =
            format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, encode(self.key.verifying_key().as_bytes()));
        let pin = encode(&Sha256::digest(canonical));
        format!("countersign://enroll?v=1&i=https%3A%2F%2Flogin.example%2Ft1&t={}&k={pin}", Self::TICKET)
    }

    /// A compact JWS of these claims, which need not be JSON.
    pub fn sign(&self, typ: &str, claims: &[u8]) -> String {
        let header = json!({"alg": "EdDSA", "typ": typ}).to_string();
        let input = format!("{}.{}", encode(header.as_bytes()), encode(claims));
        let signature = self.key.sign(input.as_bytes());
        format!("{input}.{}", encode(&signature.to_bytes()))
    }

    /// The claims of its preview.
    pub fn preview(&self) -> Value {
        json!({
            "iss": Self::URL, "iat": Self::NOW, "exp": Self::NOW + 600, "th": self.ticket_hash(),
            "nonce": "nonce-1", "rp": {"name": "Example"}, "account": "ann", "algs": ["EdDSA", "ES256"],
            "policy": {"number": "enter", "digits": 6, "uv": "none"},
        })
    }

    /// The claims of its receipt for the device key with this thumbprint.
    pub fn receipt(&self, thumbprint: &str) -> Value {
        json!({
            "iss": Self::URL, "iat": Self::NOW, "th": self.ticket_hash(), "rp": {"name": "Example"}, "account": "ann",
            "policy": {"number": "enter", "digits": 6, "uv": "none"}, "sub": "sub-1", "aud": thumbprint,
            "device": "dev-1", "hint": "hint-1", "endpoints": {"device": format!("{}/device", Self::URL)},
            "otp": {"secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "algorithm": "SHA1", "digits": 6, "period": 30},
        })
    }

    fn ticket_hash(&self) -> String {
        encode(&Sha256::digest(Self::TICKET))
    }
}

impl Default for Issuer {
    fn default() -> Self {
        Self::new()
    }
}

fn encode(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}
