//! Verifying signatures.

use ed25519_dalek::VerifyingKey;
use p256::ecdsa::signature::Verifier;

use crate::model::{PublicKey, Signature};

/// Whether `signature` over `message` was made by `key`.
///
/// RSA keys only sign here; nothing is verified with one. Ed25519 is verified strictly: no small-order points, no non-canonical encodings (RFC 8032 section 5.1.7).
pub fn verify(key: &PublicKey, message: &[u8], signature: &Signature) -> bool {
    match key {
        PublicKey::Ed25519(bytes) => {
            let (Ok(key), Ok(signature)) =
                (VerifyingKey::from_bytes(bytes), ed25519_dalek::Signature::from_slice(&signature.0))
            else {
                return false;
            };
            key.verify_strict(message, &signature).is_ok()
        }
        PublicKey::Es256 { x, y } => {
            let (Some(key), Ok(signature)) = (p256_key(x, y), p256::ecdsa::Signature::from_slice(&signature.0)) else {
                return false;
            };
            key.verify(message, &signature).is_ok()
        }
        PublicKey::Rs256 { .. } => false,
    }
}

/// Whether the key is a point that is safe to verify with.
pub(super) fn is_usable(key: &PublicKey) -> bool {
    match key {
        PublicKey::Ed25519(bytes) => VerifyingKey::from_bytes(bytes).is_ok_and(|key| !key.is_weak()),
        PublicKey::Es256 { x, y } => p256_key(x, y).is_some(),
        PublicKey::Rs256 { .. } => false,
    }
}

fn p256_key(x: &[u8; 32], y: &[u8; 32]) -> Option<p256::ecdsa::VerifyingKey> {
    let point = p256::Sec1Point::from_affine_coordinates(&(*x).into(), &(*y).into(), false);
    p256::ecdsa::VerifyingKey::from_sec1_point(&point).ok()
}
