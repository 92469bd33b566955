//! Keys as values.

use std::array::TryFromSliceError;

use countersign_core::model::{self, Algorithm, KeyPurpose, UserVerification};
use countersign_core::platform::Prompt;

/// A public key in the raw form of its algorithm.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum PublicKey {
    /// Ed25519.
    Ed25519 {
        /// The 32-byte encoding of RFC 8032.
        bytes: Vec<u8>,
    },
    /// ECDSA on P-256.
    Es256 {
        /// The x coordinate, 32 bytes, big-endian.
        x: Vec<u8>,
        /// The y coordinate, likewise.
        y: Vec<u8>,
    },
    /// RSA.
    Rs256 {
        /// The modulus, big-endian without leading zeros: 256 bytes.
        n: Vec<u8>,
        /// The public exponent, likewise.
        e: Vec<u8>,
    },
}

/// Why a key is used, so that a signer that asks the person can say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum SigningPrompt {
    /// No person needs to be asked: fetching, housekeeping.
    Silent,
    /// The person approves a login.
    Approve {
        /// This verification is claimed: the key must not sign without it.
        verification: UserVerification,
    },
    /// The person denies a login.
    Deny,
    /// A new approval key signs that it belongs to the device: the person agrees to approve with it from now on.
    RegisterKey,
}

/// A signature algorithm.
#[uniffi::remote(Enum)]
pub enum Algorithm {
    /// Ed25519 (RFC 8032).
    Ed25519,
    /// ECDSA on P-256 with SHA-256: what hardware key stores have.
    Es256,
    /// RSA of 2,048 bits, PKCS #1 v1.5 with SHA-256: for servers that know nothing else.
    Rs256,
}

/// What a key is for.
#[uniffi::remote(Enum)]
pub enum KeyPurpose {
    /// Everything a device says while it is awake: fetching, denying, housekeeping. Where there is no approval key, also approving.
    Device,
    /// Approving. The key store itself gives the key out only for one verification of the person each, whatever the app says.
    Approval,
}

impl TryFrom<PublicKey> for model::PublicKey {
    type Error = TryFromSliceError;

    fn try_from(key: PublicKey) -> Result<Self, TryFromSliceError> {
        Ok(match key {
            PublicKey::Ed25519 { bytes } => Self::Ed25519(bytes.as_slice().try_into()?),
            PublicKey::Es256 { x, y } => Self::Es256 { x: x.as_slice().try_into()?, y: y.as_slice().try_into()? },
            PublicKey::Rs256 { n, e } => Self::Rs256 { n, e },
        })
    }
}

impl From<Prompt> for SigningPrompt {
    fn from(prompt: Prompt) -> Self {
        match prompt {
            Prompt::Silent => Self::Silent,
            Prompt::Approve(verification) => Self::Approve { verification },
            Prompt::Deny => Self::Deny,
            Prompt::RegisterKey => Self::RegisterKey,
        }
    }
}
