//! The issuer: its addresses and signing keys.

use serde::{Deserialize, Serialize};

use crate::jose::{EcSigner, IssuerSigner};
use crate::random::Random;

/// What the issuer's keys are made from; kept in the data file.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Keys {
    pub(crate) issuer_seed: [u8; 32],
    pub(crate) id_token_pkcs8: Vec<u8>,
}

impl Keys {
    /// New keys. A seeded `random` repeats the issuer's key; the key of ID tokens always differs.
    pub(crate) fn generate(random: &mut Random) -> Self {
        Self { issuer_seed: random.bytes(), id_token_pkcs8: EcSigner::generate_pkcs8() }
    }
}

/// Who signs, and what it is called.
#[derive(Clone, Debug)]
pub(crate) struct Issuer {
    /// Issuer base URL, the `iss` and `aud` of everything.
    pub(crate) url: String,
    pub(crate) signer: IssuerSigner,
    pub(crate) id_tokens: EcSigner,
}

impl Issuer {
    /// `None` when the stored keys are damaged.
    pub(crate) fn new(url: String, keys: &Keys) -> Option<Self> {
        let signer = IssuerSigner::from_seed(&keys.issuer_seed);
        Some(Self { url, signer, id_tokens: EcSigner::from_pkcs8(&keys.id_token_pkcs8)? })
    }

    /// Base URL of the device API.
    pub(crate) fn device_url(&self) -> String {
        format!("{}{DEVICE_PATH}", self.url)
    }
}

/// Path of the device API below the issuer.
pub(crate) const DEVICE_PATH: &str = "/countersign/v1/device";
